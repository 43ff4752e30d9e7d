"""What is said aloud, and entered by a leader: a whole meeting of people beside the call."""

import pytest
from playwright.async_api import Locator, Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms.roles import Role
from app.rooms.state import Chair, Standing
from tests.browser.test_leading import goes_on, phase
from tests.support.browser import HASTE, PHONE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

SEVEN = ("Cleo", "Dev", "Eve", "Finn", "Gwen", "Hal", "Ida")


def row(page: Page, name: str) -> Locator:
    """Somebody's row around the circle."""
    return page.locator(".around li", has_text=name)


async def hears(page: Page, name: str) -> None:
    """Around the circle it was this person's turn."""
    await row(page, name).get_by_role("button", name="Heard", exact=True).click()
    await expect(row(page, name)).to_contain_text("heard ")


async def presses(page: Page, name: str) -> None:
    """One button of that name, wherever it stands."""
    await page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.slow
async def test_one_leader_alone_leads_seven_people_who_say_everything_aloud(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["single_60"])
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await ada.get_by_text("Around the circle").click()
    for name in SEVEN:
        await ada.get_by_label("Somebody on the telephone").fill(name)
        await ada.keyboard.press("Enter")
        await row(ada, name).get_by_role("button", name="Agreed, and is alone").click()
        await expect(row(ada, name)).to_contain_text("agreed, and is alone, heard ")
        await expect(row(ada, name).get_by_role("button", name="Agreed")).to_have_count(0)
    await goes_on(ada, "Opening")
    for name in SEVEN:
        await hears(ada, name)

    await goes_on(ada, "Who has a case?")
    for name in ("Dev", "Cleo"):
        await row(ada, name).get_by_role("button", name="I could present").click()
    await row(ada, "Dev").get_by_role("button", name="Rather not").click()
    await expect(ada.get_by_text("Could present: Cleo")).to_be_visible()
    await ada.get_by_label("Presents case 1").select_option(label="Cleo")
    await goes_on(ada, "The case is told")
    await goes_on(ada, "Questions of fact")
    await goes_on(ada, "Discussion")
    await presses(ada, "Cleo said: stay")
    await expect(ada.get_by_text("Cleo stays in the circle.")).to_be_visible()
    await presses(ada, "Cleo said: sit back")
    await presses(ada, "Cleo said: camera off")
    await expect(ada.get_by_role("button", name="Cleo said: camera on")).to_be_visible()
    await row(ada, "Finn").get_by_role("button", name="Has to go").click()
    await expect(row(ada, "Finn")).to_have_count(0)
    await goes_on(ada, "Coming back in")
    await presses(ada, "Cleo said: keep listening")
    await expect(ada.get_by_text("Cleo would rather keep listening.")).to_be_visible()
    await presses(ada, "Cleo said: come back in")
    await expect(ada.locator(".case").get_by_text("Cleo is back in the circle.")).to_be_visible()
    await goes_on(ada, "Leaving the case")
    await goes_on(ada, "Closing")
    await goes_on(ada, "The corridor")
    await presses(ada, "End the meeting")
    await ada.locator("[data-asked] button.first").click()

    await expect(phase(ada, "The meeting has ended")).to_be_visible()
    people = {one.name: one for one in group.state.people.values()}
    assert all(people[name].agreed and people[name].attested for name in SEVEN)
    assert Standing.DEPARTED is people["Finn"].standing


async def test_who_has_the_page_may_say_it_aloud_as_well(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    said = ada.locator(".case .aloud")

    await expect(said.get_by_role("button", name="Cleo said: sit back")).to_be_hidden()
    await said.get_by_text("Said aloud").click()
    await said.get_by_role("button", name="Cleo said: sit back").click()

    await expect(cleo.get_by_text("You only listen.")).to_be_visible()
    await said.get_by_role("button", name="Cleo said: come back in").click()
    await expect(cleo.get_by_text("You only listen.")).to_have_count(0)
    case = group.state.case
    assert case is not None
    assert Chair.ENDED is case.push_back.chair


async def test_who_waits_may_agree_aloud_and_is_let_in(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.comes(await group.invites("Cleo"))
    await expect(ada.get_by_text("reads the agreement")).to_be_visible()

    await ada.locator(".door").get_by_text("Said aloud").click()
    await ada.locator(".door").get_by_role("button", name="Agreed, and is alone").click()

    await expect(cleo.locator(".circle")).to_be_visible()


async def test_who_is_called_as_somebody_in_the_circle_is_seated_under_a_hint(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=PHONE)
    await group.sits("Cleo")
    await ada.get_by_text("Around the circle").click()
    field = ada.get_by_label("Somebody on the telephone or beside the call")
    hint = ada.locator(".around").get_by_role("status")

    await field.fill("Cle")
    await expect(hint).to_have_text("")
    await field.fill(" cleo ")
    told = "Cleo is in the circle already. To tell them apart, for example: “Cleo M.”"
    await expect(hint).to_have_text(told)
    bar, words = await ada.locator(".reach").bounding_box(), await hint.bounding_box()
    assert bar
    assert words
    assert words["y"] + words["height"] <= bar["y"]
    await field.fill("Cleo M.")
    await expect(hint).to_have_text("")
    await field.fill("Cleo")
    await expect(hint).to_have_text(told)
    await ada.keyboard.press("Enter")

    await expect(hint).to_have_text("")
    await expect(ada.locator(".people li").filter(has_text="Cleo")).to_have_count(2)


async def test_what_was_unfolded_for_one_person_stays_folded_for_the_next(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    for name in ("Cleo", "Dev", "Eve"):
        await group.sits(name)
    await ada.get_by_text("Around the circle").click()
    await row(ada, "Dev").get_by_text("Said aloud").click()

    await row(ada, "Dev").get_by_role("button", name="Has to go").click()

    await expect(row(ada, "Dev")).to_have_count(0)
    await expect(row(ada, "Eve").get_by_role("button", name="Has to go")).to_be_hidden()

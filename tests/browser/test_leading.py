"""A leader's page: a whole meeting by its visible buttons, and two leaders beside each other."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import HASTE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


def phase(page: Page, name: str) -> Locator:
    """The name of the phase, where the page shows it as the one that is."""
    return page.get_by_role("heading", level=1, name=name, exact=True)


async def goes_on(page: Page, to: str) -> None:
    """Press what leads to the next phase, and wait until the meeting is there."""
    await page.get_by_role("button", name=f"On to: {to}").click()
    await expect(phase(page, to)).to_be_visible()


async def seats_by_name(page: Page, name: str) -> None:
    """Somebody on the telephone or beside the call gets a seat."""
    await page.get_by_placeholder("Somebody on the telephone").fill(name)
    await page.get_by_role("button", name="Give a seat").click()
    await expect(page.get_by_role("img", name=name)).to_be_visible()


@pytest.mark.slow
async def test_a_leader_alone_on_the_page_leads_a_meeting_of_people_beside_the_call(
    group: Group,
) -> None:
    group.room = await group.node.room(SHIPPED["single_60"])
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await ada.get_by_text("Around the circle").click()
    for name in ("Cleo", "Dev", "Eve"):
        await seats_by_name(ada, name)

    await goes_on(ada, "Opening")
    await goes_on(ada, "Who has a case?")
    await expect(ada.get_by_role("button", name="On to: The case is told")).to_be_disabled()
    await ada.get_by_label("Presents case 1").select_option(label="Cleo")
    await goes_on(ada, "The case is told")
    await goes_on(ada, "Questions of fact")
    await goes_on(ada, "Discussion")
    await ada.get_by_role("button", name="Cleo said: sit back").click()
    await expect(ada.get_by_text("Cleo sits back and listens.")).to_be_visible()
    await goes_on(ada, "Coming back in")
    await ada.get_by_role("button", name="Cleo said: come back in").click()
    await expect(ada.locator(".case").get_by_text("Cleo is back in the circle.")).to_be_visible()
    await goes_on(ada, "Leaving the case")
    await goes_on(ada, "Closing")
    await goes_on(ada, "The corridor")
    await ada.get_by_role("button", name="End the meeting").click()
    await expect(ada.get_by_text("End it for everybody? This cannot be undone.")).to_be_visible()
    await ada.get_by_role("button", name="End the meeting").click()

    await expect(phase(ada, "The meeting has ended")).to_be_visible()


async def test_a_move_waits_and_can_be_taken_back_with_not_yet(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)

    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(
        ada.locator(".leading").get_by_text("Opening the meeting in a moment")
    ).to_be_visible()
    await ada.get_by_role("button", name="Not yet").click()

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


async def test_a_co_leader_sees_a_waiting_move_and_can_say_not_yet(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    cleo = await group.joins("Cleo")

    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(
        ben.locator(".attention").get_by_text("Ada: Opening the meeting in a moment")
    ).to_be_visible()
    await expect(cleo.get_by_text("in a moment")).to_have_count(0)
    await ben.get_by_role("button", name="Not yet").first.click()

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


async def test_who_does_not_lead_the_case_is_asked_before_moving_it_on(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER, script=HASTE)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await group.presses(c.SetLeading((group.person("Ada"),)))
    await expect(ben.get_by_text("Leads this case: Ada")).to_be_visible()

    await ben.get_by_role("button", name="On to: Questions of fact").dblclick()
    question = ben.locator(".confirming")
    await expect(question).to_contain_text("On to: Questions of fact This case is led by Ada.")
    await expect(question.get_by_role("button", name="No", exact=True)).to_be_focused()
    await question.get_by_role("button", name="No", exact=True).click()
    await expect(question).to_have_count(0)
    assert Phase.PRESENT is group.state.phase
    await ben.get_by_role("button", name="On to: Questions of fact").click()
    await ben.get_by_role("button", name="Do it all the same").click()

    for page in (ada, ben):
        await expect(phase(page, "Questions of fact")).to_be_visible()


async def test_a_second_click_that_comes_after_the_question_leaves_the_keyboard_with_it(
    group: Group,
) -> None:
    await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER, script=HASTE)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await group.presses(c.SetLeading((group.person("Ada"),)))
    await expect(ben.get_by_text("Leads this case: Ada")).to_be_visible()
    on = ben.get_by_role("button", name="On to: Questions of fact")
    no = ben.locator(".confirming").get_by_role("button", name="No", exact=True)

    await on.click()
    await expect(no).to_be_focused()
    await ben.mouse.down(click_count=2)
    await ben.mouse.up(click_count=2)

    await expect(no).to_be_focused()
    assert Phase.PRESENT is group.state.phase


async def test_handing_over_is_one_tap(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await group.presses(c.SetLeading((group.person("Ada"),)))

    await ada.get_by_role("button", name="Ben leads from now on").click()

    await expect(ben.get_by_text("Leads this case: Ben")).to_be_visible()


async def test_who_leads_a_case_is_settled_before_it_begins_among_who_does_not_present(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    for name in ("Cleo", "Finn"):
        await group.sits(name, Role.LEADER)
    await group.moves_to(Phase.SELECT)
    leads = ben.get_by_text("Leads this case:")
    await expect(ben.get_by_label("Presents case 1")).to_be_visible()
    await expect(leads).to_have_count(0)

    await ada.get_by_label("Presents case 1").select_option(label="Cleo")
    await expect(ben.get_by_role("button", name="Finn leads from now on")).to_be_visible()
    await expect(ben.get_by_role("button", name="Cleo leads from now on")).to_have_count(0)
    await ben.get_by_role("button", name="Ben leads from now on").click()

    await expect(ada.get_by_text("Leads this case: Ben")).to_be_visible()
    await ada.get_by_role("button", name="On to: The case is told").click()
    await expect(ada.locator(".confirming")).to_contain_text("This case is led by Ben.")


async def test_two_leaders_who_press_at_once_move_one_step(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)

    pages = (ada, ben)
    await asyncio.gather(
        *(page.get_by_role("button", name="On to: Opening").click() for page in pages)
    )

    for page in pages:
        await expect(phase(page, "Opening")).to_be_visible()
        await expect(page.locator(".leading .pending")).to_have_count(0)
        await expect(page.get_by_role("button", name="On to: Who has a case?")).to_be_visible()
    assert Phase.OPENING is group.state.phase


async def test_a_move_is_taken_back_by_undo(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await expect(phase(ada, "Opening")).to_be_visible()
    await group.presses(c.Advance())

    await ada.get_by_role("button", name="Back to: Opening").click()

    await expect(phase(ada, "Opening")).to_be_visible()


async def test_who_came_after_a_move_reads_that_it_is_the_move_which_is_taken_back(
    group: Group,
) -> None:
    await group.sits("Cleo")
    await group.moves_to(Phase.OPENING)
    ada = await group.joins("Ada", Role.LEADER)

    await ada.get_by_role("button", name="Take back the move").click()

    await expect(phase(ada, "Gathering")).to_be_visible()


async def test_stop_here_is_seen_by_everybody_and_waits_for_nothing(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(cleo.get_by_text("You only listen.")).to_be_visible()

    await ada.get_by_role("button", name="Stop here").click()

    for page in (ada, cleo, dev):
        await expect(page.locator("main").get_by_text("We stop here for a moment.")).to_be_visible()
    await expect(cleo.get_by_role("button", name="Come back in")).to_have_count(0)


async def test_keys_move_and_do_nothing_while_somebody_writes(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Ben", Role.LEADER)
    writing = ada.get_by_placeholder("A word between leaders")
    await writing.press_sequentially("n")
    await expect(ada.get_by_text("in a moment")).to_have_count(0)

    await writing.blur()
    await ada.keyboard.press("n")
    await expect(
        ada.locator(".leading").get_by_text("Opening the meeting in a moment")
    ).to_be_visible()
    await ada.keyboard.press("Escape")

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()


async def test_what_leaders_write_is_seen_by_leaders_alone(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    cleo = await group.joins("Cleo")

    await ada.get_by_placeholder("A word between leaders").fill("Shall I begin?")
    await ada.keyboard.press("Enter")

    await expect(ben.get_by_text("Shall I begin?")).to_be_visible()
    assert "Shall I begin?" not in await cleo.content()


async def test_what_is_read_aloud_asks_nothing_that_has_been_answered(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    await expect(ada.locator(".reading")).to_contain_text("Cleo, would you like to sit back now")
    await cleo.get_by_role("button", name="Sit back").click()

    await expect(ada.locator(".reading")).to_have_text(
        "To read aloud: The rest of us: what do we imagine?"
    )


async def test_where_nobody_has_a_case_the_meeting_goes_on_to_its_closing(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await group.moves_to(Phase.SELECT)
    await expect(phase(ada, "Who has a case?")).to_be_visible()

    await ada.get_by_text("Other moves").click()
    await ada.get_by_role("button", name="Go to the closing now").click()

    await expect(phase(ada, "Closing")).to_be_visible()

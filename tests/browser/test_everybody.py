"""What everybody on the page can do, and how somebody who comes late comes in."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import PHONE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

PLAN = SHIPPED["two_case_90"]


async def test_who_comes_late_waits_at_the_door_and_is_let_in_at_the_gap(group: Group) -> None:
    await group.sits("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    dev = await group.joins("Dev", viewport=PHONE)
    await expect(dev.get_by_role("heading", name="You are at the door")).to_be_visible()
    await expect(dev.get_by_text("nobody is interrupted: probably until")).to_be_visible()
    await group.moves_to(Phase.SELECT, presenter="Cleo")

    await expect(dev.get_by_role("img", name="Dev, you")).to_be_visible()


async def test_a_leader_can_let_somebody_in_before_the_gap(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    dev = await group.joins("Dev")
    await expect(dev.get_by_role("heading", name="You are at the door")).to_be_visible()

    await ada.get_by_role("button", name="Let them in now").click()

    await expect(dev.get_by_role("img", name="Dev, you")).to_be_visible()


async def test_who_needs_a_leader_reads_who_has_seen_it(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")

    await cleo.get_by_role("button", name="I need a leader").click()
    await expect(cleo.get_by_text("Your request is with the leaders.")).to_be_visible()
    await expect(ada.locator(".attention")).to_contain_text("Cleo needs a leader")
    await ada.get_by_role("button", name="I have seen it").click()

    await expect(cleo.get_by_text("Ada has seen this.")).to_be_visible()
    await expect(dev.get_by_text("needs a leader")).to_have_count(0)


async def test_who_needs_a_leader_where_none_is_here_reads_that_it_is_kept(group: Group) -> None:
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await expect(cleo.get_by_role("img", name="Ada, leads, not connected")).to_be_visible()

    await cleo.get_by_role("button", name="I need a leader").click()
    await expect(
        cleo.get_by_text("Your request is kept until a leader can read it.")
    ).to_be_visible()
    await group.comes(group.links["Ada"])

    await expect(cleo.get_by_text("Your request is with the leaders.")).to_be_visible()


async def test_no_request_is_said_to_be_with_leaders_who_cannot_read_it(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.presses(c.SeatByName("Ben", Role.LEADER))
    await group.moves_to(Phase.OPENING)
    await cleo.get_by_role("button", name="I need a leader").click()
    read = cleo.get_by_text("Your request is with the leaders.")
    kept = cleo.get_by_text("Your request is kept until a leader can read it.")
    await expect(read).to_be_visible()

    await ada.get_by_role("button", name="Someone can hear").click()
    await expect(kept).to_be_visible()
    await ada.get_by_role("button", name="I am alone again").click()
    await expect(read).to_be_visible()
    await group.moves_to(Phase.PRESENT, presenter="Ada")
    await expect(kept).to_be_visible()
    await group.moves_to(Phase.CLOSING, presenter="Cleo")

    await expect(read).to_be_visible()


async def test_who_waits_at_the_door_can_ask_for_a_leader_too(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    dev = await group.joins("Dev")

    await dev.get_by_role("button", name="I need a leader").click()

    await expect(ada.locator(".attention")).to_contain_text("Dev needs a leader")
    await expect(dev.get_by_text("kept until a leader can read it")).to_be_visible()


async def test_a_page_goes_blank_while_someone_can_hear(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")

    await cleo.get_by_role("button", name="Someone can hear").click()
    await expect(cleo.get_by_text("Turn your sound down in the call")).to_be_visible()
    await expect(cleo.locator(".circle")).to_have_count(0)
    await expect(ada.get_by_role("img", name="Cleo, away for a moment")).to_be_visible()
    await cleo.get_by_role("button", name="I am alone again").click()

    await expect(cleo.get_by_role("img", name="Cleo, you")).to_be_visible()
    await expect(ada.get_by_role("img", name="Cleo", exact=True)).to_be_visible()


async def test_who_has_to_go_is_asked_once_and_may_come_back(group: Group) -> None:
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")

    await cleo.get_by_role("button", name="I have to go").click()
    await cleo.get_by_role("button", name="No", exact=True).click()
    await cleo.get_by_role("button", name="I have to go").click()
    await cleo.get_by_role("button", name="Yes, I have to go").click()
    await expect(cleo.get_by_text("Your seat is kept.")).to_be_visible()
    await cleo.goto(group.address(group.links["Cleo"]))

    await expect(cleo.get_by_role("img", name="Cleo, you")).to_be_visible()


async def test_a_member_may_offer_a_case_and_take_the_offer_back(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.SELECT)

    await cleo.get_by_role("button", name="I could present").click()
    await expect(ada.get_by_text("Could present: Cleo")).to_be_visible()
    await cleo.get_by_role("button", name="Rather not").click()

    await expect(ada.get_by_text("Could present: Cleo")).to_have_count(0)


async def test_an_offer_that_only_leaders_see_can_be_taken_back_after_a_reload(
    group: Group,
) -> None:
    group.room = await group.node.room(replace(PLAN, shows_volunteers=False))
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await group.moves_to(Phase.SELECT)
    await cleo.get_by_role("button", name="I could present").click()
    await expect(ada.get_by_text("Could present: Cleo")).to_be_visible()

    await cleo.reload()
    await cleo.get_by_role("button", name="Rather not").click()

    await expect(ada.get_by_text("Could present: Cleo")).to_have_count(0)
    await expect(cleo.get_by_role("button", name="I could present")).to_be_visible()
    await expect(dev.get_by_role("button", name="I could present")).to_be_visible()


async def test_an_observer_sits_at_the_edge_and_is_named_on_every_page(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    omar = await group.joins("Omar", Role.OBSERVER)
    await group.moves_to(Phase.OPENING)
    await group.presses(c.RecordObserversAgreed())

    for page in (ada, cleo, omar):
        await expect(page.get_by_text("Observing: Omar")).to_be_visible()
    await expect(omar.get_by_text("You are not asked to say anything.")).to_be_visible()
    await group.moves_to(Phase.SELECT)
    await expect(omar.get_by_role("button", name="I could present")).to_have_count(0)


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202ecba", "..."], ids=ascii)
async def test_who_chose_a_name_that_cannot_be_shown_is_told_so_and_chooses_another(
    group: Group, name: str
) -> None:
    group.pardoned.append("the server responded with a status of 422")
    page = await group.comes(await group.invites_all())
    asked = page.get_by_label("What shall the circle call you?")
    await asked.fill(name)
    await page.get_by_role("button", name="Come in").click()
    await expect(page.get_by_text("That name cannot be shown as it is.")).to_be_visible()

    await asked.fill("Gita")
    await page.get_by_role("button", name="Come in").click()

    await expect(page.get_by_role("button", name="I agree")).to_be_visible()


async def test_everybody_reads_that_there_is_one_case_today(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["single_60"])
    cleo = await group.joins("Cleo")
    one = cleo.get_by_text("One case today")

    await expect(one).to_be_visible()
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.SELECT)
    await expect(one).to_be_visible()
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await expect(one).to_have_count(0)

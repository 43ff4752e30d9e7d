"""When every leader is lost: the stand-in is offered the room, holds it, and gives it back."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.phases.units import SECOND, Millis
from app.rooms.roles import Role
from app.rooms.state import Chair
from tests.browser.test_leading import phase
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

PLAN = SHIPPED["two_case_90"]
HASTY = replace(PLAN, tempo=replace(PLAN.tempo, leaders_lost=Millis(1 * SECOND)))
"""Leaders count as lost after a second."""
OFFERED = "No leader is connected. Will you hold the room?"


async def loses_its_leader(group: Group, plan: Plan = HASTY) -> tuple[Page, Page]:
    """In a discussion the only leader, who has named Cleo, is lost; Cleo's page and Dev's."""
    group.room = await group.node.room(plan)
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Dev")
    stand_in = ada.get_by_label("Stand-in, if all leaders are lost")
    await stand_in.select_option(label="Cleo")
    await expect(stand_in.locator("option:checked")).to_have_text("Cleo")
    await ada.context.close()
    return cleo, dev


async def test_a_stand_in_is_asked_and_nobody_else(group: Group) -> None:
    cleo, dev = await loses_its_leader(group)

    await expect(cleo.get_by_text(OFFERED)).to_be_visible()
    for page in (cleo, dev):
        await expect(page.get_by_text("The clock is paused")).to_be_visible()
    await expect(dev.get_by_text(OFFERED)).to_have_count(0)
    await cleo.get_by_role("button", name="Rather not").click()

    await expect(cleo.get_by_text(OFFERED)).to_have_count(0)
    await expect(cleo.locator(".leading")).to_have_count(0)


async def test_on_a_small_phone_the_question_is_read_with_its_answers(group: Group) -> None:
    cleo, _ = await loses_its_leader(group)
    await cleo.set_viewport_size({"width": 320, "height": 460})

    await expect(cleo.get_by_text(OFFERED)).to_be_in_viewport(ratio=1)
    await expect(cleo.get_by_role("button", name="I hold the room")).to_be_in_viewport(ratio=1)


async def test_an_offer_leaves_the_page_when_its_time_is_over(group: Group) -> None:
    brief = replace(HASTY, tempo=replace(HASTY.tempo, stand_in=Millis(4 * SECOND)))
    cleo, _ = await loses_its_leader(group, brief)

    await expect(cleo.get_by_text(OFFERED)).to_be_visible()
    await expect(cleo.get_by_text(OFFERED)).to_have_count(0)
    assert not group.state.stand_in.is_acting


async def test_a_stand_in_holds_the_room_to_its_end_and_moves_nobody(group: Group) -> None:
    cleo, _ = await loses_its_leader(group)
    await cleo.get_by_role("button", name="I hold the room").click()

    await expect(cleo.get_by_role("button", name="Go to the closing now")).to_be_visible()
    await expect(cleo.locator(".leading [aria-keyshortcuts]")).to_have_count(0)
    for name in (
        "End the sitting back",
        "Stop here",
        "On to",
        "Remove",
        "Let the clock go on",
        "Other moves",
    ):
        await expect(cleo.get_by_role("button", name=name)).to_have_count(0)
    gwen = await group.joins("Gwen")
    await cleo.get_by_role("button", name="Let them in now").click()
    await expect(gwen.locator(".circle")).to_be_visible()
    await cleo.get_by_role("button", name="Go to the closing now").click()
    await expect(cleo.get_by_text("Go to the closing now, for everybody?")).to_be_visible()
    await expect(phase(gwen, "Discussion")).to_be_visible()
    await cleo.get_by_role("button", name="Go to the closing now").click()
    await expect(phase(gwen, "Closing")).to_be_visible()
    await cleo.get_by_role("button", name="Pause the clock").click()
    await expect(gwen.get_by_text("The clock is paused")).to_be_visible()
    await cleo.get_by_role("button", name="End the meeting").click()
    await cleo.locator("[data-asked] button.first").click()

    await expect(phase(gwen, "The meeting has ended")).to_be_visible()


async def test_a_stand_in_ends_a_sitting_back_where_somebody_sits_back(group: Group) -> None:
    cleo, dev = await loses_its_leader(group)
    await dev.get_by_role("button", name="Sit back").click()
    await cleo.get_by_role("button", name="I hold the room").click()

    await cleo.get_by_role("button", name="End the sitting back").click()

    await expect(cleo.get_by_role("button", name="End the sitting back")).to_have_count(0)
    assert group.state.case is not None
    assert Chair.SITTING_BACK is not group.state.case.push_back.chair


async def test_a_leader_who_returns_leads_again(group: Group) -> None:
    cleo, _ = await loses_its_leader(group)
    await cleo.get_by_role("button", name="I hold the room").click()
    await expect(cleo.locator(".leading")).to_be_visible()

    ada = await group.comes(await group.invites("Ada"))

    await expect(ada.get_by_role("button", name="On to: Coming back in")).to_be_visible()
    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    await expect(cleo.locator(".leading")).to_have_count(0)

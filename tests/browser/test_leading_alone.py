"""A leader alone: presenting without another leader, and with nobody else on the page."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.units import Millis
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.browser.test_leading import goes_on, phase
from tests.support.browser import HASTE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

UNDO = "Back to: "
"""How each way back begins."""


async def sees_leaders(page: Page) -> None:
    """The whole leaders' view, with what only leaders read."""
    await expect(page.get_by_role("heading", name="Between leaders")).to_be_visible()
    await expect(page.locator(".evening")).to_be_visible()


@pytest.mark.slow
async def test_a_leader_who_presents_alone_leads_the_case_to_its_end_by_hand(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["single_60"])
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await group.sits("Cleo")
    await group.moves_to(Phase.SELECT)
    await ada.get_by_label("Presents case 1").select_option(label="Ada")

    await goes_on(ada, "The case is told")
    await expect(ada.locator(".evening")).to_have_count(0)
    await goes_on(ada, "Questions of fact")
    await ada.get_by_role("button", name=f"{UNDO}The case is told").click()
    await expect(phase(ada, "The case is told")).to_be_visible()
    await expect(ada.get_by_role("button", name=UNDO)).to_have_count(0)
    await goes_on(ada, "Questions of fact")
    await goes_on(ada, "Discussion")
    await ada.get_by_role("button", name="Sit back", exact=True).click()
    await goes_on(ada, "Coming back in")
    await ada.get_by_role("button", name="Come back in").click()
    await ada.get_by_role("button", name="Yes, come back in").click()
    await goes_on(ada, "Leaving the case")
    await expect(ada.locator(".evening")).to_have_count(0)
    await goes_on(ada, "Closing")

    await expect(ada.locator(".evening")).to_be_visible()


async def test_a_leader_who_presents_beside_another_sees_nothing_of_leaders_until_the_case_is_over(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    cleo = await group.joins("Cleo")
    await sees_leaders(ada)
    await group.moves_to(Phase.PRESENT, presenter="Ada")
    await ben.get_by_text("A glance").click()
    await ben.get_by_role("button", name="let the silence be").click()
    await cleo.get_by_role("button", name="I need a leader").click()

    for one in (Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN, Phase.CLOSE):
        await group.moves_to(one)
        await expect(ada.locator(f"main[data-phase='{one}']")).to_be_visible()
        await expect(ben.locator(".attention")).to_contain_text("Cleo needs a leader")
        await expect(ada.locator(".leading")).to_have_count(0)
        for word in ("let the silence be", "Cleo needs a leader"):
            assert word not in await ada.content()
    await group.moves_to(Phase.SELECT)

    await sees_leaders(ada)
    await expect(ada.locator(".attention")).to_contain_text("Cleo needs a leader")


async def test_what_can_no_longer_be_taken_back_leaves_the_page_by_itself(group: Group) -> None:
    plan = SHIPPED["two_case_90"]
    soon = replace(plan, tempo=replace(plan.tempo, undo=Millis(4_000)))
    group.room = await group.node.room(soon)
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await expect(phase(ada, "Opening")).to_be_visible()
    await group.presses(c.Advance())
    await group.presses(c.Pause())

    await expect(ada.get_by_text("The clock is paused").first).to_be_visible()
    await expect(ada.get_by_role("button", name=UNDO)).to_be_visible()
    await expect(ada.get_by_role("button", name=UNDO)).to_have_count(0)

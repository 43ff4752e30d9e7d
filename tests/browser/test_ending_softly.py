"""The end is soft: the leaders' debrief for those it is for, then a corridor without a clock."""

import pytest
from playwright.async_api import expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.browser.test_leading import goes_on, phase
from tests.support.browser import HASTE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


async def test_members_wait_out_the_debrief_and_meet_again_in_the_corridor(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.CLOSING, presenter="Cleo")
    await ada.get_by_text("The steps to come, in minutes").click()
    await ada.get_by_role("button", name="Add: The leaders’ debrief").click()

    await goes_on(ada, "The leaders’ debrief")
    await expect(cleo.get_by_role("heading", name="You are at the door")).to_be_visible()
    await expect(ada.locator(".circle").get_by_role("img", name="Cleo")).to_have_count(0)
    await goes_on(ada, "The corridor")

    await expect(phase(cleo, "The corridor")).to_be_visible()
    for page in (ada, cleo):
        await expect(page.locator(".circle").get_by_role("img", name="Cleo")).to_be_visible()


async def test_in_the_corridor_there_is_no_clock_and_a_leader_closes_it_by_hand(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.CORRIDOR, presenter="Cleo")
    await expect(phase(cleo, "The corridor")).to_be_visible()

    for page in (ada, cleo):
        await expect(page.get_by_text(" left")).to_have_count(0)
        await expect(page.get_by_text("The meeting ends at")).to_have_count(0)
    await expect(ada.get_by_role("button", name="Pause the clock")).to_have_count(0)
    await expect(ada.get_by_role("button", name="End the meeting")).to_be_visible()
    await expect(cleo.get_by_role("button", name="End the meeting")).to_have_count(0)
    assert Phase.CORRIDOR is group.state.phase

"""Two rings: the inner one works, the outer one listens until a leader opens it."""

import pytest
from playwright.async_api import expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms.roles import Role
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LISTENS = "You listen from the outer ring, until it is opened."
MAY_SPEAK = "The outer ring may speak."


async def test_a_leader_moves_somebody_to_the_outer_ring_and_opens_it(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["inner_outer"])
    ada = await group.joins("Ada", Role.LEADER)
    eve = await group.joins("Eve")
    for name in ("Cleo", "Dev"):
        await group.sits(name)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await ada.get_by_text("Around the circle").click()
    row = ada.locator(".around li", has_text="Eve")

    await row.get_by_role("button", name="To the outer ring").click()
    await expect(eve.get_by_text(LISTENS)).to_be_visible()
    await ada.get_by_role("button", name="Open the outer ring").click()
    await expect(eve.get_by_text(MAY_SPEAK)).to_be_visible()
    await ada.get_by_role("button", name="Close the outer ring").click()
    await expect(eve.get_by_text(LISTENS)).to_be_visible()
    await row.get_by_role("button", name="To the inner ring").click()

    await expect(eve.get_by_text(LISTENS)).to_have_count(0)


async def test_where_a_plan_has_one_ring_nothing_is_offered_of_two(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Eve")
    await ada.get_by_text("Around the circle").click()

    await expect(ada.locator(".around li", has_text="Eve")).to_be_visible()
    await expect(ada.get_by_role("button", name="outer ring")).to_have_count(0)

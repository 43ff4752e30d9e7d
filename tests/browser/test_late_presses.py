"""Presses that come late: kept while there was no line, or one after another on a slow one."""

from random import Random

import pytest
from playwright.async_api import expect

from app.phases.phase import Phase
from app.phases.units import MINUTE
from app.rooms.roles import Role
from app.rooms.state import Chair
from tests.support.bad_line import BadLine
from tests.support.browser import Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

CUT = ("ERR_", "WebSocket")


async def test_what_a_leader_pressed_without_a_line_reaches_nobody_in_a_later_case(
    group: Group,
) -> None:
    group.pardoned += CUT
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Ben", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(ada.get_by_role("button", name="End the sitting back")).to_be_visible()
    await ada.context.set_offline(True)
    for name in ("End the sitting back", "Stop here"):
        await ada.get_by_role("button", name=name).click()
    await group.moves_to(Phase.SELECT, presenter="Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Dev")
    await dev.get_by_role("button", name="Sit back").click()
    await expect(dev.get_by_text("You only listen.")).to_be_visible()

    await ada.context.set_offline(False)

    said = ada.get_by_role("status").filter(has_text="The meeting has moved on.")
    await expect(said).to_be_visible()
    await expect(ada.get_by_text("Dev sits back and listens.")).to_be_visible()
    # Were they still to come, they would have come before this.
    await ada.get_by_role("button", name="1 min more here").click()
    await expect(ada.locator(".rest")).to_contain_text("20:")
    case = group.state.case
    assert case is not None
    assert Chair.SITTING_BACK is case.push_back.chair
    assert not case.stopped


async def test_what_a_leader_pressed_without_a_line_is_done_where_nothing_has_moved(
    group: Group,
) -> None:
    group.pardoned += CUT
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(ada.get_by_role("button", name="Stop here")).to_be_visible()
    await ada.context.set_offline(True)
    await ada.get_by_role("button", name="Stop here").click()

    await ada.context.set_offline(False)

    await expect(cleo.locator("main").get_by_text("We stop here for a moment.")).to_be_visible()


async def test_three_taps_on_a_slow_line_are_three_minutes(group: Group) -> None:
    bad = BadLine(Random(5))
    bad.delay = 0.3
    ada = await group.window()
    await bad.under(ada)
    await ada.goto(group.address(await group.invites("Ada", Role.LEADER)))
    await agrees(ada)
    await group.moves_to(Phase.OPENING)
    clock = group.state.clock
    assert clock is not None
    assert clock.timer.limit is not None
    planned = clock.timer.limit

    more = ada.get_by_role("button", name="1 min more here")
    for _ in range(3):
        await more.click()

    # What is pressed now is answered after all of them.
    await ada.get_by_role("button", name="Pause the clock").click()
    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    assert group.state.clock is not None
    assert planned + 3 * MINUTE == group.state.clock.timer.limit
    await expect(ada.get_by_text("The meeting has moved on.")).to_have_count(0)
    bad.end()

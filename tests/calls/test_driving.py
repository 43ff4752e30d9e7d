"""Which calls a node looks after."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.calls import driving as module
from app.calls.driving import Driving
from app.rooms import commands as c
from app.rooms.state import CallKind
from app.storage.call_leases import SqlLeases
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, World, soon
from tests.support.scenario import CLEO


@asynccontextmanager
async def driving(world: World, node: Node, call: PretendCall) -> AsyncIterator[Driving]:
    """A node's driving, for as long as the block lasts."""
    leases = SqlLeases(world.database)
    made = Driving(node.rooms, leases, {CallKind.BUILT_IN: call}, node.name)
    running = asyncio.create_task(made.run())
    try:
        await asyncio.sleep(0)
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_push_back_of_a_meeting_in_our_call_is_enforced_by_itself(
    world: World, node: Node
) -> None:
    call = PretendCall()
    call.joins(CLEO)
    async with driving(world, node, call):
        room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
        await soon(lambda: call.shut)
        await soon(lambda: "enforced" == sitters[CLEO].view["enforcement"]["locks"])

        await node.press(room, CLEO, c.ComeBackIn())
        await soon(lambda: not call.shut)


async def test_room_that_was_held_before_is_looked_after_as_well(world: World, node: Node) -> None:
    call = PretendCall()
    call.joins(CLEO)
    await node.sat_back(call=CallKind.BUILT_IN)

    async with driving(world, node, call):
        await soon(lambda: call.shut)


async def test_call_is_driven_for_whoever_comes_back_though_no_event_tells(
    world: World, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)
    call = PretendCall()
    call.joins(CLEO)
    room, _ = await node.sat_back(call=CallKind.BUILT_IN)
    back = world.node("node-2")
    async with driving(world, back, call):
        await back.rooms.hold(room)
        await asyncio.sleep(0)
        await back.sits(room, CLEO)

        await soon(lambda: call.shut)


async def test_meeting_beside_any_other_call_is_left_alone(world: World, node: Node) -> None:
    call = PretendCall()
    async with driving(world, node, call) as made:
        _, sitters = await node.sat_back()

        assert not made._drives
        assert "agreed" == sitters[CLEO].view["enforcement"]["locks"]


async def test_fault_of_one_call_is_counted_and_it_is_driven_again(
    world: World, node: Node
) -> None:
    call = PretendCall()
    call.joins(CLEO)
    apply = call.apply

    async def breaks(*_: object) -> None:
        call.apply = apply  # type: ignore[method-assign]  # only the first time
        raise RuntimeError("nobody foresaw this")

    call.apply = breaks  # type: ignore[method-assign,assignment]  # see above
    async with driving(world, node, call):
        await node.sat_back(call=CallKind.BUILT_IN)
        await soon(lambda: call.shut)

    assert 1 == node.meter.labels["fault", "RuntimeError"]

"""Which calls a node looks after."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.calls import driving as module
from app.calls.driving import Driving
from app.calls.ports import CallUnavailable, Why
from app.calls.tenure import LEASE_LIFE, Tenure
from app.rooms import commands as c
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.state import CallKind
from app.storage.call_leases import SqlLeases
from tests.calls.test_drive import dies_driving
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, World, soon
from tests.support.scenario import ADA, CLEO


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


class TestEnds:
    async def test_meeting_that_ends_behind_its_driver_s_death_has_its_call_closed_once(
        self, world: World, node: Node
    ) -> None:
        call = PretendCall()
        async with driving(world, node, call) as made:
            live = await ended_behind_a_death(world, node)
            await soon(lambda: made._drives[live.room.id].tenure._ask_at)
            made.attend(live)
            assert 0 == call.closed

            world.clock.advance(LEASE_LIFE)
            made.attend(live)
            await soon(lambda: not made._drives)
            made.attend(live)

            assert not made._drives
            assert 1 == call.closed

    async def test_node_that_stops_while_it_waits_for_the_end_of_a_lease_stops_at_once(
        self, world: World, node: Node
    ) -> None:
        call = PretendCall()
        async with asyncio.timeout(5):
            async with driving(world, node, call) as made:
                live = await ended_behind_a_death(world, node)
                await soon(lambda: made._drives[live.room.id].tenure._ask_at)

        assert 0 == call.closed
        assert not call._hearing

    async def test_node_that_stops_while_the_call_is_out_of_reach_leaves_it_to_another(
        self, world: World, node: Node
    ) -> None:
        call, failed = PretendCall(), asyncio.Event()

        async def fails(room: RoomId) -> None:
            failed.set()
            raise CallUnavailable(Why.UNREACHABLE)

        call.close = fails  # type: ignore[method-assign]
        async with asyncio.timeout(5):
            async with driving(world, node, call):
                live = await ended(node)
                await failed.wait()

        other = Tenure(SqlLeases(world.database), live.room.id, "node-2", world.clock)
        assert await other.holds()
        assert not other.is_closed(live.room.seq)

    async def test_room_that_is_loaded_anew_while_its_call_is_being_closed_gets_no_second_driver(
        self, world: World, node: Node
    ) -> None:
        call = PretendCall()
        async with driving(world, node, call) as made:
            live = await ended_behind_a_death(world, node)
            drive = made._drives[live.room.id]
            del node.rooms.held[live.room.id]

            made.attend(await node.rooms.hold(live.room.id))

            assert drive is made._drives[live.room.id]

    async def test_end_whose_driving_breaks_is_not_taken_for_done(
        self, world: World, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "AGAIN_AFTER", 0)
        call = PretendCall()
        follow = call.follow

        def breaks(*_: object) -> Callable[[], None]:
            call.follow = follow  # type: ignore[method-assign]  # only the first time
            raise RuntimeError("nobody foresaw this")

        async with driving(world, node, call):
            call.follow = breaks  # type: ignore[method-assign,assignment]
            await ended(node)

            await soon(lambda: call.closed)


async def ended(node: Node, room: RoomId = RoomId("")) -> LiveRoom:
    """A meeting in a call of ours that is over."""
    room = room or await node.meeting(call=CallKind.BUILT_IN)
    await node.press(room, ADA, c.OpenMeeting())
    await node.press(room, ADA, c.CloseMeeting())
    await node.press(room, ADA, c.EndMeeting())
    return node.rooms.held[room]


async def ended_behind_a_death(world: World, node: Node) -> LiveRoom:
    """The same, driven by another node, which died before."""
    room = await node.meeting(call=CallKind.BUILT_IN)
    await dies_driving(world, room)
    return await ended(node, room)

"""A call after its meeting: closed by whoever drives, once, and for as long as it takes."""

import asyncio
import logging
from collections.abc import Callable

import pytest

from app.calls.closing import AGAIN_AFTER, TRIED_FOR, Closing
from app.calls.ports import CallUnavailable, Leases, Why
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY, Tenure
from app.phases.units import SECOND, Millis
from app.rooms import commands as c
from app.rooms.fields import RoomId
from app.rooms.state import Room
from app.storage.call_leases import SqlLeases
from app.storage.memory import MemoryLeases
from tests.calls.test_drive import AwayLeases
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, World
from tests.support.scenario import ADA

HOLDER = "node-0"
"""Another node, which drove while the meeting was."""


class Frail(PretendCall):
    """Counts who closes it; `breaks` makes what it raises."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.breaks: Callable[[], BaseException] | None = None

    async def close(self, room: RoomId) -> None:
        self.asked += 1
        if self.breaks is not None:
            raise self.breaks()
        await super().close(room)


def unavailable() -> CallUnavailable:
    return CallUnavailable(Why.UNREACHABLE)


@pytest.fixture
async def ended(node: Node) -> Room:
    """A meeting that is over."""
    room = await node.meeting()
    await node.press(room, ADA, c.OpenMeeting())
    await node.press(room, ADA, c.CloseMeeting())
    await node.press(room, ADA, c.EndMeeting())
    return node.rooms.held[room].room


@pytest.fixture
def call() -> Frail:
    return Frail()


@pytest.fixture
def leases() -> MemoryLeases:
    return MemoryLeases()


def tenure(node: Node, room: Room, leases: Leases, name: str = "") -> Tenure:
    return Tenure(leases, room.id, name or node.name, node.clock)


def closing(node: Node, room: Room, call: Frail, held: Tenure) -> Closing:
    return Closing(room, call, held, node.rooms)


class TestAnothersLease:
    async def test_call_of_a_driver_that_has_died_is_closed_once_its_lease_is_over(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        dead = tenure(node, ended, leases, HOLDER)
        await dead.holds()
        await dead.begins(ended.seq - 1, anew=True)
        ours = closing(node, ended, call, tenure(node, ended, leases))

        assert not await ours.once()
        node.clock.advance(LEASE_LIFE - 1)
        assert not await ours.once()
        assert 0 == call.asked
        node.clock.advance(1)

        assert await ours.once()
        assert 1 == call.closed

    async def test_call_of_a_driver_that_gave_up_without_closing_it_is_closed_within_five_seconds(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        """Whoever was refused believes for so long that the other drives still."""
        drained = tenure(node, ended, leases, HOLDER)
        await drained.holds()
        held = tenure(node, ended, leases)
        assert not await held.holds()
        await drained.give_up()
        ours = closing(node, ended, call, held)

        assert not await ours.once()
        node.clock.advance(RENEW_EVERY)

        assert await ours.once()
        assert 1 == call.closed

    async def test_call_that_another_node_has_closed_is_closed_by_nobody_else(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        driver = tenure(node, ended, leases, HOLDER)
        await driver.holds()
        ours = closing(node, ended, call, tenure(node, ended, leases))
        assert not await ours.once()

        assert await closing(node, ended, call, driver).once()
        await driver.give_up()
        node.clock.advance(RENEW_EVERY)

        assert await ours.once()
        assert 1 == call.asked

    async def test_call_is_known_to_be_closed_while_the_other_s_lease_still_stands(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        driver = tenure(node, ended, leases, HOLDER)

        assert await closing(node, ended, call, driver).once()

        assert await closing(node, ended, call, tenure(node, ended, leases)).once()
        assert 1 == call.asked

    async def test_while_another_holds_it_the_database_is_asked_every_five_seconds_and_no_oftener(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        await tenure(node, ended, leases, HOLDER).holds()
        held = tenure(node, ended, leases)
        ours = closing(node, ended, call, held)
        await ours.once()
        held.leases = away = AwayLeases(leases)
        away.is_away = True

        node.clock.advance(RENEW_EVERY - 1)
        for _ in range(3):
            assert not await ours.once()

        assert 0 == ours._failures


class TestOutages:
    async def test_call_out_of_reach_for_most_of_an_hour_is_closed_when_it_is_back(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        ours = closing(node, ended, call, tenure(node, ended, leases))
        call.breaks = unavailable
        for _ in range(50):
            assert not await ours.once()
            node.clock.advance(60 * SECOND)
        call.breaks = None

        assert await ours.once()
        assert 1 == call.closed

    async def test_tries_become_patient(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        ours = closing(node, ended, call, tenure(node, ended, leases))
        call.breaks = unavailable
        for tries, after in enumerate((*AGAIN_AFTER, AGAIN_AFTER[-1]), start=1):
            await ours.once()
            assert tries == call.asked

            node.clock.advance(Millis(after - 1))
            await ours.once()
            assert tries == call.asked
            node.clock.advance(1)

    async def test_after_an_hour_it_is_given_up_and_said(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases,
        caplog: pytest.LogCaptureFixture,
    ) -> None:  # fmt: skip
        ours = closing(node, ended, call, tenure(node, ended, leases))
        call.breaks = unavailable
        node.clock.advance(Millis(TRIED_FOR - 1))
        assert not await ours.once()

        node.clock.advance(1)
        with caplog.at_level(logging.WARNING):
            assert await ours.once()

        assert 1 == call.asked
        assert "could not be closed" in caplog.text

    async def test_two_nodes_take_turns_while_the_call_is_out_of_reach(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        cut_off = Frail()
        cut_off.breaks = unavailable
        first = closing(node, ended, cut_off, tenure(node, ended, leases, HOLDER))
        second = closing(node, ended, call, tenure(node, ended, leases))
        for _ in range(60):
            await first.once()
            if await second.once():
                break
            node.clock.advance(SECOND)

        assert 1 == call.closed

    async def test_without_the_database_it_is_closed_when_that_is_back(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        away = AwayLeases(leases)
        away.is_away = True
        ours = closing(node, ended, call, tenure(node, ended, away))
        assert not await ours.once()
        away.is_away = False

        node.clock.advance(AGAIN_AFTER[0])

        assert await ours.once()

    async def test_call_that_was_closed_is_done_though_nobody_could_write_it_down(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases
    ) -> None:
        away = AwayLeases(leases)
        held = tenure(node, ended, away)
        await held.holds()
        away.is_away = True

        assert await closing(node, ended, call, held).once()
        assert 1 == call.closed

    @pytest.mark.parametrize("fault", [RuntimeError, asyncio.CancelledError])
    async def test_adapter_s_fault_is_counted_and_tried_again_like_any_failure(
        self, node: Node, ended: Room, call: Frail, leases: MemoryLeases,
        fault: type[BaseException],
    ) -> None:  # fmt: skip
        ours = closing(node, ended, call, tenure(node, ended, leases))
        call.breaks = fault
        assert not await ours.once()
        assert 1 == node.meter.labels["fault", fault.__name__]
        call.breaks = None
        assert not await ours.once()

        node.clock.advance(AGAIN_AFTER[0])

        assert await ours.once()

    async def test_room_that_is_only_its_record_by_now_is_left_alone(
        self, world: World, node: Node, ended: Room, call: Frail
    ) -> None:
        held = Tenure(SqlLeases(world.database), RoomId("reduced"), node.name, node.clock)

        assert await closing(node, ended, call, held).once()
        assert 0 == call.asked


async def test_whoever_is_stopped_while_a_call_hangs_stops_at_once(
    node: Node, ended: Room, call: Frail, leases: MemoryLeases
) -> None:
    reached = asyncio.Event()

    async def hangs(room: RoomId) -> None:
        reached.set()
        await asyncio.Event().wait()

    call.close = hangs  # type: ignore[method-assign]
    looking = asyncio.create_task(closing(node, ended, call, tenure(node, ended, leases)).once())
    await reached.wait()

    looking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await looking

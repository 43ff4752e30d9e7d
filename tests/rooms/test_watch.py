"""What happens by itself, decided from the rows of connection alone; none of it moves a group."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms import watch
from app.rooms.errors import NotFound
from app.rooms.fields import PersonId, RoomId
from app.rooms.floors import floors
from app.rooms.live import LiveRoom
from app.rooms.ports import LogConflict, LogUnavailable
from app.rooms.pulse import RETRY
from app.rooms.seat import REPLACED
from app.rooms.sweep import sweep
from app.rooms.waking import is_to_be_read, next_wake
from app.rooms.watch import STALE
from app.system import SystemClock
from tests.support.rim import KeepingSink, Node, Sitter, World, quick, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, MACHINE

LEADERS = (ADA, BEN)
Sitters = dict[PersonId, Sitter]


async def drop(node: Node, sitters: Sitters, *people: PersonId) -> None:
    for who in people:
        await node.leaves(sitters[who])


async def kinds(world: World, room: RoomId, since: int = 0) -> list[str]:
    return [type(event).__name__ for event in (await world.events(room))[since:]]


def floor_of(sitter: Sitter, who: PersonId) -> Floor:
    return floors(sitter.live.room)[who].floor


class TestFailOpen:
    async def test_lock_lifts_15_s_after_the_last_leader_was_connected(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        await drop(node, sitters, *LEADERS)
        world.clock.advance(15 * SECOND - 1)
        await node.watch.look(live)
        assert Floor.LOCKED is floor_of(sitters[CLEO], CLEO)

        world.clock.advance(1)
        await node.watch.look(live)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)
        assert "FailedOpen" == (await kinds(world, room))[-1]

    @pytest.mark.parametrize("fault", [LogUnavailable, LogConflict])
    async def test_opening_that_could_not_be_recorded_is_tried_again(
        self, world: World, node: Node, fault: type[Exception]
    ) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, *LEADERS)
        world.clock.advance(15 * SECOND)
        append = node.log.append

        async def fails(*_: object, **__: object) -> None:
            raise fault

        node.log.append = fails  # type: ignore[method-assign]  # only appends fail
        await node.watch._wake(room)
        assert Floor.LOCKED is floor_of(sitters[CLEO], CLEO)
        node.log.append = append  # type: ignore[method-assign]

        assert later(world.clock.now(), RETRY) == node.watch._at[room]
        world.clock.advance(RETRY)
        await node.watch._wake(room)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)

    async def test_wake_up_is_planned_for_that_instant(self, world: World, node: Node) -> None:
        _, sitters = await node.sat_back()
        left_at = world.clock.now()
        await drop(node, sitters, *LEADERS)
        live = sitters[CLEO].live

        world.clock.advance(11 * SECOND)
        await node.watch.look(live)

        assert later(left_at, live.room.plan.tempo.fail_open) == next_wake(live, world.clock.now())

    async def test_room_is_planned_once_for_everything_that_happens_in_a_turn(
        self, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, sitters = await node.sat_back()
        live, planned = sitters[CLEO].live, []

        def plan(live: LiveRoom, now: Instant, *, is_fresh: bool = False) -> Instant | None:
            planned.append(live)
            return next_wake(live, now, is_fresh=is_fresh)

        await asyncio.sleep(0)  # what happened so far is planned
        monkeypatch.setattr(watch, "next_wake", plan)
        node.watch.returned(live, DEV, node.clock.now())
        node.watch.parted(live, EVE, node.clock.now())
        node.watch.plan_soon(live)
        assert [] == planned

        await asyncio.sleep(0)
        assert [live] == planned
        node.watch.plan_soon(live)
        await asyncio.sleep(0)
        assert [live, live] == planned

    async def test_room_whose_planning_failed_is_looked_at_soon_and_planned_again(
        self, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        await asyncio.sleep(0)

        def fails(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as broken:
            broken.setattr(watch, "next_wake", fails)
            node.watch.plan_soon(live)
            await asyncio.sleep(0)
        assert later(node.clock.now(), RETRY) == node.watch._at[room]
        assert 1 == node.meter.counted["fault"]

        node.watch.plan_soon(live)
        await asyncio.sleep(0)
        assert next_wake(live, node.clock.now(), is_fresh=True) == node.watch._at.get(room)

    async def test_what_was_found_by_looking_is_not_planned_again(
        self, world: World, node: Node
    ) -> None:
        """Or a room whose grace is over, and that nothing comes of, would wake at every turn."""
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        node.watch.parted(live, EVE, world.clock.now())
        node.watch._set(room, later(world.clock.now(), MINUTE))

        await asyncio.sleep(0)
        assert later(world.clock.now(), MINUTE) == node.watch._at[room]

    async def test_one_connected_leader_is_enough(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, ADA)
        world.clock.advance(MINUTE)

        await node.watch.look(sitters[CLEO].live)

        assert "FailedOpen" not in await kinds(world, room)

    async def test_leader_who_had_to_go_with_their_page_open_leads_nobody(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await node.press(room, ADA, c.Leave())
        await drop(node, sitters, BEN)
        world.clock.advance(15 * SECOND)

        await node.watch.look(sitters[CLEO].live)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)

    async def test_leader_on_another_node_keeps_the_lock(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        other = world.node("node-2")
        await other.watch.pulse.beat()
        await other.sits(room, BEN)
        await drop(node, sitters, *LEADERS)
        world.clock.advance(11 * SECOND)
        await other.watch.pulse.beat()
        world.clock.advance(5 * SECOND)
        live = sitters[CLEO].live

        await node.watch.look(live)

        assert Floor.LOCKED is floor_of(sitters[CLEO], CLEO)
        assert {BEN} == set(live.elsewhere)
        assert BEN in live.here()

    async def test_node_that_dies_takes_its_leader_with_it(self, world: World, node: Node) -> None:
        """Nobody here hears of it: the room is looked at again when it could matter."""
        room, sitters = await node.sat_back()
        other = world.node("node-2")
        await other.watch.pulse.beat()
        heard_at = world.clock.now()
        await other.sits(room, BEN)
        await drop(node, sitters, *LEADERS)
        live = sitters[CLEO].live
        await node.watch.look(live)
        world.clock.advance(SECOND)

        wake_at = next_wake(live, world.clock.now())
        assert wake_at is not None
        assert wake_at <= heard_at + 15 * SECOND
        while world.clock.now() < heard_at + 15 * SECOND:
            world.clock.advance(SECOND)
            await node.watch.look(live)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)

    async def test_leader_alone_who_presents_is_never_failed_open(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.SELECT)
        ada = await node.sits(room, ADA)
        await node.press(room, BEN, c.Leave())
        await node.press(room, ADA, c.ChoosePresenter(ADA))
        await node.press(room, ADA, c.Advance())
        world.clock.advance(MINUTE)
        node.log.asked.clear()

        await node.watch.look(ada.live)

        assert "FailedOpen" not in await kinds(world, room)
        assert 0 == node.log.asked["append"] == node.log.asked["answered"]


class TestLosses:
    async def test_person_is_lost_120_s_after_their_last_sign_dated_by_it(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        left_at = world.clock.now()
        await drop(node, sitters, DEV)
        world.clock.advance(2 * MINUTE - 1)
        await node.watch.look(sitters[ADA].live)
        assert "PersonLeft" not in await kinds(world, room)

        world.clock.advance(1)
        await node.watch.look(sitters[ADA].live)

        last = (await world.events(room))[-1]
        assert e.PersonLeft(left_at, DEV, 1) == last

    async def test_somebody_at_the_door_before_the_meeting_is_lost_too(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting()
        dev = await node.sits(room, DEV)
        await node.sits(room, EVE)
        await node.leaves(dev)
        planned = next_wake(dev.live, world.clock.now())
        assert planned is not None
        world.clock.advance(2 * MINUTE)

        await node.watch.look(dev.live)

        assert dev.live.room.people[DEV].is_gone

    async def test_who_had_to_go_or_was_removed_is_not_lost_as_well(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await node.press(room, DEV, c.Leave())
        await node.press(room, ADA, c.RemovePerson(EVE))
        await drop(node, sitters, DEV, EVE)
        world.clock.advance(3 * MINUTE)

        await node.watch.look(sitters[ADA].live)

        assert "PersonLeft" not in await kinds(world, room)

    async def test_lost_leaders_pause_the_clock_and_offer_the_room(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await node.press(room, ADA, c.NameStandIn(DEV))
        await drop(node, sitters, *LEADERS)
        world.clock.advance(2 * MINUTE)

        await node.watch.look(sitters[DEV].live)

        found = sitters[DEV].live.room
        assert found.paused is not None
        assert later(world.clock.now(), found.plan.tempo.stand_in) == found.stand_in.offered_until
        assert Phase.DISCUSS is found.phase
        assert "offered_until" in sitters[DEV].view["you"]

    async def test_leaders_are_lost_once(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        other = world.node("node-2")
        there = await other.sits(room, EVE)
        await drop(node, sitters, *LEADERS)
        world.clock.advance(3 * MINUTE)

        for one, live in ((node, sitters[CLEO].live), (other, there.live)) * 2:
            await one.watch.look(live)

        happened = await kinds(world, room)
        assert 1 == happened.count("LeadersLost") == happened.count("FailedOpen")

    async def test_nothing_is_decided_when_the_meeting_is_over(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())
        before = await kinds(world, room)
        await drop(node, sitters, *LEADERS, DEV)
        world.clock.advance(HOUR)

        await node.watch.look(sitters[CLEO].live)

        assert before == await kinds(world, room)
        assert next_wake(sitters[CLEO].live, world.clock.now()) is None


class TestRows:
    async def test_parting_that_was_recorded_while_rows_were_read_is_not_forgotten(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()
        live = sitters[CLEO].live
        node.connections.signing = asyncio.Event()
        reading = asyncio.create_task(node.watch.acquaint(live))
        await node.faults.waiting.wait()
        await drop(node, sitters, DEV)
        gate, node.connections.signing = node.connections.signing, None
        gate.set()

        await reading

        assert DEV in live.moment.parted

    async def test_freshly_loaded_room_knows_who_is_not_connected(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, *LEADERS)
        world.clock.advance(16 * SECOND)
        other = world.node("node-2")

        eve = await other.sits(room, EVE)
        assert set(LEADERS) <= set(eve.live.moment.parted)
        await other.watch.look(eve.live)

        assert Floor.OPEN is floor_of(eve, CLEO)

    async def test_room_loaded_for_anything_is_looked_at_at_once(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, *LEADERS)
        other = world.node("node-2")

        live = await other.rooms.hold(room)

        assert world.clock.now() == next_wake(live, world.clock.now(), is_fresh=True)

    async def test_nobody_is_lost_by_a_heartbeat_that_a_stall_had_made_old(
        self, world: World, node: Node
    ) -> None:
        """The node slept for an hour; its sockets are still there."""
        room, sitters = await node.sat_back()
        await node.watch.pulse.beat()
        before = await kinds(world, room)
        world.clock.advance(HOUR)

        await node.watch.look(sitters[CLEO].live)
        await node.watch.acquaint(sitters[CLEO].live)

        after = [k for k in await kinds(world, room) if k != "MarkReached"]
        assert [k for k in before if k != "MarkReached"] == after
        assert {} == dict(sitters[CLEO].live.moment.parted)

    async def test_rows_are_not_read_while_everybody_is_connected_here(self, node: Node) -> None:
        _, sitters = await node.sat_back()
        await node.watch.look(sitters[CLEO].live)
        node.connections.asked.clear()

        await node.watch.look(sitters[CLEO].live)

        assert 0 == node.connections.asked["signs"]

    async def test_rows_read_while_somebody_was_coming_are_not_read_again_for_them(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        live, now = sitters[CLEO].live, world.clock.now()
        await drop(node, sitters, DEV)
        visit = await node.connections.arrive(room, DEV, node.reception.node, now)
        await node.watch.acquaint(live)
        assert is_to_be_read(live)

        sink = KeepingSink()
        await node.reception.take(live, DEV, sink, None, "", visit=visit, arrived_at=now)

        assert not is_to_be_read(live)

    async def test_who_went_on_elsewhere_while_they_were_coming_here_is_not_connected_twice(
        self, world: World, node: Node
    ) -> None:
        """Their visit here is the older one, and the rows that said so were read before the seat
        was there."""
        room, sitters = await node.sat_back()
        live, now = sitters[CLEO].live, world.clock.now()
        await drop(node, sitters, DEV)
        older = await node.connections.arrive(room, DEV, node.reception.node, now)
        other = world.node("node-2")
        await other.watch.pulse.beat()
        await other.sits(room, DEV)
        await node.watch.acquaint(live)

        sink = KeepingSink()
        await node.reception.take(live, DEV, sink, None, "", visit=older, arrived_at=now)
        assert is_to_be_read(live)
        await node.watch.acquaint(live)

        assert REPLACED == sink.parting

    async def test_rows_are_read_again_for_whoever_is_connected_to_another_node(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        await drop(node, sitters, DEV, EVE)
        other = world.node("node-2")
        await other.watch.pulse.beat()
        await other.sits(room, EVE)
        await node.watch.acquaint(live)

        await node.sits(room, DEV)

        assert is_to_be_read(live)

    @pytest.mark.parametrize("before_ms", range(1, 12))
    async def test_what_falls_due_while_a_room_is_looked_at_is_not_slept_through(
        self, world: World, node: Node, before_ms: int
    ) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, *LEADERS)
        due_at = later(world.clock.now(), Millis(15 * SECOND))
        world.clock.advance(15 * SECOND - before_ms)
        world.clock.ticks = Millis(1)

        await node.watch._wake(room)

        planned = node.watch._at.get(room)
        assert planned is not None
        assert planned <= later(due_at, Millis(20)) or not sitters[CLEO].live.room.is_led


class TestPresence:
    async def test_lost_connection_is_shown_to_leaders_after_10_s_and_to_the_circle_after_30(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()
        await drop(node, sitters, DEV)
        live = sitters[ADA].live

        shown = []
        for _ in range(4):
            await node.watch.look(live)
            shown.append([sitters[w].view["presence"]["people"][DEV] for w in (ADA, EVE)])
            world.clock.advance(10 * SECOND)

        gone = "not_connected"
        assert [["here"] * 2, [gone, "here"], [gone, "here"], [gone] * 2] == shown


class TestAbandoned:
    async def test_room_nobody_was_connected_to_for_12_h_is_ended(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await drop(node, sitters, *sitters)
        world.clock.advance(12 * HOUR - 1)
        assert not await node.watch.end_abandoned(room)

        world.clock.advance(1)

        assert await node.watch.end_abandoned(room)
        assert Phase.ENDED is (await node.rooms.peek(room)).phase

    async def test_room_that_a_machine_has_just_opened_is_not(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting()
        world.clock.advance(13 * HOUR)
        await node.press(room, MACHINE, c.OpenMeeting())
        world.clock.advance(12 * HOUR - 1)
        assert not await node.watch.end_abandoned(room)

        world.clock.advance(1)

        assert await node.watch.end_abandoned(room)

    async def test_room_with_somebody_in_it_is_not(self, world: World, node: Node) -> None:
        room, _ = await node.sat_back()
        for _ in range(13):
            world.clock.advance(HOUR)
            await node.watch.pulse.beat()

        assert not await node.watch.end_abandoned(room)

    async def test_room_that_never_began_is_not(self, world: World, node: Node) -> None:
        room = await node.meeting()
        world.clock.advance(48 * HOUR)

        assert not await node.watch.end_abandoned(room)

    async def test_asking_holds_no_room_and_one_that_is_gone_is_said_to_be(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting()
        other = world.node("node-2")

        await other.watch.end_abandoned(room)

        assert {} == other.rooms.held
        with pytest.raises(NotFound):
            await other.watch.end_abandoned(RoomId("gone"))


@contextlib.asynccontextmanager
async def running(node: Node) -> AsyncIterator[None]:
    task = asyncio.create_task(node.watch.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class TestRunning:
    """By the clock of the machine, with graces a hundred times shorter."""

    async def test_watch_opens_a_room_whose_leaders_are_lost(self, world: World) -> None:
        world.clock = SystemClock()  # type: ignore[assignment]  # it runs by itself
        node = world.node()
        _, sitters = await node.sat_back(quick(by=100.0))
        live = sitters[CLEO].live
        async with running(node):
            await drop(node, sitters, *LEADERS)

            await soon(lambda: live.room.are_leaders_lost and live.room.people[ADA].is_gone)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)
        assert "not_connected" == sitters[CLEO].view["presence"]["people"][ADA]

    async def test_room_whose_database_is_away_is_tried_again(self, world: World) -> None:
        world.clock = SystemClock()  # type: ignore[assignment]  # it runs by itself
        node = world.node()
        _, sitters = await node.sat_back(quick(by=100.0))
        live = sitters[CLEO].live
        async with running(node):
            node.faults.is_away = True
            await drop(node, sitters, *LEADERS)
            await soon(lambda: node.watch.pulse.down_since is not None)
            await soon(lambda: live.moment.opened)
            node.faults.is_away = False

            await soon(lambda: live.room.are_leaders_lost)
            await soon(lambda: node.watch.down_since is None)

    async def test_fault_in_one_room_keeps_no_other_from_waking(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.clock = SystemClock()  # type: ignore[assignment]  # it runs by itself
        node = world.node()
        first, _ = await node.sat_back(quick(by=100.0))
        _, sitters = await node.sat_back(quick(by=100.0))
        broken = node.rooms.held[first]
        broken.room = None  # type: ignore[assignment]  # whatever a fault of ours may be
        live = sitters[CLEO].live
        async with running(node):
            node.watch._set(first, world.clock.now())
            await drop(node, sitters, *LEADERS)

            await soon(lambda: live.room.are_leaders_lost)
            broken.room = live.room

        assert "a room failed to wake: AttributeError" in caplog.text

    async def test_room_that_a_fault_kept_from_waking_is_woken_again(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        await drop(node, sitters, *LEADERS)
        world.clock.advance(15 * SECOND)
        sound, live.room = live.room, None  # type: ignore[assignment]  # a fault of ours
        await node.watch._wake(room)
        live.room = sound

        assert later(world.clock.now(), RETRY) == node.watch._at[room]

    async def test_watch_begun_anew_wakes_who_was_being_looked_after(self, world: World) -> None:
        world.clock = SystemClock()  # type: ignore[assignment]  # it runs by itself
        node = world.node()
        _, sitters = await node.sat_back(quick(by=100.0))
        live = sitters[CLEO].live
        await drop(node, sitters, *LEADERS)
        node.watch._at.clear()  # as when the watch failed while it looked

        async with running(node):
            await soon(lambda: live.room.are_leaders_lost)

    async def test_clock_that_is_put_forward_wakes_whoever_it_passed(
        self, world: World, node: Node
    ) -> None:
        node.watch._set(RoomId("gone"), later(world.clock.now(), Millis(HOUR)))
        async with running(node):
            await asyncio.sleep(0)
            world.clock.advance(HOUR)
            await soon(lambda: not node.watch._heap)

    async def test_room_that_was_let_go_wakes_nobody(self, world: World) -> None:
        world.clock = SystemClock()  # type: ignore[assignment]  # it runs by itself
        node = world.node()
        async with running(node):
            node.watch._set(RoomId("gone"), world.clock.now())
            await soon(lambda: not node.watch._heap)


@pytest.mark.parametrize("turns", range(8))
async def test_stop_is_heard_in_whatever_instant_it_comes(node: Node, turns: int) -> None:
    node.watch._set(RoomId("later"), later(node.clock.now(), Millis(HOUR)))
    running_watch = asyncio.create_task(node.watch.run())
    for _ in range(5):
        await asyncio.sleep(0)
    node.watch._nudge.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    running_watch.cancel()

    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await running_watch


async def test_wake_ups_nobody_waits_for_are_dropped(world: World, node: Node) -> None:
    room = await node.meeting()
    for n in range(10 * STALE):
        node.watch._set(room, later(world.clock.now(), Millis(n)))

    assert len(node.watch._heap) <= 2 * len(node.watch._at) + STALE + 1
    node.watch._set(room, None)
    assert room not in node.watch._at


class TestAdvanced:
    """A room for practice whose clock is advanced: what had to be waited for is there at once."""

    @staticmethod
    async def advance(node: Node, room: RoomId, by: int) -> None:
        await node.rooms.issue(room, node.new_id(), c.AdvanceClock(Millis(by)))

    async def test_lock_lifts_without_a_wait_once_nobody_leads(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back(is_test=True)
        live = sitters[CLEO].live
        await drop(node, sitters, *LEADERS)
        world.clock.advance(SECOND)
        await self.advance(node, room, 14 * SECOND - 1)
        await node.watch.look(live)
        assert Floor.LOCKED is floor_of(sitters[CLEO], CLEO)

        await self.advance(node, room, SECOND)
        await node.watch.look(live)

        assert Floor.OPEN is floor_of(sitters[CLEO], CLEO)

    async def test_who_parted_afterwards_has_not_been_gone_for_longer(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back(is_test=True)
        await self.advance(node, room, 12 * HOUR)
        world.clock.advance(1)
        await drop(node, sitters, *LEADERS)

        await node.watch.look(sitters[CLEO].live)

        assert Floor.LOCKED is floor_of(sitters[CLEO], CLEO)
        assert "PersonLeft" not in await kinds(world, room)

    async def test_person_is_lost_dated_by_the_last_sign_that_there_was(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back(is_test=True)
        left_at = world.clock.now()
        await drop(node, sitters, DEV)
        world.clock.advance(1)
        await self.advance(node, room, 2 * MINUTE)

        await node.watch.look(sitters[ADA].live)

        assert e.PersonLeft(left_at, DEV, 1) == (await world.events(room))[-1]

    async def test_lost_connection_is_shown_at_once_here_and_on_another_node(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back(is_test=True)
        other = world.node("node-2")
        await drop(node, sitters, EVE)
        there = await other.sits(room, EVE)
        await drop(node, sitters, DEV)
        world.clock.advance(SECOND)
        for one in (node, other):
            await one.watch.look(one.rooms.held[room])

        await self.advance(node, room, MINUTE)
        for one in (node, other):
            await sweep(one.rooms)
            await one.watch.look(one.rooms.held[room])

        for sitter in (sitters[ADA], there):
            assert "not_connected" == sitter.view["presence"]["people"][DEV]

    async def test_wake_up_is_planned_for_what_has_come_nearer(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back(is_test=True)
        live = sitters[CLEO].live
        await drop(node, sitters, *LEADERS)
        before = next_wake(live, world.clock.now())
        world.clock.advance(1)

        await self.advance(node, room, 5 * SECOND)

        assert before is not None
        assert before - 5 * SECOND == next_wake(live, world.clock.now())

"""This node's pulse: its heartbeat, what it owes, and the locks that lift without the database."""

import asyncio
import contextlib

import pytest

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms.errors import Unavailable
from app.rooms.fields import PersonId
from app.rooms.floors import floors
from app.rooms.ports import Hint, LogUnavailable, Share
from app.rooms.pulse import HEARTBEAT, MOST_OWED, RETRY
from tests.support.clock import FakeClock
from tests.support.rim import Node, Sitter, World, quick, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV
from tests.support.unruly_bus import UnrulyBus

Sitters = dict[PersonId, Sitter]


async def outage(node: Node, clock: FakeClock, lasts: int) -> None:
    """The database is away for so long; the node asks for it once a second."""
    node.faults.is_away = True
    for _ in range(lasts // RETRY):
        await node.watch.pulse.beat()
        node.watch.pulse.lift()
        clock.advance(RETRY)
    node.watch.pulse.lift()


async def back(node: Node) -> None:
    node.faults.is_away = False
    await node.watch.pulse.beat()


def lock(sitter: Sitter) -> Floor:
    return floors(sitter.live.room)[CLEO].floor


class TestHeartbeat:
    async def test_node_is_heard_every_five_seconds(self, world: World, node: Node) -> None:
        for _ in range(11):
            await node.watch.pulse.beat()
            world.clock.advance(SECOND)

        assert 3 == node.connections.asked["renew"]
        assert HEARTBEAT == 5 * SECOND

    async def test_database_counts_as_down_when_it_has_not_answered_for_a_second(
        self, world: World, node: Node
    ) -> None:
        node.faults.is_away = True
        began = world.clock.now()
        await node.watch.pulse.beat()
        assert node.watch.down_since is None
        world.clock.advance(SECOND)
        assert began == node.watch.down_since

        await back(node)

        assert node.watch.down_since is None

    async def test_silence_of_others_means_nothing_right_after_an_outage(
        self, world: World, node: Node
    ) -> None:
        """The other node was cut off as well; its heartbeat is as old as the outage."""
        room, sitters = await node.sat_back()
        other = world.node("node-2")
        await other.watch.pulse.beat()
        await other.sits(room, DEV)
        await node.watch.look(sitters[ADA].live)
        await outage(node, world.clock, 3 * MINUTE)
        await back(node)

        await node.watch.look(sitters[ADA].live)
        assert not sitters[ADA].live.room.people[DEV].is_gone
        await other.watch.pulse.beat()
        world.clock.advance(3 * SECOND)
        await node.watch.look(sitters[ADA].live)

        assert not sitters[ADA].live.room.people[DEV].is_gone

    async def test_fault_nobody_foresaw_counts_as_away_and_lifts_every_lock_after_the_grace(
        self, world: World, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, sitters = await node.sat_back()

        async def breaks() -> None:
            raise ValueError("canary")

        monkeypatch.setattr(node.watch.pulse, "settle", breaks)
        await node.watch.pulse.beat()
        world.clock.advance(15 * SECOND)
        await node.watch.pulse.beat()
        node.watch.pulse.lift()

        assert [CLEO] == sitters[ADA].view["enforcement"]["opened"]

    async def test_fault_in_a_round_stops_no_heart(
        self, node: Node, caplog: pytest.LogCaptureFixture
    ) -> None:
        room = await node.meeting()
        node.rooms.held[room].room = None  # type: ignore[assignment]  # a fault of ours

        await node.watch.pulse.beat()

        assert "a round failed: AttributeError" in caplog.text
        assert node.watch.down_since is None


class TestOwedPartings:
    async def test_parting_is_recorded_at_once_while_it_can_be(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()

        await node.leaves(sitters[DEV])

        assert 1 == node.connections.asked["part"]
        assert not node.watch.pulse._owed

    async def test_partings_of_an_outage_are_paid_before_anybody_concludes_from_the_rows(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()
        await node.watch.pulse.beat()
        node.faults.is_away = True
        for who in (ADA, BEN):
            await node.leaves(sitters[who])
        world.clock.advance(15 * SECOND)
        node.faults.is_away = False

        await node.watch.look(sitters[CLEO].live)

        assert not sitters[CLEO].live.room.is_led

    async def test_who_came_back_meanwhile_stays(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        node.faults.is_away = True
        await node.leaves(sitters[DEV])
        node.faults.is_away = False
        await node.sits(room, DEV)

        await node.watch.pulse.beat()

        signs = await node.connections.signs([room], world.clock.now(), 12_000)
        assert all(sign.is_connected for sign in signs)

    async def test_what_is_owed_has_a_ceiling(self, node: Node) -> None:
        room = await node.meeting()
        node.faults.is_away = True
        for n in range(MOST_OWED):
            node.watch.pulse._owed[room, PersonId(f"p{n}")] = (1, Instant(0))

        await node.watch.pulse.part(room, PersonId("one too many"), 1, Instant(0))
        await node.watch.pulse.part(room, PersonId("p0"), 2, Instant(0))

        assert MOST_OWED == len(node.watch.pulse._owed)
        assert 1 == node.meter.counted["part_lost"]


class TestWithoutTheDatabase:
    async def test_every_lock_lifts_after_15_s_as_an_overlay(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()
        await outage(node, world.clock, 14 * SECOND)
        assert [] == sitters[DEV].view["enforcement"]["opened"]

        await outage(node, world.clock, SECOND)

        assert {CLEO} == sitters[DEV].live.moment.opened
        assert [CLEO] == sitters[DEV].view["enforcement"]["opened"]
        assert Floor.LOCKED is lock(sitters[DEV])  # the log says what it said

    async def test_a_full_disk_is_noticed_at_the_first_press_and_not_at_the_next_heartbeat(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await node.watch.pulse.beat()
        node.faults.is_full = True
        with pytest.raises(Unavailable):
            await node.press(room, ADA, c.Pause())
        for _ in range(15):
            await node.watch.pulse.beat()
            world.clock.advance(SECOND)
            assert not sitters[DEV].live.moment.opened
            node.watch.pulse.lift()

        assert {CLEO} == sitters[DEV].live.moment.opened

    async def test_disk_that_takes_writes_again_is_asked_once_and_not_each_second(
        self, world: World, node: Node
    ) -> None:
        room, _ = await node.sat_back()
        node.faults.is_full = True
        with pytest.raises(Unavailable):
            await node.press(room, ADA, c.Pause())
        node.faults.is_full = False
        before = node.connections.asked["renew"]

        for _ in range(3):
            await node.watch.pulse.beat()
            world.clock.advance(SECOND)

        assert 1 == node.connections.asked["renew"] - before

    async def test_what_was_lifted_stays_lifted_and_is_recorded(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await outage(node, world.clock, 15 * SECOND)

        await back(node)

        assert Floor.OPEN is lock(sitters[CLEO])
        assert [] == sitters[DEV].view["enforcement"]["opened"]
        kinds = [type(event).__name__ for event in await world.events(room)]
        assert 1 == kinds.count("FailedOpen")

    async def test_short_outage_lifts_nothing(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        before = await world.events(room)
        await outage(node, world.clock, 10 * SECOND)
        await back(node)

        assert Floor.LOCKED is lock(sitters[CLEO])
        assert before == await world.events(room)

    async def test_lifting_that_was_recorded_otherwise_ends_with_the_overlay(
        self, world: World, node: Node
    ) -> None:
        room, sitters = await node.sat_back()
        await outage(node, world.clock, 15 * SECOND)
        live = sitters[CLEO].live
        node.faults.is_away = False
        await world.node("node-2").press(room, ADA, c.Release())

        await back(node)

        assert frozenset() == live.moment.opened
        assert Floor.OPEN is lock(sitters[CLEO])

    async def test_lifting_that_can_no_longer_be_recorded_is_closed(
        self, world: World, node: Node
    ) -> None:
        """Somebody entered what nobody can have locked: then the log's word stands."""
        room, sitters = await node.sat_back()
        await outage(node, world.clock, 15 * SECOND)
        live = sitters[CLEO].live
        live.open_to({DEV}, world.clock.now())
        node.faults.is_away = False
        other = world.node("node-2")
        await other.press(room, ADA, c.CloseMeeting())
        await other.press(room, ADA, c.EndMeeting())

        await back(node)

        assert frozenset() == live.moment.opened

    async def test_lifting_waits_for_the_database_to_be_back_for_good(
        self, world: World, node: Node
    ) -> None:
        _, sitters = await node.sat_back()
        await outage(node, world.clock, 15 * SECOND)
        node.faults.is_away = False
        node.faults.held = asyncio.Event()
        beating = asyncio.create_task(node.watch.pulse.beat())
        await node.faults.waiting.wait()
        node.faults.is_away = True
        node.faults.held.set()
        await beating
        assert {CLEO} == sitters[CLEO].live.moment.opened

        node.faults.held = None
        await back(node)

        assert Floor.OPEN is lock(sitters[CLEO])

    async def test_sockets_and_views_stay(self, world: World, node: Node) -> None:
        _, sitters = await node.sat_back()
        views = {who: sitters[who].view["clock"] for who in (ADA, DEV)}

        await outage(node, world.clock, 5 * MINUTE)

        assert [None] * len(sitters) == [sitter.code for sitter in sitters.values()]
        assert views == {who: sitters[who].view["clock"] for who in (ADA, DEV)}


class TestOtherNodes:
    async def test_hint_is_followed_at_once_and_the_sweep_repairs_lost_ones(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        there = await other.sits(room, DEV)
        running = asyncio.create_task(other.watch.pulse.run())
        try:
            await soon(lambda: other.log.asked["heads"])
            swept = other.log.asked["heads"]
            await node.press(room, ADA, c.Pause())
            await soon(lambda: there.view["clock"]["paused"])
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

        assert swept == other.log.asked["heads"]

    async def test_hints_lost_doubled_reordered_or_foreign_are_harmless(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        live = node.rooms.held[room]
        pulse = node.watch.pulse
        for seq in (live.room.seq, 1, 1, live.room.seq + 5):
            pulse.hear(Hint(room, "epoch-1", seq))
        pulse.hear(Hint(type(room)("elsewhere"), "epoch-1", 99))
        pulse.hear(Share(room, "node-2"))
        before = live.room

        await pulse._follow_hints()

        assert before == live.room

    async def test_without_a_bus_the_pulse_looks_at_each_stride_and_once_when_it_is_back(
        self, world: World
    ) -> None:
        world.bus = bus = UnrulyBus(seed=1, lost=1.0)
        other = world.node("node-2")
        pulse, asked = other.watch.pulse, other.log.asked
        await pulse.look_without_bus()
        assert 0 == asked["heads"]
        bus.is_up = False
        for times in (1, 2):
            await pulse.look_without_bus()
            assert times == asked["heads"]

        bus.is_up = True
        for _ in range(3):
            await pulse.look_without_bus()
        assert 3 == asked["heads"]

    async def test_without_a_bus_a_press_is_read_long_before_the_next_beat(
        self, world: World, node: Node, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.rooms.pulse.RETRY", Millis(60_000))
        room = await node.meeting(Phase.OPENING)
        world.bus = bus = UnrulyBus(seed=1, lost=1.0)
        bus.is_up = False
        other = world.node("node-2")
        there = await other.sits(room, DEV)
        running = asyncio.create_task(other.watch.pulse.run())
        try:
            await soon(lambda: other.log.asked["heads"])
            await node.press(room, ADA, c.Pause())
            await soon(lambda: there.view["clock"]["paused"])
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def test_without_database_and_bus_only_the_beat_asks(self, world: World) -> None:
        world.bus = bus = UnrulyBus(seed=1)
        bus.is_up = False
        other = world.node("node-2")
        other.faults.is_away = True
        await other.watch.pulse.beat()
        asked = other.log.asked["heads"]
        await other.watch.pulse.look_without_bus()
        assert asked == other.log.asked["heads"]

        other.faults.is_away = False
        await back(other)
        await other.watch.pulse.look_without_bus()
        assert asked + 2 == other.log.asked["heads"]

    async def test_look_that_fails_stops_no_heart(
        self, world: World, node: Node, caplog: pytest.LogCaptureFixture
    ) -> None:
        world.bus = bus = UnrulyBus(seed=1)
        bus.is_up = False
        other = world.node("node-2")
        room = await node.meeting()
        await other.rooms.hold(room)
        other.faults.is_away = True
        await other.watch.pulse.look_without_bus()
        assert "failed" not in caplog.text
        other.faults.is_away = False
        other.rooms.held[room].room = None  # type: ignore[assignment]  # a fault of ours
        await other.watch.pulse.look_without_bus()

        assert "a look failed: AttributeError" in caplog.text

    async def test_hint_of_a_room_let_go_meanwhile_is_nothing(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        node.watch.pulse.hear(Hint(room, "epoch-1", 9_999))
        node.rooms.held.clear()

        await node.watch.pulse._follow_hints()

        assert {} == node.rooms.held


async def test_graces_of_a_quick_rehearsal_lift_quickly(world: World, node: Node) -> None:
    _, sitters = await node.sat_back(quick(by=15.0))
    node.faults.is_away = True
    await node.watch.pulse.beat()
    world.clock.advance(Millis(SECOND))
    node.watch.pulse.lift()
    node.watch.pulse.lift()

    assert {CLEO} == sitters[CLEO].live.moment.opened
    world.clock.advance(HEARTBEAT)
    with pytest.raises(LogUnavailable):
        await node.watch.pulse.settle()

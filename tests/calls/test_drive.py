"""One call, driven: made true, read back, said; and never a phase that waits for it."""

import asyncio
from dataclasses import replace

import pytest

from app.calls import drive as module
from app.calls.capabilities import Strength
from app.calls.drive import LOOK_EVERY, Drive
from app.calls.ports import Lease, Leases, Why
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY, Tenure
from app.calls.wanted import Version
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import LogUnavailable
from app.rooms.state import CallKind
from app.storage.call_leases import SqlLeases
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, Sitter, World, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV

Sitters = dict[PersonId, Sitter]


@pytest.fixture
def call() -> PretendCall:
    """Everybody is in it."""
    made = PretendCall()
    made.joins(ADA, BEN, CLEO, DEV)
    return made


async def sat_back(world: World, node: Node, call: PretendCall) -> tuple[RoomId, Sitters, Drive]:
    """A discussion in a call of ours, Cleo sitting back, and its driver, who has not looked yet."""
    room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
    return room, sitters, driver(world, node, sitters, call)


def driver(world: World, node: Node, sitters: Sitters, call: PretendCall) -> Drive:
    return Drive(sitters[CLEO].live, call, node.rooms, SqlLeases(world.database), node.name)


async def dies_driving(world: World, room: RoomId) -> None:
    """Another node drives this room's call from now on, and does nothing more."""
    now = world.clock.now()
    await SqlLeases(world.database).take(room, "node-0", now, later(now, LEASE_LIFE))


def claims(sitter: Sitter) -> tuple[str, str, str]:
    seen = sitter.view["enforcement"]
    return seen["locks"], seen["door"], seen["removal"]


class AwayLeases:
    """Leases that are out of reach when the test says so."""

    def __init__(self, inner: Leases) -> None:
        self.inner = inner
        self.is_away = False

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        self._check()
        return await self.inner.take(room, node, now, until)

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        self._check()
        return await self.inner.advance(room, fence, version, now)

    async def give_up(self, room: RoomId, fence: int) -> None:
        self._check()
        await self.inner.give_up(room, fence)

    def _check(self) -> None:
        if self.is_away:
            raise LogUnavailable


class TestLocking:
    async def test_until_the_call_has_confirmed_it_is_requested(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, _ = await sat_back(world, node, call)

        assert {"requested"} == {claims(sitters[who])[0] for who in (ADA, CLEO, DEV)}

    async def test_confirmed_it_is_enforced_on_every_screen(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)

        await drive.once()

        assert {CLEO} == call.shut
        assert {("enforced",) * 3} == {claims(sitters[who]) for who in (ADA, CLEO, DEV)}
        assert "" == sitters[ADA].view["enforcement"]["why"]
        assert "why" not in sitters[DEV].view["enforcement"]

    async def test_call_that_says_yes_and_does_nothing_is_never_said_to_enforce(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        call.is_lying = True

        await drive.once()

        assert "requested" == claims(sitters[CLEO])[0]

    async def test_call_that_can_only_ask_is_never_said_to_enforce(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        call.weaker(Strength.REQUESTED)
        _, sitters, drive = await sat_back(world, node, call)

        await drive.once()

        assert "requested" == claims(sitters[CLEO])[0]

    async def test_call_is_believed_for_no_more_than_its_answers_show(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        call.shows = replace(call.can, microphone=Strength.REQUESTED)
        _, sitters, drive = await sat_back(world, node, call)

        await drive.once()

        assert "requested" == claims(sitters[CLEO])[0]

    async def test_every_state_goes_out_under_the_version_that_was_begun(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        first = call.applied[-1].version
        call.happens()
        world.clock.advance(LOOK_EVERY)
        await drive.once()
        assert first == call.applied[-1].version

        await node.press(room, CLEO, c.ComeBackIn())
        await drive.once()

        assert drive.tenure.lease is not None
        assert first < call.applied[-1].version == drive.tenure.lease.version

    async def test_what_may_have_slipped_out_is_closed_under_a_newer_version(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """What is said of the state before, and comes late, is then of another."""
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        first = call.applied[-1].version
        call.follow(room, drive._heard)

        call.slips(CLEO)
        await drive.once()

        assert first < call.applied[-1].version
        assert {CLEO} == call.shut

    async def test_somebody_beside_the_call_sits_back_by_agreement(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        call.there.discard(CLEO)
        _, sitters, drive = await sat_back(world, node, call)

        await drive.once()

        assert "agreed" == claims(sitters[CLEO])[0]

    async def test_what_slips_out_is_closed_again_and_nobody_is_told(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        before = len(await world.events(room))
        call.follow(room, drive._heard)
        sitters[ADA].quiet()

        call.slips(CLEO)
        await drive.once()

        assert {CLEO} == call.shut
        assert [] == sitters[ADA].news()
        assert before == len(await world.events(room))

    async def test_it_is_looked_at_again_and_again(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, _, drive = await sat_back(world, node, call)
        await drive.once()
        call.shut.clear()
        await drive.once()
        assert not call.shut

        world.clock.advance(LOOK_EVERY)
        await drive.once()

        assert {CLEO} == call.shut

    async def test_before_a_lock_the_log_is_read(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        elsewhere = world.node("node-2")
        sitters[CLEO].live.is_suspect = False
        bus, node.rooms.bus = node.rooms.bus, world.bus.join(node.meter)
        await elsewhere.press(room, CLEO, c.ComeBackIn())
        node.rooms.bus = bus

        await drive.once()

        assert not call.shut


class TestReleasing:
    async def test_whoever_comes_back_in_is_free_in_the_call(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        await drive.once()

        await node.press(room, CLEO, c.ComeBackIn())
        await drive.once()

        assert not call.shut

    async def test_release_that_the_call_does_not_make_is_said_as_loudly_as_a_lock(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        call.is_stubborn = True

        await node.press(room, CLEO, c.ComeBackIn())
        await drive.once()

        assert {("failed", "refused")} == {
            (seen["locks"], seen["why"]) for seen in [sitters[ADA].view["enforcement"]]
        }
        assert {CLEO} == drive.closed
        call.is_stubborn = False
        world.clock.advance(SECOND)
        await drive.once()
        assert not call.shut
        assert "agreed" != claims(sitters[ADA])[0] != "failed"

    async def test_without_a_leader_for_15_s_nobody_is_locked_in_the_call(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        for leader in (ADA, BEN):
            await node.leaves(sitters[leader])

        world.clock.advance(15 * SECOND)
        await node.watch.look(sitters[CLEO].live)
        await drive.once()

        assert not call.shut

    async def test_release_does_not_wait_for_a_lock_that_hangs(
        self, world: World, node: Node, call: PretendCall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "APPLY_WITHIN", 3_600.0)
        room, _, drive = await sat_back(world, node, call)
        call.held = asyncio.Event()
        locking = asyncio.create_task(drive.once())
        await soon(lambda: call.applied)

        await node.press(room, CLEO, c.ComeBackIn())
        drive.nudge()
        async with asyncio.timeout(10):
            await locking
        call.held = None
        await drive.once()

        assert not call.applied[-1].locked

    async def test_without_the_database_a_lock_that_has_lifted_is_let_go_of(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        leases = drive.tenure.leases = AwayLeases(drive.tenure.leases)
        await drive.once()
        leases.is_away = True
        world.clock.advance(RENEW_EVERY)

        sitters[CLEO].live.open_to([CLEO], world.clock.now())
        await drive.once()

        assert not call.shut
        assert call.applied[0].version == call.applied[-1].version != Version()

    async def test_without_the_database_nobody_is_locked_anew(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        leases = drive.tenure.leases = AwayLeases(drive.tenure.leases)
        await drive.once()
        leases.is_away = True
        world.clock.advance(RENEW_EVERY)

        await node.press(sitters[DEV].live.room.id, DEV, c.SomeoneCanHear())
        sitters[CLEO].live.open_to([CLEO], world.clock.now())
        await drive.once()

        assert DEV not in call.applied[-1].locked


class TestTrouble:
    @pytest.mark.parametrize("why", [Why.UNREACHABLE, Why.REFUSED, Why.LOST])
    async def test_call_out_of_reach_is_said_to_have_failed_and_why_to_leaders_alone(
        self, world: World, node: Node, call: PretendCall, why: Why
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        call.trouble = why

        await drive.once()

        assert ("failed",) * 3 == claims(sitters[CLEO])
        assert why == sitters[ADA].view["enforcement"]["why"]
        assert "why" not in sitters[CLEO].view["enforcement"]

    async def test_since_when_it_fails_is_said_to_leaders_and_moves_with_the_reason_alone(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        call.trouble, began = Why.LOST, world.clock.now()
        for _ in range(3):
            await drive.once()
            world.clock.advance(2 * SECOND)

        assert began == sitters[ADA].view["enforcement"]["since"]
        assert "since" not in sitters[CLEO].view["enforcement"]
        call.trouble, refused = Why.REFUSED, world.clock.now()
        await drive.once()
        assert refused == sitters[ADA].view["enforcement"]["since"]

    async def test_call_that_answers_late_has_been_asked(
        self, world: World, node: Node, call: PretendCall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "APPLY_WITHIN", 0.01)
        _, sitters, drive = await sat_back(world, node, call)
        call.held = asyncio.Event()

        await drive.once()

        assert "requested" == claims(sitters[CLEO])[0]
        assert "late" == sitters[ADA].view["enforcement"]["why"]

    async def test_call_that_is_back_is_opened_anew_and_locked_again(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        call.trouble = Why.LOST
        drive._heard()
        await drive.once()
        call.trouble, call.shut = None, set()

        world.clock.advance(SECOND)
        await drive.once()

        assert 2 == call.opened
        assert {CLEO} == call.shut
        assert "enforced" == claims(sitters[CLEO])[0]


class TestLease:
    async def test_one_node_drives_and_the_other_does_nothing(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        second = world.node("node-2")
        there = {CLEO: await second.sits(room, CLEO)}
        other, others_call = driver(world, second, there, PretendCall()), call.applied.copy()

        await other.once()

        assert other.tenure.lease is None
        assert others_call == call.applied

    async def test_driver_that_dies_is_followed_by_another_once_its_lease_is_over(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        second = world.node("node-2")
        other = driver(world, second, {CLEO: await second.sits(room, CLEO)}, call)
        await other.once()

        world.clock.advance(LEASE_LIFE)
        await other.once()

        assert other.tenure.lease is not None
        assert drive.tenure.lease is not None
        assert other.tenure.lease.fence > drive.tenure.lease.fence

    async def test_driver_that_lost_its_lease_without_knowing_begins_nothing(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        second = world.node("node-2")
        other = driver(world, second, {CLEO: await second.sits(room, CLEO)}, call)
        world.clock.advance(LEASE_LIFE)
        await other.once()
        drive.tenure._ask_at, drive._tried = later(world.clock.now(), Millis(1)), None
        before = len(call.applied)

        await drive.once()

        assert before == len(call.applied)
        assert drive.tenure.lease is None

    async def test_whoever_has_nobody_here_any_more_drives_until_nobody_is_closed(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        running = asyncio.create_task(drive.run())
        await soon(lambda: call.shut)
        for sitter in sitters.values():
            await node.leaves(sitter)

        await node.press(room, CLEO, c.ComeBackIn())
        drive.nudge()
        await running

        assert not call.shut
        now = world.clock.now()
        assert "node-2" == (await SqlLeases(world.database).take(room, "node-2", now, now)).node

    async def test_end_of_the_meeting_closes_the_call(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        running = asyncio.create_task(drive.run())
        await soon(lambda: call.shut)

        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())
        drive.nudge()
        await running

        assert 1 == call.closed
        assert not call.shut

    async def test_end_of_a_meeting_whose_driver_has_died_closes_the_call_behind_its_lease(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
        await dies_driving(world, room)
        drive = driver(world, node, sitters, call)
        running = asyncio.create_task(drive.run())
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())
        drive.nudge()
        await soon(lambda: drive.tenure._ask_at)
        assert 0 == call.closed

        world.clock.advance(LEASE_LIFE)
        drive.nudge()

        assert await running
        assert 1 == call.closed

    async def test_nothing_is_begun_of_a_meeting_that_has_ended(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """Its version says that the call is closed, and this node may die before that is so."""
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        before = len(call.applied)
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())

        await drive.once()

        assert before == len(call.applied)
        world.clock.advance(LEASE_LIFE)
        held = Tenure(SqlLeases(world.database), room, "node-2", world.clock)
        assert await held.holds()
        assert not held.is_closed(drive.live.room.seq)

    async def test_driver_that_nobody_needs_any_more_has_closed_nothing(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        for sitter in sitters.values():
            await node.leaves(sitter)

        assert not await drive.run()
        assert 0 == call.closed

"""The driver of a call in every trouble that somebody could think of."""

import asyncio

import pytest

from app.calls import drive as module
from app.calls.drive import AGAIN_AFTER, LOOK_EVERY, MOST_FAILURES
from app.calls.ports import Closed, Lease, Report, Why
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY
from app.calls.wanted import Desired, Version
from app.phases.units import SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.calls.test_drive import AwayLeases, claims, driver, sat_back
from tests.calls.test_driving import driving
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, World, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE


@pytest.fixture
def call() -> PretendCall:
    """Everybody is in it."""
    made = PretendCall()
    made.joins(ADA, BEN, CLEO, DEV)
    return made


class TestClaims:
    async def test_what_is_said_of_the_call_outlives_a_signal(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """`moment_after` makes the moment anew without `locks` and `call`."""
        room, sitters, drive = await sat_back(world, node, call)
        call.trouble = Why.UNREACHABLE
        await drive.once()
        assert "failed" == claims(sitters[CLEO])[0]

        await node.press(room, DEV, c.NeedLeader())
        sitters[CLEO].live.refresh(world.clock.now())

        assert ("failed",) * 3 == claims(sitters[CLEO])
        assert "unreachable" == sitters[ADA].view["enforcement"]["why"]

    async def test_driver_that_keeps_failing_unforeseen_claims_nothing_any_more(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        async with driving(world, node, call):
            _room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
            await soon(lambda: "enforced" == claims(sitters[CLEO])[0])

            async def breaks(*_: object) -> Report:
                raise RuntimeError("nobody foresaw this")

            call.apply = breaks  # type: ignore[method-assign,assignment]
            call.slips(CLEO)
            await soon(lambda: node.meter.labels["fault", "RuntimeError"])

            assert CLEO not in call.shut
            assert "enforced" != claims(sitters[CLEO])[0]

    async def test_lock_of_an_earlier_discussion_is_not_claimed_of_the_next_one(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """`discuss` -> `clarify` frees; `clarify` -> `discuss` locks again, not yet confirmed."""
        room, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        await node.press(room, ADA, c.Back())
        await drive.once()
        assert not call.shut

        await node.press(room, ADA, c.Advance())
        assert {CLEO} == drive._wanted().locked

        assert not call.shut
        assert "enforced" != claims(sitters[CLEO])[0]

    async def test_late_word_of_a_former_driver_does_not_stand_against_the_driver_s(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _sitters, drive = await sat_back(world, node, call)
        second = world.node("node-2")
        there = {CLEO: await second.sits(room, CLEO)}
        for one in (node, second):
            one.rooms.bus.subscribe(one.watch.sharing.hear)
        call.held = asyncio.Event()
        applying = asyncio.create_task(drive.once())
        await soon(lambda: call.applied)
        world.clock.advance(LEASE_LIFE)
        broken = PretendCall()
        broken.trouble = Why.UNREACHABLE
        other = driver(world, second, there, broken)
        await other.once()
        assert "failed" == claims(there[CLEO])[0]

        world.clock.advance(1)
        call.held.set()
        await applying
        node.watch.sharing.tell()
        for _ in range(3):
            world.clock.advance(LOOK_EVERY)
            await other.once()

        node.watch.sharing.tell()
        second.watch.sharing.tell()
        assert "failed" == claims(there[CLEO])[0]

    async def test_call_that_was_never_reached_is_not_said_to_have_been_asked(
        self, world: World, node: Node, call: PretendCall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`probe` and `open` hang: the lock itself was asked of nobody."""
        monkeypatch.setattr(module, "APPLY_WITHIN", 0.01)
        _, sitters, drive = await sat_back(world, node, call)

        async def hangs(_: RoomId) -> None:
            await asyncio.Event().wait()

        call.open = hangs  # type: ignore[method-assign,assignment]
        await drive.once()

        assert not call.applied
        assert "failed" == claims(sitters[CLEO])[0]

    async def test_closing_that_failed_of_somebody_who_can_be_heard_is_read_by_leaders(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)

        async def fails(room: RoomId, wanted: Desired) -> Report:
            return Report({CLEO: Closed.CONFIRMED, DEV: Closed.FAILED}, Why.NOT_CLOSED)

        call.apply = fails  # type: ignore[method-assign]
        await node.press(room, CLEO, c.ComeBackIn())
        await node.press(room, DEV, c.SomeoneCanHear())
        await drive.once()

        assert "not_closed" == sitters[ADA].view["enforcement"]["why"]

    async def test_removal_that_the_call_has_not_done_is_not_said_to_be_enforced(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await node.press(room, ADA, c.RemovePerson(DEV))

        await drive.once()

        assert DEV in call.applied[-1].out
        assert DEV in call.there
        assert "enforced" != claims(sitters[ADA])[2]

    async def test_removal_that_failed_is_said_and_takes_nothing_from_the_lock(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        call.keeps = Why.REFUSED
        await node.press(room, ADA, c.RemovePerson(DEV))

        await drive.once()

        assert ("enforced", "failed", "failed") == claims(sitters[ADA])
        assert "" == sitters[ADA].view["enforcement"]["why"]
        call.there.discard(DEV)
        world.clock.advance(AGAIN_AFTER[0])  # long before it would be looked at where all is well
        await drive.once()
        assert ("enforced", "enforced", "enforced") == claims(sitters[ADA])

    async def test_where_nobody_is_locked_a_failed_removal_is_no_failed_lock(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await node.press(room, CLEO, c.ComeBackIn())
        call.keeps = Why.REFUSED
        await node.press(room, ADA, c.RemovePerson(DEV))

        await drive.once()

        assert ("requested", "failed", "failed") == claims(sitters[ADA])

    @pytest.mark.parametrize("why", [Why.UNTOLD, Why.ANYBODY])
    async def test_what_else_is_said_of_the_call_makes_no_failed_lock_of_a_failed_removal(
        self, world: World, node: Node, call: PretendCall, why: Why
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await node.press(room, CLEO, c.ComeBackIn())

        async def keeps(room: RoomId, wanted: Desired) -> Report:
            return Report(why=why, unremoved=Why.REFUSED)

        call.apply = keeps  # type: ignore[method-assign]
        await drive.once()

        assert ("requested", "failed", "failed") == claims(sitters[ADA])

    async def test_call_in_which_something_happens_is_looked_at_also_while_it_is_left_to_others(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        call.keeps = Why.REFUSED
        await node.press(room, ADA, c.RemovePerson(DEV))
        for _ in range(MOST_FAILURES):
            world.clock.advance(AGAIN_AFTER[-1])
            await drive.once()
        running = asyncio.create_task(drive.run())
        await soon(lambda: call._hearing)

        call.slips(CLEO)

        try:
            await soon(lambda: CLEO in call.shut)
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def test_removal_that_keeps_failing_is_left_to_another_node(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        call.keeps = Why.REFUSED
        await node.press(room, ADA, c.RemovePerson(DEV))

        for _ in range(MOST_FAILURES):
            world.clock.advance(AGAIN_AFTER[-1])
            await drive.once()

        assert drive.tenure.lease is None

    async def test_failing_release_is_as_loud_as_a_failing_lock(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, sitters, drive = await sat_back(world, node, call)
        await drive.once()
        call.trouble = Why.UNREACHABLE

        await node.press(room, CLEO, c.ComeBackIn())
        await drive.once()

        assert {CLEO} == call.shut
        assert "failed" == claims(sitters[CLEO])[0]


class TestNobodyLockedWhoShouldNotBe:
    async def test_nobody_here_any_more_does_not_keep_anybody_locked(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """L10: no leader for 15 s, no seat anywhere, the presenter still in the call."""
        async with driving(world, node, call):
            _room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
            live = sitters[CLEO].live
            await soon(lambda: call.shut)
            for sitter in sitters.values():
                await node.leaves(sitter)
            await asyncio.sleep(1.2)

            world.clock.advance(16 * SECOND)
            await node.watch.look(live)
            assert not live.room.is_led

            await soon(lambda: not call.shut, within=4)

    async def test_own_way_back_in_the_call_works_with_no_page_open(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        async with driving(world, node, call):
            room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
            await soon(lambda: call.shut)
            for sitter in sitters.values():
                await node.leaves(sitter)
            await asyncio.sleep(1.2)

            await node.press(room, CLEO, c.ComeBackIn())

            await soon(lambda: not call.shut, within=4)

    async def test_whoever_comes_back_while_the_version_is_written_is_not_locked_anew(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _room, _sitters, drive = await sat_back(world, node, call)
        inner = drive.tenure.leases

        class Pressed(AwayLeases):
            async def advance(
                self, room: RoomId, fence: int, version: Version, now: Instant
            ) -> bool:
                may = await super().advance(room, fence, version, now)
                await node.press(room, CLEO, c.ComeBackIn())
                drive.nudge()
                return may

        drive.tenure.leases = Pressed(inner)
        await drive.once()

        assert all(CLEO not in one.locked for one in call.applied)

    async def test_without_the_database_a_lock_whose_confirmation_was_late_is_let_go_of(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        leases = drive.tenure.leases = AwayLeases(drive.tenure.leases)
        await drive.once()
        apply = call.apply

        async def late(room: RoomId, wanted: Desired) -> Report:
            await apply(room, wanted)
            raise TimeoutError

        call.apply = late  # type: ignore[method-assign]
        drive._heard()
        await drive.once()
        assert {CLEO} == call.shut
        call.apply = apply  # type: ignore[method-assign]
        leases.is_away = True
        world.clock.advance(RENEW_EVERY)

        sitters[CLEO].live.open_to([CLEO], world.clock.now())
        await drive.once()

        assert not call.shut

    async def test_database_that_hangs_does_not_keep_a_lifted_lock_in_the_call(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """A press is lifted after a second; whoever drives waits for the lease."""
        _, sitters, drive = await sat_back(world, node, call)
        running = asyncio.create_task(drive.run())
        await soon(lambda: call.shut)

        class Hanging(AwayLeases):
            async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
                await asyncio.Event().wait()
                raise AssertionError

        drive.tenure.leases = Hanging(drive.tenure.leases)
        world.clock.advance(RENEW_EVERY)
        await asyncio.sleep(1.2)  # it has begun to renew

        sitters[CLEO].live.open_to([CLEO], world.clock.now())
        drive.nudge()
        try:
            await soon(lambda: not call.shut, within=4)
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def test_release_does_not_wait_for_another_node_to_have_better_luck(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """After some failures a node leaves the call to others, where there may be none."""
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        call.trouble = Why.SILENT
        for _ in range(MOST_FAILURES):
            world.clock.advance(LOOK_EVERY)
            await drive.once()
        assert drive.tenure.lease is None
        call.trouble = None

        await node.press(room, CLEO, c.ComeBackIn())
        await drive.once()

        assert not call.shut

    async def test_without_the_database_a_call_that_breaks_while_it_opens_is_asked_again(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)
        leases = drive.tenure.leases = AwayLeases(drive.tenure.leases)
        await drive.once()
        leases.is_away = True
        world.clock.advance(RENEW_EVERY)
        sitters[CLEO].live.open_to([CLEO], world.clock.now())
        apply = call.apply

        async def breaks(room: RoomId, wanted: Desired) -> Report:
            call.apply = apply  # type: ignore[method-assign]
            raise RuntimeError("nobody foresaw this")

        call.apply = breaks  # type: ignore[method-assign]
        await drive.once()
        assert {CLEO} == call.shut

        await drive.once()

        assert not call.shut
        assert 1 == node.meter.labels["fault", "RuntimeError"]

    async def test_without_the_database_nobody_whom_another_node_has_freed_is_locked_again(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """Only opening applies the rest of a state whose lease has ended long ago."""
        room, sitters, drive = await sat_back(world, node, call)
        call.joins(EVE)
        for who in (DEV, EVE):
            await node.press(room, who, c.SomeoneCanHear())
        leases = drive.tenure.leases = AwayLeases(drive.tenure.leases)
        await drive.once()
        assert {CLEO, DEV, EVE} == call.shut

        leases.is_away = True
        world.clock.advance(LEASE_LIFE)
        second = world.node("node-2")
        other = driver(world, second, {CLEO: await second.sits(room, CLEO)}, call)
        await other.once()
        assert {CLEO} == call.shut  # there nobody can be heard by others any more

        await node.press(room, DEV, c.AloneAgain())
        await drive.once()

        assert sitters
        assert EVE not in call.shut

    async def test_node_behind_the_log_puts_out_nobody_who_has_been_let_in(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room = await node.meeting(call=CallKind.BUILT_IN)
        zoe = PersonId("zoe")
        await node.rooms.arrive(room, zoe, "Zoe", Role.MEMBER, is_stranger=True)
        await node.press(room, zoe, c.Agree(1))
        await node.press(room, zoe, c.Attest())
        second = world.node("node-2")
        there = {CLEO: await second.sits(room, CLEO)}
        drive = driver(world, second, there, call)
        await drive.once()
        assert zoe in call.applied[-1].out

        # Nothing carries the hint: node-2 does not know of it yet.
        await node.press(room, ADA, c.ConfirmPerson(zoe))
        await node.sits(room, zoe)
        assert node.rooms.held[room].room.people[zoe].standing.value == "seated"
        drive._heard()  # Zoe joins the call
        await drive.once()

        assert zoe not in call.applied[-1].out


class TestTheDriver:
    async def test_room_whose_people_come_to_a_node_after_it_was_loaded_is_driven(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _sitters = await node.sat_back(call=CallKind.BUILT_IN)
        second = world.node("node-2")
        async with driving(world, second, call):
            await second.rooms.hold(room)

            await second.sits(room, CLEO)
            await second.sits(room, ADA)

            await soon(lambda: call.shut, within=4)

    async def test_driver_that_dies_is_followed_when_its_lease_is_over(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """Whoever was refused asks again five seconds later, however soon the lease ends."""
        room, _, drive = await sat_back(world, node, call)
        await drive.once()
        second = world.node("node-2")
        other = driver(world, second, {CLEO: await second.sits(room, CLEO)}, call)
        world.clock.advance(Millis(LEASE_LIFE - 100))
        await other.once()

        world.clock.advance(Millis(100))
        await other.once()

        assert other.tenure.lease is not None

    async def test_driver_that_cannot_reach_the_call_lets_another_node_drive(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        room, _, drive = await sat_back(world, node, call)
        drive.call = broken = PretendCall()
        broken.trouble = Why.UNREACHABLE
        second = world.node("node-2")
        other = driver(world, second, {CLEO: await second.sits(room, CLEO)}, call)

        for _ in range(12):
            await drive.once()
            await other.once()
            world.clock.advance(RENEW_EVERY)

        assert {CLEO} == call.shut

    async def test_adapter_that_is_cancelled_from_within_is_driven_again(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        async with driving(world, node, call):
            _room, _sitters = await node.sat_back(call=CallKind.BUILT_IN)
            await soon(lambda: call.shut)
            apply = call.apply

            async def cancelled(*_: object) -> Report:
                call.apply = apply  # type: ignore[method-assign]
                raise asyncio.CancelledError

            call.apply = cancelled  # type: ignore[method-assign,assignment]
            call.slips(CLEO)
            await soon(lambda: node.meter.labels["fault", "CancelledError"])
            world.clock.advance(SECOND)

            await soon(lambda: call.shut, within=4)

    async def test_press_never_fails_because_work_of_the_call_is_being_given_up(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        tidied = asyncio.Event()
        apply = call.apply

        async def slow_to_stop(room: RoomId, wanted: Desired) -> Report:
            if not wanted.locked:
                return await apply(room, wanted)
            call.applied.append(wanted)
            try:
                await asyncio.Event().wait()
            finally:
                await tidied.wait()
            return Report()

        call.apply = slow_to_stop  # type: ignore[method-assign]
        async with driving(world, node, call):
            room, _sitters = await node.sat_back(call=CallKind.BUILT_IN)
            await soon(lambda: call.applied and call.applied[-1].locked)
            await node.press(room, CLEO, c.ComeBackIn())
            await asyncio.sleep(0.01)
            try:
                await node.press(room, ADA, c.Advance())
            finally:
                tidied.set()

    async def test_what_happens_in_the_call_while_it_is_being_applied_is_not_lost(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        """`_heard` asks for a look at once, and `_succeeded` puts it off by ten seconds."""
        room, _, drive = await sat_back(world, node, call)
        call.follow(room, drive._heard)
        apply = call.apply

        async def slips_meanwhile(room: RoomId, wanted: Desired) -> Report:
            report = await apply(room, wanted)
            call.apply = apply  # type: ignore[method-assign]
            call.slips(CLEO)
            return report

        call.apply = slips_meanwhile  # type: ignore[method-assign]
        await drive.once()
        await drive.once()

        assert {CLEO} == call.shut

    async def test_call_in_trouble_is_tried_again_only_after_a_while(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, _, drive = await sat_back(world, node, call)
        call.trouble, tries = Why.UNREACHABLE, 0
        probe = call.probe

        async def counted() -> object:
            nonlocal tries
            tries += 1
            return await probe()

        call.probe = counted  # type: ignore[method-assign,assignment]
        for _ in range(5):
            await drive.once()

        assert 1 == tries

    async def test_lock_that_failed_is_tried_again_before_ten_seconds(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        _, sitters, drive = await sat_back(world, node, call)

        async def failed(room: RoomId, wanted: Desired) -> Report:
            call.applied.append(wanted)
            return Report({CLEO: Closed.FAILED}, Why.NOT_CLOSED)

        call.apply = failed  # type: ignore[method-assign]
        await drive.once()
        assert "failed" == claims(sitters[CLEO])[0]
        before = len(call.applied)

        world.clock.advance(5 * SECOND - 1)
        await drive.once()

        assert len(call.applied) > before

    async def test_meeting_that_ends_while_nobody_is_seated_has_its_call_closed(
        self, world: World, node: Node, call: PretendCall
    ) -> None:
        async with driving(world, node, call):
            room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
            await soon(lambda: call.shut)
            await node.press(room, ADA, c.CloseMeeting())
            for sitter in sitters.values():
                await node.leaves(sitter)
            await asyncio.sleep(1.2)

            await node.press(room, ADA, c.EndMeeting())
            await soon(lambda: call.closed)

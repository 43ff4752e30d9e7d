"""Two nodes and what passes: it reaches the other, and dies with the node that alone knew it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.bus.memory import MemoryBus, MemoryBusEnd
from app.phases.phase import Phase
from app.phases.table import Move
from app.phases.units import SECOND
from app.rooms import commands as c
from app.rooms.errors import IllegalHere
from app.rooms.facts import MOST_LINES
from app.rooms.fields import PersonId, RoomId
from app.rooms.leader_signals import LeaderSignal
from app.rooms.ports import Hint, LogUnavailable, Meter, Share
from app.rooms.roles import Role
from app.rooms.seat import REPLACED, RESYNC
from app.rooms.shares import SILENCE, Told, share_of
from app.rooms.sharing import REPEAT, TICK, Sharing
from app.rooms.sweep import sweep
from tests.support.rim import Node, Sitter, World, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, OMAR

AT_A = (ADA, DEV)
AT_B = (BEN, CLEO, EVE)


class BrokenBus(MemoryBus):
    """A bus that says when it carries nothing."""

    is_broken = False

    def join(self, meter: Meter) -> "BrokenEnd":
        end = BrokenEnd(self, meter)
        self._ends.append(end)
        return end


class BrokenEnd(MemoryBusEnd):
    """One node's end of it."""

    _bus: BrokenBus

    @property
    def is_up(self) -> bool:
        return not self._bus.is_broken

    def publish(self, message: Hint | Share) -> None:
        if self.is_up:
            super().publish(message)


class Pair:
    """Two nodes that hear each other, and one room with people at both."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.a, self.b = world.node("node-a"), world.node("node-b")
        self.heard: list[Share] = []
        world.bus.join(self.a.meter).subscribe(self._listen)
        self.stops = [n.rooms.bus.subscribe(n.watch.sharing.hear) for n in (self.a, self.b)]
        self.sitters: dict[PersonId, Sitter] = {}

    def _listen(self, message: Hint | Share) -> None:
        if isinstance(message, Share):
            self.heard.append(message)

    async def sit(self, room: RoomId) -> None:
        """Everybody at their node."""
        self.room = room
        for node, people in ((self.a, AT_A), (self.b, AT_B)):
            for who in people:
                self.sitters[who] = await node.sits(room, who)
        await self.settle()

    async def all_sit_at_the_first(self, room: RoomId) -> Sitter:
        """Nobody is at the second node, which holds the room; returns Dev."""
        self.room = room
        await self.b.reception.open(room)
        for who in (*AT_A, *AT_B):
            self.sitters[who] = await self.a.sits(room, who)
        await self.settle()
        return self.sitters[DEV]

    def told(self) -> int:
        """Both tell what is due; how many shares that took."""
        before = len(self.heard)
        for node in (self.a, self.b, self.a):
            node.watch.sharing.tell()
        return len(self.heard) - before

    async def settle(self) -> None:
        """Whatever is due is told, and the log and the rows are read."""
        self.told()
        for node in (self.a, self.b):
            await sweep(node.rooms)
            live = node.rooms.held[self.room]
            if live.is_stirred:
                await node.watch.look(live)
        self.told()

    async def says(self, who: PersonId, command: c.Command) -> None:
        """A press at the node where they sit, which the other hears of."""
        await self.node_of(who).press(self.room, who, command)
        self.told()

    def node_of(self, who: PersonId) -> Node:
        return self.a if who in AT_A else self.b

    def passes(self, ms: int) -> None:
        """So long, second by second; what is due is told."""
        for _ in range(ms // TICK):
            self.world.clock.advance(TICK)
            for node in (self.a, self.b):
                node.watch.sharing.tick()
            self.told()

    def dies(self, node: Node) -> None:
        """It neither tells nor hears anything any more."""
        node.watch.sharing.tick = lambda: None  # type: ignore[method-assign]  # it is dead
        node.watch.sharing.tell = lambda: None  # type: ignore[method-assign]  # it is dead

    def passing(self, who: PersonId) -> dict[str, Any]:
        """The ephemeral sections on somebody's screen."""
        view = self.sitters[who].view
        return {
            k: view[k]
            for k in ("presence", "signals", "between", "enforcement", "own")
            if k in view
        }

    def are_one(self) -> bool:
        """Whether equal audiences at both nodes see the same bytes."""
        one, two = (self.sitters[who] for who in (ADA, BEN))
        three, four = (self.sitters[who] for who in (DEV, EVE))
        return all(
            {k: v for k, v in x.live.passing_of(x.seat).items() if k != "own"}
            == {k: v for k, v in y.live.passing_of(y.seat).items() if k != "own"}
            for x, y in ((one, two), (three, four))
        )


@contextlib.asynccontextmanager
async def pair_in(world: World, phase: Phase) -> AsyncIterator[Pair]:
    pair = Pair(world)
    await pair.sit(await pair.a.meeting(phase))
    yield pair
    assert pair.are_one()


class TestReaching:
    async def test_need_is_seen_at_the_other_node_answered_there_and_read_here(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            await pair.says(DEV, c.NeedLeader())
            now = world.clock.now()
            need = {"person": DEV, "at": now, "seen_by": []}
            assert [need] == pair.passing(BEN)["signals"]["needs"]

            await pair.says(BEN, c.AnswerNeed(DEV))

            assert {"at": now, "seen_by": ["Ben"]} == pair.passing(DEV)["own"]["need"]
            assert [need | {"seen_by": [BEN]}] == pair.passing(ADA)["signals"]["needs"]

    async def test_volunteers_stand_in_the_order_in_which_they_did(self, world: World) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            await pair.says(EVE, c.Volunteer())
            await pair.says(DEV, c.Volunteer())
            for who in (ADA, BEN, DEV, EVE):
                assert [EVE, DEV] == pair.passing(who)["signals"]["volunteers"]

            await pair.says(EVE, c.NoLongerVolunteer())
            assert [DEV] == pair.passing(DEV)["signals"]["volunteers"]

    async def test_away_and_heard_and_objections_reach_whoever_may_see_them(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.OPENING) as pair:
            await pair.says(ADA, c.SeatByName("Tilly"))
            await pair.a.comes_in(pair.room, OMAR, Role.OBSERVER)
            await pair.settle()
            tilly = next(p.id for p in pair.sitters[BEN].live.room.seated() if p.by_name)
            await pair.says(DEV, c.SomeoneCanHear())
            await pair.says(BEN, c.HeardFrom(tilly))
            await pair.says(EVE, c.ObjectToObserver(OMAR))

            assert "away" == pair.passing(EVE)["presence"]["people"][DEV]
            assert {tilly: world.clock.now()} == pair.passing(ADA)["presence"]["heard"]
            assert [{"by": EVE, "observer": OMAR}] == pair.passing(ADA)["signals"]["objections"]
            await pair.says(DEV, c.AloneAgain())
            assert "here" == pair.passing(EVE)["presence"]["people"][DEV]

    async def test_glances_and_words_stay_between_leaders_wherever_they_sit(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            pair.sitters[EVE].quiet()
            pair.sitters[CLEO].quiet()
            await pair.says(ADA, c.SignalLeaders(LeaderSignal.TIME))
            await pair.says(BEN, c.WriteLeaders("canary"))
            for _ in range(MOST_LINES):
                await pair.says(ADA, c.WriteLeaders("a word"))

            lines = pair.passing(BEN)["between"]["lines"]
            assert MOST_LINES == len(lines)
            assert lines == pair.passing(ADA)["between"]["lines"]
            for who in (EVE, CLEO):
                assert [] == pair.sitters[who].news()
            assert "canary" not in repr(
                [s.sink.sent for w, s in pair.sitters.items() if w in (DEV, EVE, CLEO)]
            )

    async def test_not_yet_at_one_node_answers_the_move_that_waits_at_the_other(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.CLARIFY) as pair:
            await pair.says(ADA, c.AboutTo(Move.ADVANCE))
            waiting = pair.passing(BEN)["between"]["lines"]
            assert [("about_to", ADA)] == [(k["kind"], k["by"]) for k in waiting]

            await pair.says(BEN, c.NotYet())

            lines = pair.passing(ADA)["between"]["lines"]
            assert [("not_yet", BEN)] == [(k["kind"], k["by"]) for k in lines]

    async def test_lock_lifted_in_an_emergency_at_one_node_is_open_on_every_screen(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            await pair.says(CLEO, c.SitBack())
            await pair.settle()
            pair.sitters[DEV].live.open_to([CLEO], world.clock.now())
            pair.told()
            assert [CLEO] == pair.passing(EVE)["enforcement"]["opened"]
            assert frozenset() == pair.sitters[EVE].live.shares.opened

            await pair.says(CLEO, c.ComeBackIn())
            await pair.settle()

            assert [] == pair.passing(EVE)["enforcement"]["opened"]

    async def test_another_device_is_told_to_the_leaders_of_every_node(self, world: World) -> None:
        async with pair_in(world, Phase.OPENING) as pair:
            pair.sitters[DEV].live.has_moved(DEV, world.clock.now())
            pair.told()
            assert [DEV] == pair.passing(BEN)["presence"]["another_device"]

            await pair.a.leaves(pair.sitters[DEV])
            pair.told()
            assert [] == pair.passing(BEN)["presence"]["another_device"]
            pair.sitters[DEV] = await pair.a.sits(pair.room, DEV)
            await pair.settle()


class TestMoves:
    async def test_late_share_does_not_bring_volunteers_back_after_a_move(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            await pair.says(EVE, c.Volunteer())
            late = pair.heard[-1]
            await pair.says(ADA, c.ChoosePresenter(CLEO))
            await pair.says(ADA, c.Advance())
            await pair.settle()
            await pair.says(BEN, c.Undo())
            await pair.settle()
            assert Phase.SELECT is pair.sitters[ADA].live.room.phase

            body = {**late.facts, "at": late.facts["at"] + 5 * SECOND}
            pair.world.clock.advance(5 * SECOND)
            pair.a.watch.sharing.hear(Share(pair.room, "node-c", body))

            assert [] == pair.passing(ADA)["signals"]["volunteers"]
            pair.b.watch.sharing.hear(Share(pair.room, "node-c", body))

    async def test_share_of_a_move_not_read_yet_counts_as_soon_as_it_is(self, world: World) -> None:
        async with pair_in(world, Phase.OPENING) as pair:
            await pair.a.press(pair.room, ADA, c.Advance())
            await pair.a.press(pair.room, DEV, c.Volunteer())
            pair.told()
            assert Phase.OPENING is pair.sitters[EVE].live.room.phase
            assert [] == pair.passing(EVE)["signals"]["volunteers"]

            await sweep(pair.b.rooms)

            assert [DEV] == pair.passing(EVE)["signals"]["volunteers"]

    async def test_nothing_is_left_of_somebody_removed_at_the_other_node(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            await pair.says(EVE, c.NeedLeader())
            late = pair.heard[-1]
            world.clock.advance(1)
            await pair.says(ADA, c.RemovePerson(EVE))
            pair.a.watch.sharing.hear(Share(pair.room, "node-c", late.facts))

            assert [] == pair.passing(ADA)["signals"]["needs"]
            await pair.b.leaves(pair.sitters.pop(EVE))
            pair.sitters[EVE] = pair.sitters[DEV]
            await pair.settle()
            pair.b.watch.sharing.hear(Share(pair.room, "node-c", late.facts))

    async def test_end_of_the_meeting_is_told_by_the_log_alone(self, world: World) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            await pair.says(DEV, c.NeedLeader())
            await pair.says(BEN, c.WriteLeaders("canary"))
            await pair.says(ADA, c.CloseMeeting())
            await pair.says(ADA, c.EndMeeting())
            await pair.settle()

            for who in (ADA, BEN):
                assert [] == pair.passing(who)["signals"]["needs"]
                assert [] == pair.passing(who)["between"]["lines"]
            assert [[], []] == [pair.heard[-1].facts["facts"], pair.heard[-2].facts["facts"]]

    async def test_what_may_be_asked_is_decided_with_what_both_nodes_know(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            with pytest.raises(IllegalHere):
                await pair.says(DEV, c.Volunteer())
            await pair.says(DEV, c.NeedLeader())
            told = len(pair.heard)

            await pair.b.press(pair.room, DEV, c.NeedLeader())  # it was heard already
            assert told == len(pair.heard)
            assert 0 == pair.told()


class TestLosses:
    async def test_share_that_was_lost_is_told_again_after_10_s(self, world: World) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            pair.stops[1]()  # node-b
            await pair.says(DEV, c.NeedLeader())
            pair.b.rooms.bus.subscribe(pair.b.watch.sharing.hear)
            pair.passes(REPEAT - TICK)
            assert [] == pair.passing(BEN)["signals"]["needs"]
            pair.passes(2 * TICK)
            assert [DEV] == [n["person"] for n in pair.passing(BEN)["signals"]["needs"]]

    async def test_who_goes_on_elsewhere_is_replaced_here_though_the_share_that_told_it_was_lost(
        self, world: World
    ) -> None:
        pair = Pair(world)
        old = await pair.all_sit_at_the_first(await pair.a.meeting(Phase.DISCUSS))
        pair.stops[0]()  # node-a
        await pair.b.sits(pair.room, DEV)
        pair.told()
        pair.stops[0] = pair.a.rooms.bus.subscribe(pair.a.watch.sharing.hear)

        pair.passes(REPEAT + TICK)
        await pair.a.watch.look(old.live)

        assert REPLACED.code == old.code

    async def test_hello_of_before_that_was_written_down_later_replaces_nobody(
        self, world: World
    ) -> None:
        """A tab gave it up, and said hello to another node; the database took it all the same."""
        pair = Pair(world)
        before = world.clock.now()
        world.clock.advance(SECOND)
        old = await pair.all_sit_at_the_first(await pair.a.meeting(Phase.DISCUSS))
        await pair.b.connections.arrive(pair.room, DEV, "node-b", before)
        old.live.is_stirred = True

        await pair.a.watch.look(old.live)

        assert RESYNC.code == old.code

    async def test_everything_is_told_again_when_the_bus_is_back(self, world: World) -> None:
        world.bus = bus = BrokenBus()
        pair = Pair(world)
        old = await pair.all_sit_at_the_first(await pair.a.meeting(Phase.DISCUSS))
        bus.is_broken = True
        await pair.b.sits(pair.room, DEV)
        pair.passes(2 * SILENCE)

        bus.is_broken = False
        pair.passes(2 * TICK)
        await pair.b.watch.pulse.settle()  # it lives
        await pair.a.watch.look(old.live)

        assert REPLACED.code == old.code

    async def test_facts_of_a_node_that_died_are_gone_after_25_s(self, world: World) -> None:
        pair = Pair(world)
        await pair.sit(await pair.a.meeting(Phase.DISCUSS))
        await pair.says(EVE, c.NeedLeader())
        await pair.says(DEV, c.SomeoneCanHear())
        pair.dies(pair.b)

        pair.passes(SILENCE - TICK)
        assert [EVE] == [n["person"] for n in pair.passing(ADA)["signals"]["needs"]]
        pair.passes(2 * TICK)

        assert [] == pair.passing(ADA)["signals"]["needs"]
        assert "away" == pair.passing(ADA)["presence"]["people"][DEV]

    async def test_who_comes_back_elsewhere_in_time_still_needs_a_leader(
        self, world: World
    ) -> None:
        pair = Pair(world)
        await pair.sit(await pair.a.meeting(Phase.DISCUSS))
        await pair.says(EVE, c.NeedLeader())
        asked_at = world.clock.now()
        pair.dies(pair.b)
        pair.passes(5 * SECOND)

        eve = await pair.a.sits(pair.room, EVE)
        pair.passes(2 * SILENCE)

        assert {"at": asked_at, "seen_by": []} == eve.view["own"]["need"]

    async def test_node_that_is_only_slow_is_heard_again(self, world: World) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            await pair.says(EVE, c.NeedLeader())
            live = pair.sitters[ADA].live
            world.clock.advance(SILENCE + TICK)
            live.forget_silent(world.clock.now())
            assert [] == pair.passing(ADA)["signals"]["needs"]

            pair.passes(TICK)

            assert [EVE] == [n["person"] for n in pair.passing(ADA)["signals"]["needs"]]


class TestTelling:
    async def test_room_loaded_anew_asks_and_whoever_has_something_answers_once(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            await pair.says(DEV, c.NeedLeader())
            late = world.node("node-c")
            late.rooms.bus.subscribe(late.watch.sharing.hear)
            live = await late.rooms.hold(pair.room)
            assert {} == live.moment.signals.needs
            late.watch.sharing.tell()

            assert 1 == pair.told()  # node-b has nothing to tell
            assert [DEV] == list(live.moment.signals.needs)
            late.watch.sharing.tell()
            assert 0 == pair.told()

    async def test_several_changes_are_told_once_and_nothing_new_is_not_told(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            for _ in range(5):
                await pair.a.press(pair.room, DEV, c.Volunteer())
            assert 1 == pair.told()
            await pair.a.press(pair.room, ADA, c.Pause())
            assert 0 == pair.told()

    async def test_share_is_repeated_every_10_s_while_there_is_something_in_it(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            pair.passes(SILENCE)
            before = len(pair.heard)
            pair.passes(3 * REPEAT)
            assert before == len(pair.heard)
            await pair.says(DEV, c.NeedLeader())
            before = len(pair.heard)
            pair.passes(3 * REPEAT)
            assert 3 == len(pair.heard) - before

    async def test_malformed_share_is_dropped_and_counted_and_says_nothing(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            body = {"at": 1, "comings": 0, "asks": False, "facts": [["canary"]]}
            pair.a.watch.sharing.hear(Share(pair.room, "node-c", body))

            assert 1 == pair.a.meter.counted["share_malformed"]
            assert "canary" not in caplog.text

    async def test_hints_and_rooms_not_held_and_ones_own_shares_are_nothing_to_hear(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            share = share_of(pair.room, "node-a", Told(world.clock.now()))
            before = pair.a.rooms.held[pair.room].shares
            pair.a.watch.sharing.hear(share)
            pair.a.watch.sharing.hear(Share(RoomId("elsewhere"), "node-c", share.facts))
            pair.a.watch.sharing.hear(Hint(pair.room, "epoch", 1))

            assert before is pair.a.rooms.held[pair.room].shares

    async def test_share_that_comes_twice_is_no_news(self, world: World) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            await pair.says(DEV, c.NeedLeader())
            live, twice = pair.sitters[BEN].live, pair.heard[-1]
            before = live.shares
            pair.b.watch.sharing.hear(twice)

            assert before is live.shares
            assert not live.is_stirred

    async def test_fault_in_one_room_keeps_no_other_from_being_told(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with pair_in(world, Phase.SELECT) as pair:
            other = await pair.a.meeting(Phase.SELECT)
            await pair.a.rooms.hold(other)
            pair.told()
            await pair.a.press(other, DEV, c.Volunteer())
            await pair.a.press(pair.room, DEV, c.Volunteer())
            broken = pair.a.rooms.held[other]
            shares, broken.shares = broken.shares, None  # type: ignore[assignment]  # a fault of ours

            pair.told()
            pair.passes(TICK)
            broken.shares = shares

            assert [DEV] == pair.passing(EVE)["signals"]["volunteers"]
            assert "a room could not be shared: AttributeError" in caplog.text

    async def test_room_that_was_let_go_is_told_no_more(self, world: World) -> None:
        pair = Pair(world)
        room = await pair.a.meeting(Phase.SELECT)
        await pair.a.press(room, DEV, c.Volunteer())
        pair.a.rooms.unload_idle(world.clock.now() + 1)  # type: ignore[arg-type]  # an instant

        assert 0 == pair.told()
        pair.a.watch.sharing.tick()
        assert {} == pair.a.watch.sharing._last


class TestPresence:
    async def test_who_came_or_went_elsewhere_is_read_from_the_rows_soon(
        self, world: World
    ) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            live = pair.sitters[ADA].live
            await pair.b.leaves(pair.sitters[EVE])
            assert EVE not in live.parted
            pair.told()
            assert live.is_stirred
            assert world.clock.now() + SECOND >= pair.a.watch._at[pair.room]
            await pair.a.watch.look(live)
            assert EVE in live.parted

            pair.sitters[EVE] = await pair.b.sits(pair.room, EVE)
            pair.told()
            await pair.a.watch.look(live)
            assert EVE not in live.parted

    async def test_coming_that_could_not_be_read_is_read_when_it_can_be(self, world: World) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            live, watch = pair.sitters[ADA].live, pair.a.watch
            await pair.b.leaves(pair.sitters[EVE])
            pair.told()
            pair.a.faults.is_away = True
            with pytest.raises(LogUnavailable):
                await watch.look(live)
            pair.a.faults.is_away = False

            assert live.is_stirred
            await watch.look(live)
            assert EVE in live.parted

            pair.sitters[EVE] = await pair.b.sits(pair.room, EVE)

    async def test_many_comings_are_one_reading_a_second(self, world: World) -> None:
        async with pair_in(world, Phase.DISCUSS) as pair:
            live = pair.sitters[ADA].live
            for _ in range(20):
                await pair.b.leaves(pair.sitters[EVE])
                pair.sitters[EVE] = await pair.b.sits(pair.room, EVE)
                pair.told()

            assert live.read_at + SECOND == pair.a.watch._at[pair.room]
            await pair.a.watch.look(live)


async def test_running_it_tells_by_itself_and_hears(world: World) -> None:
    a, b = world.node("node-a"), world.node("node-b")
    room = await a.meeting(Phase.DISCUSS)
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(node.watch.sharing.run()) for node in (a, b)]
        await asyncio.sleep(0)
        await a.sits(room, DEV)
        ben = await b.sits(room, BEN)
        await a.press(room, DEV, c.NeedLeader())

        await soon(lambda: ben.view["signals"]["needs"])

        for task in running:
            task.cancel()
    assert isinstance(a.watch.sharing, Sharing)

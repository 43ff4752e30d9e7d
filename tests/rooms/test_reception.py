"""Join, change and reconnect are one path; the newest connection of a person wins."""

import asyncio
from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND
from app.rooms import commands as c
from app.rooms.errors import Conflict, Forbidden, NotFound, RoomClosed, Unavailable
from app.rooms.fields import PersonId
from app.rooms.reception import LINGER
from app.rooms.roles import Role
from app.rooms.seat import RESYNC
from tests.support.rim import KeepingSink, Node, Sitter, World, soon
from tests.support.scenario import ADA, CLEO, DEV, EVE

ZOE = PersonId("zoe")


def sections(sitter: Sitter) -> list[set[str]]:
    """The logged sections of each frame so far."""
    return [set(f["set"]) for f in sitter.sink.sent if f["t"] == "state" and "seq" in f]


class TestCursors:
    async def test_first_hello_brings_everything(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)

        dev = await node.sits(room, DEV)

        welcome, state, passing = dev.sink.sent
        assert ("welcome", "member.v1", DEV, "resume") == (
            welcome["t"],
            welcome["view"],
            welcome["person"],
            welcome["resume"],
        )
        assert state["full"]
        assert {"room", "phase", "clock", "circle", "floor", "door", "you"} == set(state["set"])
        assert {"presence", "signals", "enforcement", "own"} == set(passing["set"])
        assert 1 == node.meter.counted["joined"]

    async def test_cursor_that_is_current_brings_nothing_logged(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)

        again = await node.sits(room, DEV, cursor=dev.cursor)

        assert [] == sections(again)
        assert 1 == node.meter.counted["resumed"]

    async def test_cursor_brings_only_what_is_newer(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        cursor, stay = dev.cursor, await node.sits(room, EVE)
        await node.leaves(dev)
        await node.press(room, ADA, c.Pause())

        again = await node.sits(room, DEV, cursor=cursor)

        assert [{"clock", "you"}] == sections(again)  # `you` was forgotten with the connection
        assert stay.view["clock"] == again.view["clock"]

    async def test_cursor_of_another_epoch_or_view_brings_everything(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)

        for cursor in (replace(dev.cursor, epoch="old"), replace(dev.cursor, view="leader.v1")):
            again = await node.sits(room, DEV, cursor=cursor)
            assert again.sink.sent[1]["full"]

    async def test_node_behind_the_cursor_reads_the_log_first(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        await other.reception.open(room)
        dev = await node.sits(room, DEV)
        await node.press(room, ADA, c.Pause())

        there = await other.sits(room, DEV, cursor=dev.cursor)

        assert 1 == other.meter.counted["resumed"]
        assert 0 == other.meter.counted["cursor_ahead"]
        assert node.rooms.held[room].room.seq == there.live.room.seq

    async def test_cursor_from_between_two_that_a_node_read_at_once_is_one_and_brings_every_section(
        self, world: World, node: Node
    ) -> None:
        """To that node the clock never changed: before it stood as it does now."""
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        eve = await other.sits(room, EVE)
        dev = await node.sits(room, DEV)
        await node.press(room, ADA, c.Pause())
        cursor = dev.cursor
        await node.press(room, ADA, c.Resume())

        there = await other.sits(room, DEV, cursor=cursor)

        assert eve.view["clock"] == there.view["clock"]
        assert "full" not in there.sink.sent[1]

    async def test_cursor_ahead_of_the_log_is_counted_and_brings_everything(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)

        again = await node.sits(room, DEV, cursor=replace(dev.cursor, seq=9_999))

        assert 1 == node.meter.counted["cursor_ahead"]
        assert again.sink.sent[1]["full"]

    async def test_machine_has_a_cursor_too(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        machine = await node.machine(room)
        await node.press(room, ADA, c.Pause())

        again = await node.machine(room, cursor=machine.cursor)

        assert [] == sections(again)


class TestTheNewest:
    async def test_newest_connection_of_a_person_wins(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        first = await node.sits(room, DEV)

        second = await node.sits(room, DEV)

        assert (4502, None) == (first.code, second.code)
        assert {second.seat} == second.live.seats

    async def test_highest_visit_wins_whichever_hello_is_served_first(
        self, world: World, node: Node
    ) -> None:
        """The first hello waits for the log while the second one is served whole."""
        room = await node.meeting(Phase.OPENING)
        await node.rooms.arrive(room, ZOE, "Zoe", Role.MEMBER, is_stranger=False)
        live = await node.reception.open(room)
        await live.lock.acquire()
        sinks = [KeepingSink(), KeepingSink()]
        earlier = asyncio.create_task(node.reception.take(live, ZOE, sinks[0], None, ""))
        await soon(lambda: node.connections.asked["arrive"] == 1)
        later = asyncio.create_task(node.reception.take(live, ZOE, sinks[1], None, ""))
        await soon(lambda: node.connections.asked["arrive"] == 2)
        live.lock.release()
        earlier_seat, later_seat = await earlier, await later

        assert (1, 2) == (earlier_seat.visit, later_seat.visit)
        assert earlier_seat.is_gone
        assert {later_seat} == live.seats
        assert 4502 == (sinks[0].parting.code if sinks[0].parting else None)

    async def test_late_seat_of_an_earlier_visit_gives_way(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        live = await node.reception.open(room)
        newer = await node.sits(room, DEV)
        newer.seat.visit = 99

        older = await node.sits(room, DEV)

        assert (4502, None) == (older.code, newer.code)
        assert [] == older.sink.sent
        assert {newer.seat} == live.seats

    async def test_leaving_an_older_connection_leaves_the_newer_alone(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        first = await node.sits(room, DEV)
        second = await node.sits(room, DEV)

        await node.leaves(first)

        (sign,) = await node.connections.signs([room], world.clock.now(), 12_000)
        assert sign.is_connected
        assert {second.seat} == second.live.seats
        assert {} == dict(second.live.moment.parted)

    async def test_node_closes_a_socket_with_a_lower_visit_than_the_rows(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        here = await node.sits(room, DEV)
        await world.node("node-2").sits(room, DEV)

        await node.watch.acquaint(here.live)

        assert 4502 == here.code


class TestWhoMayNot:
    async def test_stranger_is_not_found(self, node: Node) -> None:
        room = await node.meeting()

        with pytest.raises(NotFound):
            await node.sits(room, ZOE)

    async def test_the_removed_stay_removed(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        await node.press(room, ADA, c.RemovePerson(DEV))
        await node.leaves(dev)

        for one in (node, world.node("node-2")):
            with pytest.raises(Forbidden):
                await one.sits(room, DEV)

    async def test_ended_room_can_be_read_for_a_minute(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())
        world.clock.advance(LINGER - 1)
        assert "ended" == (await node.sits(room, DEV)).view["phase"]["phase"]

        world.clock.advance(1)

        with pytest.raises(RoomClosed):
            await node.sits(room, DEV)

    async def test_room_without_rows_is_not_found(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        live = await node.reception.open(room)
        live.room = replace(live.room, id=type(room)("gone"))

        with pytest.raises(NotFound):
            await node.reception.take(live, DEV, KeepingSink(), None, "")


class TestTrouble:
    async def test_without_the_database_nobody_new_comes_in(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        live = await node.reception.open(room)
        node.faults.is_away = True
        with pytest.raises(Unavailable):
            await node.reception.take(live, DEV, KeepingSink(), None, "")

        other = world.node("node-2")
        await other.rooms.hold(room)
        other.faults.is_away = True
        with pytest.raises(Unavailable):
            await other.reception.open(room)

    async def test_hello_that_could_not_be_recorded_leaves_nobody_connected(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        live = await node.reception.open(room)
        node.faults.loses_answers = True
        node.faults.held = asyncio.Event()
        taking = asyncio.create_task(node.reception.take(live, DEV, KeepingSink(), None, ""))
        await node.faults.waiting.wait()
        node.faults.is_away = True
        node.faults.held.set()
        with pytest.raises(Unavailable):
            await taking
        node.faults.is_away = False

        await node.watch.pulse.settle()

        (sign,) = await node.connections.signs([room], world.clock.now(), 12_000)
        assert not sign.is_connected
        assert set() == live.seats

    async def test_hello_cancelled_in_the_middle_leaves_nobody_connected(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        live = await node.reception.open(room)
        node.faults.held = asyncio.Event()
        taking = asyncio.create_task(node.reception.take(live, DEV, KeepingSink(), None, ""))
        await node.faults.waiting.wait()
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking

        (sign,) = await node.connections.signs([room], world.clock.now(), 12_000)
        assert not sign.is_connected

    async def test_hello_of_somebody_gone_meanwhile_replaces_nobody_and_brings_them_back(
        self, world: World
    ) -> None:
        first, second = world.node("node-a"), world.node("node-b")
        room = await first.meeting(Phase.OPENING)
        there = await second.sits(room, DEV)
        gone = KeepingSink()
        gone.is_there = False
        live = await first.reception.open(room)

        with pytest.raises(Conflict):
            await first.reception.take(live, DEV, gone, None, "")
        await second.watch.acquaint(there.live)

        assert set() == live.seats
        assert RESYNC.code == there.code

    async def test_newcomer_who_is_named_during_their_hello_comes_again(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        await node.rooms.arrive(room, ZOE, "Eve again", Role.MEMBER, is_stranger=True)
        live = await node.reception.open(room)
        await live.lock.acquire()
        taking = asyncio.create_task(node.reception.take(live, ZOE, KeepingSink(), None, ""))
        naming = asyncio.create_task(node.press(room, ADA, c.SameAs(ZOE, EVE)))
        await soon(lambda: node.connections.asked["arrive"])
        live.lock.release()
        await naming

        with pytest.raises(Conflict):
            await taking

    async def test_parting_is_paid_when_the_database_is_back(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        await node.watch.pulse.beat()
        node.faults.is_away = True
        left_at = world.clock.now()
        await node.leaves(dev)
        world.clock.advance(3 * SECOND)
        node.faults.is_away = False

        await node.watch.pulse.beat()

        (sign,) = await node.connections.signs([room], world.clock.now(), 12_000)
        assert (False, left_at) == (sign.is_connected, sign.at)
        assert 0 == node.meter.counted["part_lost"]


class TestReturning:
    async def test_who_was_lost_is_back_with_a_hello(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        await node.sits(room, ADA)
        await node.leaves(dev)
        world.clock.advance(2 * MINUTE)
        await node.watch.look(dev.live)
        assert dev.live.room.people[DEV].is_gone

        await node.sits(room, DEV)

        assert not dev.live.room.people[DEV].is_gone
        assert {} == dict(dev.live.moment.parted)

    async def test_reconnection_nobody_noticed_is_no_fact(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        before = len(await world.events(room))
        await node.leaves(dev)
        world.clock.advance(5 * SECOND)

        await node.sits(room, DEV)

        assert before == len(await world.events(room))

    async def test_returning_leader_leads_again(self, world: World, node: Node) -> None:
        room, sitters = await node.sat_back()
        for who in ("ada", "ben"):
            await node.leaves(sitters[PersonId(who)])
        world.clock.advance(16 * SECOND)
        await node.watch.look(sitters[CLEO].live)
        assert not sitters[CLEO].live.room.is_led

        await node.sits(room, ADA)

        assert sitters[CLEO].live.room.is_led

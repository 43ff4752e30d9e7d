"""One command from press to answer, and what becomes of it when the log is in trouble."""

import asyncio
from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.people import MAX_AT_DOOR
from app.rooms.errors import (
    Conflict,
    Forbidden,
    IdReused,
    NotFound,
    RoomClosed,
    RoomFull,
    Stale,
    Unavailable,
)
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.service import MOST_TRIES
from app.rooms.state import Agreement
from app.rooms.sweep import sweep
from tests.support.rim import Node, World
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVENING, OPERATOR

NOWHERE = RoomId("nowhere")


class TestRepeats:
    async def test_repeat_gets_the_stored_bytes_whatever_has_happened_since(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        press = await node.made(room, ADA, c.Extend(MINUTE))
        first = await node.rooms.do(room, press)
        await node.press(room, ADA, c.Extend(MINUTE))

        assert first == await node.rooms.do(room, press)

    async def test_repeat_is_answered_before_the_room_is_found_closed(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        press = await node.made(room, ADA, c.Pause())
        first = await node.rooms.do(room, press)
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())

        assert first == await node.rooms.do(room, press)
        with pytest.raises(RoomClosed):
            await node.press(room, ADA, c.Pause())

    async def test_repeat_appends_nothing(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        press = await node.made(room, ADA, c.Pause())
        await node.rooms.do(room, press)
        before = await world.events(room)

        await node.rooms.do(room, press)

        assert before == await world.events(room)

    async def test_what_is_already_so_is_stored_and_repeated_too(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        await node.press(room, ADA, c.Pause())
        press = await node.made(room, ADA, c.Pause())
        first = await node.rooms.do(room, press)
        await node.press(room, ADA, c.Resume())

        assert first == await node.rooms.do(room, press)
        assert node.rooms.held[room].room.paused is None

    async def test_repeat_at_another_node_is_in_the_view_before_its_answer(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        there = await other.sits(room, DEV)
        press = await node.made(room, ADA, c.Pause())
        first = await node.rooms.do(room, press)
        assert there.view["clock"]["paused"] is False

        assert first == await other.rooms.do(room, press)
        assert there.view["clock"]["paused"] is True

    @pytest.mark.parametrize("phase", [Phase.OPENING, Phase.SELECT])
    async def test_known_id_from_somebody_else_is_reused(self, node: Node, phase: Phase) -> None:
        room = await node.meeting(phase)
        press = await node.made(room, ADA, c.Pause())
        await node.rooms.do(room, press)

        with pytest.raises(IdReused):
            await node.press(room, BEN, c.Pause(), command_id=press.id)

    async def test_known_id_with_another_body_is_reused(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        press = await node.made(room, ADA, c.Pause())
        await node.rooms.do(room, press)

        with pytest.raises(IdReused):
            await node.rooms.do(room, replace(press, digest=b"another"))

    async def test_refused_id_is_decided_afresh(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        name = node.new_id()
        with pytest.raises(Stale):
            await node.press(room, ADA, c.Extend(MINUTE), command_id=name, expect=9_999)

        answer = await node.press(room, ADA, c.Extend(MINUTE), command_id=name)

        assert {"t": "done", "id": name, "seq": node.rooms.held[room].room.seq} == answer


class TestTwoNodes:
    async def test_refusal_is_decided_only_after_reading_what_this_node_lacks(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        await other.rooms.hold(room)
        await node.press(room, ADA, c.Pause())
        rev = node.rooms.held[room].room.revs.timer_rev

        answer = await other.press(room, ADA, c.Resume(), expect=rev)

        assert "done" == answer["t"]

    async def test_refusal_that_stands_is_given_with_current_facts(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        seen = (await other.rooms.hold(room)).room.revs.timer_rev
        await node.press(room, ADA, c.Extend(MINUTE))
        now = node.rooms.held[room].room.revs.timer_rev

        with pytest.raises(Stale) as refusal:
            await other.press(room, BEN, c.Extend(MINUTE), expect=seen)

        assert {"rev": "timer_rev", "current": now} == dict(refusal.value.facts)

    async def test_two_leaders_pressing_next_move_one_step(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        await other.rooms.hold(room)
        presses = [
            node.press(room, ADA, c.Advance()),
            other.press(room, BEN, c.Advance(), confirm=0),
        ]

        came = await asyncio.gather(*presses, return_exceptions=True)

        assert ["Stale", "dict"] == sorted(type(one).__name__ for one in came)
        assert Phase.SELECT is (await other.rooms.peek(room)).phase

    async def test_ephemeral_refusal_too_is_decided_after_reading(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        await other.rooms.hold(room)
        await node.press(room, ADA, c.Advance())

        assert "done" == (await other.press(room, CLEO, c.Volunteer()))["t"]
        with pytest.raises(Forbidden):
            await other.press(room, PersonId("nobody"), c.Volunteer())

    async def test_conflict_after_conflict_is_said_to_be_one(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        node.faults.is_beaten = True
        node.log.asked.clear()

        with pytest.raises(Conflict):
            await node.press(room, ADA, c.Pause())
        assert MOST_TRIES == node.log.asked["append"]


class TestTrouble:
    async def test_unreachable_log_refuses_and_may_be_tried_again(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        press = await node.made(room, ADA, c.Pause())
        node.faults.is_away = True
        with pytest.raises(Unavailable):
            await node.rooms.do(room, press)
        node.faults.is_away = False

        await node.rooms.do(room, press)

        assert node.rooms.held[room].room.paused is not None

    async def test_lost_answer_is_found_by_the_same_press(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        there = await node.sits(room, DEV)
        press = await node.made(room, ADA, c.Pause())
        before = len(await world.events(room))
        node.faults.loses_answers = True

        first = await node.rooms.do(room, press)

        assert first == await node.rooms.do(room, press)
        assert before + 1 == len(await world.events(room))
        assert there.view["clock"]["paused"] is True

    async def test_lost_answer_nobody_asks_for_is_in_the_view_by_the_next_sweep(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        there = await node.sits(room, DEV)
        node.faults.held, node.faults.is_held_after = asyncio.Event(), True
        pressing = asyncio.create_task(node.press(room, ADA, c.Pause()))
        await node.faults.waiting.wait()
        pressing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pressing
        assert there.view["clock"]["paused"] is False
        node.faults.held = None

        await sweep(node.rooms)

        assert there.view["clock"]["paused"] is True
        assert node.rooms.held[room].is_suspect is False

    async def test_press_cancelled_before_it_was_written_changes_nothing(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        node.faults.held = asyncio.Event()
        pressing = asyncio.create_task(node.press(room, ADA, c.Pause()))
        await node.faults.waiting.wait()
        pressing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pressing
        node.faults.held = None

        await node.press(room, ADA, c.Extend(MINUTE))

        assert node.rooms.held[room].room == await node.rooms.peek(room)
        assert node.rooms.held[room].room.paused is None

    async def test_suspect_room_is_read_before_the_next_press(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        live = node.rooms.held[room]
        live.is_suspect = True
        node.faults.is_away = True
        with pytest.raises(Unavailable):
            await node.press(room, ADA, c.Pause())
        assert live.is_suspect

        node.faults.is_away = False
        await node.press(room, ADA, c.Pause())

        assert not live.is_suspect

    async def test_presses_of_a_suspect_room_are_decided_in_the_order_they_came(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        live, expect = node.rooms.held[room], node.rooms.held[room].room.revs.timer_rev
        async with asyncio.TaskGroup() as tasks, live.lock:
            for is_suspect, command in ((True, c.Pause()), (False, c.Resume())):
                live.is_suspect = is_suspect
                expected = None if is_suspect else expect + 1
                tasks.create_task(node.press(room, ADA, command, expect=expected))
                for _ in range(5):
                    await asyncio.sleep(0)

        assert live.room.paused is None

    async def test_what_is_ephemeral_is_refused_only_behind_what_was_pressed_before_it(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.PRESENT)
        node.faults.held = asyncio.Event()
        pausing = asyncio.create_task(node.press(room, ADA, c.Pause()))
        await node.faults.waiting.wait()
        writing = asyncio.create_task(node.press(room, ADA, c.WriteLeaders("a word")))
        for _ in range(5):
            await asyncio.sleep(0)
        node.faults.held.set()

        assert ["done", "done"] == [(await one)["t"] for one in (pausing, writing)]

    async def test_words_between_people_need_no_database(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        node.rooms.held[room].is_suspect = True
        node.faults.is_away = True

        assert "done" == (await node.press(room, CLEO, c.SomeoneCanHear()))["t"]
        with pytest.raises(Unavailable):  # whether it is refused cannot be known
            await node.press(room, CLEO, c.Volunteer())

    async def test_nothing_can_be_made_or_read_without_the_database(self, node: Node) -> None:
        node.faults.is_away = True

        with pytest.raises(Unavailable):
            await node.rooms.create(EVENING, Agreement())
        with pytest.raises(Unavailable):
            await node.rooms.hold(NOWHERE)

    async def test_room_that_does_not_exist_is_not_found(self, node: Node) -> None:
        with pytest.raises(NotFound):
            await node.rooms.hold(NOWHERE)

    async def test_room_whose_log_is_gone_is_not_found(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        live, elsewhere = node.rooms.held.pop(room), RoomId("gone")
        live.room = replace(live.room, id=elsewhere)
        node.rooms.held[elsewhere] = live

        with pytest.raises(NotFound):
            await node.press(elsewhere, ADA, c.Pause())
        with pytest.raises(NotFound):
            await node.rooms.catch_up(live, live.room.seq + 1)
        await sweep(node.rooms)

    async def test_system_command_that_cannot_be_recorded_is_no_error(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        node.faults.is_away = True

        assert not await node.rooms.system(room, CommandId("x:y"), c.FailOpen(1))

    async def test_press_behind_a_known_answer_needs_the_database(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        node.faults.is_away = True

        with pytest.raises(Unavailable):
            await node.press(room, CLEO, c.Pause())
        with pytest.raises(Unavailable):
            await node.rooms.catch_up(node.rooms.held[room], 9_999)


class TestArrivals:
    async def test_somebody_arrives_once(self, world: World, node: Node) -> None:
        room = await node.meeting()
        zoe = PersonId("zoe")
        for _ in range(2):
            await node.rooms.arrive(room, zoe, "Zoe", Role.MEMBER, is_stranger=True)

        assert node.rooms.held[room].room.people[zoe].needs_confirmation
        assert 1 == sum(
            isinstance(event, e.PersonArrived) and event.person == zoe
            for event in await world.events(room)
        )

    async def test_full_room_says_so(self, node: Node) -> None:
        room = await node.rooms.create(EVENING, Agreement())
        for n in range(MAX_AT_DOOR):
            who = PersonId(f"guest-{n}")
            await node.rooms.arrive(room, who, "Guest", Role.MEMBER, is_stranger=True)

        with pytest.raises(RoomFull):
            await node.rooms.arrive(room, PersonId("late"), "Late", Role.MEMBER, is_stranger=True)

    async def test_person_without_a_page_gets_an_id_of_the_services(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)

        await node.press(room, ADA, c.SeatByName("Walter"))

        people = node.rooms.held[room].room.people.values()
        assert ["person-1"] == [one.id for one in people if one.by_name]


class TestMarks:
    async def test_what_fell_due_is_issued_before_the_next_command_dated_by_its_instant(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        began = world.clock.now()
        world.clock.advance(9 * MINUTE)

        await node.press(room, ADA, c.Pause())

        *_, zero, paused = await world.events(room)
        assert isinstance(zero, e.MarkReached)
        assert (later(began, Millis(8 * MINUTE)), 0) == (zero.at, zero.mark)
        assert isinstance(paused, e.ClockPaused)

    async def test_what_fell_due_is_issued_on_load(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        before = len(await world.events(room))
        world.clock.advance(9 * MINUTE)

        live = await world.node("node-2").rooms.hold(room)

        marks = [type(event) for event in (await world.events(room))[before:]]
        assert [e.MarkReached] * 3 == marks
        assert 0 in (live.room.clock.reached if live.room.clock else ())

    async def test_marks_that_another_node_recorded_are_not_recorded_again(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        other = world.node("node-2")
        await other.rooms.hold(room)
        world.clock.advance(3 * MINUTE)
        await node.rooms.issue_due(node.rooms.held[room])
        world.clock.advance(6 * MINUTE)

        await other.rooms.issue_due(other.rooms.held[room])

        marks = [event for event in await world.events(room) if isinstance(event, e.MarkReached)]
        assert 3 == len(marks) == len({mark.mark for mark in marks})

    async def test_nodes_issuing_at_once_record_each_mark_once(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        nodes = [node, *(world.node(f"node-{n}") for n in range(2, 5))]
        lives = [await one.rooms.hold(room) for one in nodes]
        world.clock.advance(9 * MINUTE)

        await asyncio.gather(
            *(one.rooms.issue_due(live) for one, live in zip(nodes, lives, strict=True))
        )

        marks = [event for event in await world.events(room) if isinstance(event, e.MarkReached)]
        assert 3 == len(marks)
        assert {len(await world.events(room))} == {live.room.seq for live in lives}


class TestHolding:
    async def test_room_that_nobody_wants_is_forgotten(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        there = await node.sits(room, DEV)
        world.clock.advance(MINUTE)
        node.rooms.unload_idle(world.clock.now())
        assert room in node.rooms.held

        await node.leaves(there)
        node.rooms.unload_idle(world.clock.now())
        assert room not in node.rooms.held

    async def test_room_that_was_just_asked_for_is_kept(self, world: World, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        world.clock.advance(MINUTE)
        asked_at = world.clock.now()
        await node.rooms.hold(room)

        node.rooms.unload_idle(asked_at)

        assert room in node.rooms.held

    async def test_machine_that_may_not_is_forbidden(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)

        with pytest.raises(Forbidden):
            await node.press(room, OPERATOR, c.Pause())

    async def test_room_that_many_ask_for_at_once_is_read_once(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        fresh = world.node("node-2")

        lives = await asyncio.gather(*(fresh.rooms.hold(room) for _ in range(12)))

        assert {fresh.rooms.held[room]} == set(lives)
        assert 1 == fresh.log.asked["read"]

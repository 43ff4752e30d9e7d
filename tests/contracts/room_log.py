"""What every log of rooms does; a subclass gives the fixture `log`."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.phases.units import Millis, later
from app.rooms.events import Event
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import (
    Accepted,
    CommandKnown,
    Head,
    LogConflict,
    NoSuchRoom,
    RoomExists,
    RoomLog,
    StoredEvent,
)
from tests.contracts.samples import OTHER, ROOM, accepted, arrived, created, seated
from tests.support.clock import NOON

BOUNDED = settings(
    max_examples=25,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,  # one suite, several logs
    ],
)


class RoomLogContract:
    async def test_new_room_begins_at_seq_1(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created(), arrived(1)])

        found = await log.read(ROOM)

        assert Head("epoch-1", 2) == found.head
        assert (
            StoredEvent(1, created(), None),
            StoredEvent(2, arrived(1), None),
        ) == found.events

    async def test_room_cannot_be_created_twice(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        with pytest.raises(RoomExists):
            await log.create(ROOM, "epoch-2", [created(), arrived(1)])
        assert Head("epoch-1", 1) == (await log.read(ROOM)).head

    async def test_events_follow_the_head_and_name_their_command(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        await log.append(ROOM, after=1, events=[arrived(1), seated(1)], accepted=accepted(1))

        found = await log.read(ROOM, after=1)
        assert Head("epoch-1", 3) == found.head
        assert (
            StoredEvent(2, arrived(1), CommandId("command-1")),
            StoredEvent(3, seated(1), CommandId("command-1")),
        ) == found.events

    async def test_events_may_come_without_a_command(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        await log.append(ROOM, after=1, events=[arrived(1)], accepted=None)

        assert (StoredEvent(2, arrived(1), None),) == (await log.read(ROOM, after=1)).events

    async def test_command_without_events_is_kept_and_the_head_stays(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        await log.append(ROOM, after=1, events=[], accepted=accepted(1))

        assert accepted(1) == await log.answered(ROOM, CommandId("command-1"))
        assert Head("epoch-1", 1) == (await log.read(ROOM)).head

    async def test_nothing_is_read_past_the_head(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        found = await log.read(ROOM, after=7)

        assert (Head("epoch-1", 1), ()) == (found.head, found.events)

    async def test_unknown_room_is_named_as_such(self, log: RoomLog) -> None:
        with pytest.raises(NoSuchRoom):
            await log.read(ROOM)
        with pytest.raises(NoSuchRoom):
            await log.append(ROOM, after=0, events=[arrived(1)], accepted=accepted(1))
        assert await log.answered(ROOM, CommandId("command-1")) is None

    @pytest.mark.parametrize("after", [0, 1, 3])
    async def test_append_after_another_head_writes_nothing(self, log: RoomLog, after: int) -> None:
        await log.create(ROOM, "epoch-1", [created(), arrived(1)])

        with pytest.raises(LogConflict):
            await log.append(ROOM, after=after, events=[arrived(2)], accepted=accepted(1))

        assert Head("epoch-1", 2) == (await log.read(ROOM)).head
        assert await log.answered(ROOM, CommandId("command-1")) is None

    @pytest.mark.parametrize("after", [1, 2], ids=["stale head", "current head"])
    async def test_known_command_writes_nothing_and_gives_its_answer(
        self, log: RoomLog, after: int
    ) -> None:
        await log.create(ROOM, "epoch-1", [created()])
        await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1, b"first"))

        again = accepted(1, b"second")
        with pytest.raises(CommandKnown) as raised:
            await log.append(ROOM, after=after, events=[arrived(2)], accepted=again)

        assert accepted(1, b"first") == raised.value.accepted
        assert Head("epoch-1", 2) == (await log.read(ROOM)).head

    async def test_command_id_belongs_to_one_room(self, log: RoomLog) -> None:
        for room in (ROOM, OTHER):
            await log.create(room, "epoch-1", [created()])

        await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1, b"here"))
        await log.append(OTHER, after=1, events=[arrived(1)], accepted=accepted(1, b"there"))

        assert accepted(1, b"here") == await log.answered(ROOM, CommandId("command-1"))
        assert accepted(1, b"there") == await log.answered(OTHER, CommandId("command-1"))

    @BOUNDED
    @given(
        answer=st.binary(max_size=300),
        digest=st.binary(max_size=40),
        name=st.text(max_size=60),
        actor=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    )
    async def test_what_was_acknowledged_comes_back_byte_for_byte(
        self, log: RoomLog, answer: bytes, digest: bytes, name: str, actor: str
    ) -> None:
        room = await self.new_room(log)
        command = Accepted(CommandId("c"), actor, digest, answer)

        await log.append(room, after=1, events=[arrived(1, name)], accepted=command)

        with pytest.raises(CommandKnown) as raised:
            await log.append(room, after=2, events=[], accepted=command)
        assert command == raised.value.accepted == await log.answered(room, command.command_id)
        assert (arrived(1, name),) == tuple(e.event for e in (await log.read(room, after=1)).events)

    async def test_heads_leave_out_rooms_that_do_not_exist(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])
        await log.create(OTHER, "epoch-2", [created(), arrived(1)])

        heads = await log.heads([ROOM, OTHER, RoomId("nowhere")])

        assert {ROOM: Head("epoch-1", 1), OTHER: Head("epoch-2", 2)} == heads
        assert {} == await log.heads([])

    async def test_heads_of_very_many_rooms_are_asked_for_at_once(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])
        unknown = [RoomId(f"nowhere-{n}") for n in range(40_000)]

        assert {ROOM: Head("epoch-1", 1)} == await log.heads([*unknown, ROOM])

    async def test_open_rooms_are_listed_with_when_they_were_made(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created(), arrived(1)])
        await log.create(OTHER, "epoch-1", [created(later(NOON, Millis(5)))])

        assert {ROOM: NOON, OTHER: NOON + 5} == await log.open_rooms()

    async def test_time_does_not_go_back(self, log: RoomLog) -> None:
        assert 0 < await log.now() <= await log.now()

    async def test_of_many_who_append_after_one_head_one_is_first(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        outcomes = await asyncio.gather(
            *(
                log.append(ROOM, after=1, events=[arrived(n)], accepted=accepted(n))
                for n in range(30)
            ),
            return_exceptions=True,
        )

        assert Counter({LogConflict: 29, type(None): 1}) == Counter(map(type, outcomes))
        assert Head("epoch-1", 2) == (await log.read(ROOM)).head

    async def test_command_sent_many_times_at_once_has_one_effect(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])

        outcomes = await asyncio.gather(
            *(
                log.append(ROOM, after=1, events=[arrived(n)], accepted=accepted(1, b"%d" % n))
                for n in range(30)
            ),
            return_exceptions=True,
        )

        first = outcomes.index(None)
        known = [o.accepted.answer for o in outcomes if isinstance(o, CommandKnown)]
        assert [b"%d" % first] * 29 == known
        assert (arrived(first),) == tuple(e.event for e in (await log.read(ROOM, after=1)).events)

    async def test_seq_is_dense_and_commits_stand_in_its_order(self, log: RoomLog) -> None:
        rooms = [RoomId(f"room-{n}") for n in range(5)]
        for room in rooms:
            await log.create(room, "epoch-1", [created()])
        acknowledged: dict[RoomId, list[CommandId]] = {room: [] for room in rooms}

        async def press(room: RoomId, n: int) -> None:
            events = [arrived(n)] * (n % 3)
            await persist(log, room, events, accepted(n))
            acknowledged[room] += [accepted(n).command_id] * len(events)

        await asyncio.gather(*(press(room, n) for n in range(12) for room in rooms))

        for room in rooms:
            found = await log.read(room)
            commands = [e.command_id for e in found.events[1:] if e.command_id]
            assert list(range(1, 14)) == [e.seq for e in found.events]
            assert Counter(acknowledged[room]) == Counter(commands)
            assert sorted(commands, key=commands.index) == commands

    async def test_cancelled_appends_leave_a_whole_log_that_still_works(self, log: RoomLog) -> None:
        await log.create(ROOM, "epoch-1", [created()])
        for n in range(20):
            async with asyncio.TaskGroup() as group:
                head = (await log.heads([ROOM]))[ROOM].seq
                append = log.append(ROOM, after=head, events=[arrived(n)], accepted=accepted(n))
                task = group.create_task(append)
                await asyncio.sleep(0)
                task.cancel()

        await persist(log, ROOM, [arrived(99)], accepted(99))
        found = await log.read(ROOM)
        kept = [n for n in range(20) if await log.answered(ROOM, accepted(n).command_id)]
        assert list(range(1, found.head.seq + 1)) == [e.seq for e in found.events]
        assert len(kept) + 2 == len(found.events)

    _rooms = 0

    async def new_room(self, log: RoomLog) -> RoomId:
        """A room of its own for each example of a property."""
        type(self)._rooms += 1
        room = RoomId(f"example-{self._rooms}")
        await log.create(room, "epoch-1", [created()])
        return room


async def persist(log: RoomLog, room: RoomId, events: Sequence[Event], command: Accepted) -> None:
    """Append after whatever head there is, until nobody was faster."""
    while True:
        head = (await log.heads([room]))[room].seq
        try:
            await log.append(room, after=head, events=events, accepted=command)
        except LogConflict:
            continue
        return

"""The log of rooms in PostgreSQL: one statement, and so one round trip, to an append.

The room's row is the lock: two appends to one room meet there, the second sees that `head_seq` has
moved on and writes nothing. Appends to different rooms never meet.
"""

from collections.abc import Sequence

import asyncpg

from app.phases.units import Instant
from app.rooms.events import Event
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import (
    Accepted,
    CommandKnown,
    Head,
    Log,
    LogConflict,
    NoSuchRoom,
    RoomExists,
)
from app.storage.codec import CODEC
from app.storage.postgres import PostgresDatabase
from app.storage.rows import accepted_of, born_to, ended_at, stored

_EVENTS_OF = """
    INSERT INTO event (room, seq, type, version, at, command_id, body)
    SELECT $1, {after} + new.nth, new.type, new.version, new.at, {command}, new.body
    FROM unnest($3::text[], $4::int[], $5::bigint[], $6::text[])
         WITH ORDINALITY AS new (type, version, at, body, nth), moved
"""

_CREATE = f"""
WITH moved AS (
    INSERT INTO room (id, epoch, head_seq, created_at, organisation)
    VALUES ($1, $2, cardinality($3::text[]), ($5::bigint[])[1], $7)
    ON CONFLICT DO NOTHING RETURNING id
), kept AS ({_EVENTS_OF.format(after="0", command="NULL")})
SELECT count(*) FROM moved
"""  # noqa: S608  # made of this file's constants

_APPEND = f"""
WITH known AS (
    SELECT id, actor, digest, answer FROM command WHERE room = $1 AND id = $8
), moved AS (
    UPDATE room
    SET head_seq = head_seq + cardinality($3::text[]), ended_at = coalesce($7, ended_at)
    WHERE id = $1 AND head_seq = $2 AND reduced_at IS NULL AND NOT EXISTS (SELECT FROM known)
    RETURNING head_seq
), kept AS ({_EVENTS_OF.format(after="$2", command="$8")}
), answered AS (
    INSERT INTO command (room, id, actor, digest, answer, seq)
    SELECT $1, $8, $9, $10, $11, head_seq FROM moved WHERE $8::text IS NOT NULL
)
SELECT EXISTS (SELECT FROM moved) AS moved,
       EXISTS (SELECT FROM room WHERE id = $1 AND reduced_at IS NULL) AS there
"""  # noqa: S608  # made of this file's constants

_ANSWERED = "SELECT id, actor, digest, answer FROM command WHERE room = $1 AND id = $2"

_READ = """
SELECT room.epoch, room.head_seq, event.seq, event.type, event.version, event.command_id, event.body
FROM room LEFT JOIN event ON event.room = room.id AND event.seq > $2
WHERE room.id = $1 AND room.reduced_at IS NULL
ORDER BY event.seq
"""

_HEADS = "SELECT id, epoch, head_seq FROM room WHERE id = ANY($1::text[]) AND reduced_at IS NULL"

_OPEN = "SELECT id, created_at FROM room WHERE reduced_at IS NULL"


class PostgresEventLog:
    """`RoomLog` over a `PostgresDatabase`."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        """As `RoomLog.create`."""
        columns = (*_columns(events), born_to(events))
        if not await self._database.single(lambda c: c.fetchval(_CREATE, room, epoch, *columns)):
            raise RoomExists("a room of that id exists")

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        """As `RoomLog.append`."""
        columns = (*_columns(events), ended_at(events), *_command(accepted))
        there = True
        try:
            row = await self._database.single(lambda c: c.fetchrow(_APPEND, room, after, *columns))
        except asyncpg.UniqueViolationError:
            row = None  # somebody was first by less than our statement could see
        if row is not None:
            if row["moved"]:
                return
            there = row["there"]
        if not there:
            raise NoSuchRoom("there is no such room")
        known = None if accepted is None else await self.answered(room, accepted.command_id)
        raise LogConflict("the log has grown") if known is None else CommandKnown(known)

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        """As `RoomLog.read`."""
        rows = await self._database.single(lambda c: c.fetch(_READ, room, after))
        if not rows:
            raise NoSuchRoom("there is no such room")
        epoch, seq = rows[0][0], rows[0][1]
        return Log(Head(epoch, seq), stored(row[2:] for row in rows if row[2] is not None))

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        """As `RoomLog.heads`."""
        rows = await self._database.single(lambda c: c.fetch(_HEADS, list(rooms)))
        return {RoomId(room): Head(epoch, seq) for room, epoch, seq in rows}

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        """As `RoomLog.answered`."""
        row = await self._database.single(lambda c: c.fetchrow(_ANSWERED, room, command_id))
        return None if row is None else accepted_of(tuple(row))

    async def open_rooms(self) -> dict[RoomId, Instant]:
        """As `RoomLog.open_rooms`."""
        rows = await self._database.single(lambda c: c.fetch(_OPEN))
        return {RoomId(room): Instant(created_at) for room, created_at in rows}

    async def now(self) -> Instant:
        """As `RoomLog.now`."""
        return await self._database.now()


def _columns(events: Sequence[Event]) -> tuple[list[str], list[int], list[int], list[str]]:
    encoded = [CODEC.encode(event) for event in events]
    return (
        [one.type for one in encoded],
        [one.version for one in encoded],
        [event.at for event in events],
        [one.body for one in encoded],
    )


def _command(
    accepted: Accepted | None,
) -> tuple[str | None, str | None, bytes | None, bytes | None]:
    if accepted is None:
        return None, None, None, None
    return accepted.command_id, accepted.actor, accepted.digest, accepted.answer

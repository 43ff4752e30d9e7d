"""The log of rooms in a SQLite file.

The statements are compiled once and run on the driver itself: SQLAlchemy's own execution costs
more than SQLite does here, and every command of every room passes through this file.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from app.phases.units import Instant
from app.rooms.events import Event
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import (
    Accepted,
    Head,
    Log,
    NoSuchRoom,
    RoomExists,
)
from app.storage.appending import EVENTS, HEAD, Append, answered
from app.storage.database import Database
from app.storage.prepared import sqlite_text
from app.storage.rows import StoredRow, born_to, ended_at, event_rows, stored
from app.storage.schema import EVENT, ROOM
from app.storage.writer import driver_of

_BORN_WITH = ("id", "epoch", "head_seq", "created_at", "organisation")
_CREATE = sqlite_text(
    insert_or(ROOM).values({name: bindparam(name) for name in _BORN_WITH}).on_conflict_do_nothing()
)
_HEADS = sqlite_text(
    select(ROOM.c.id, ROOM.c.epoch, ROOM.c.head_seq).where(
        ROOM.c.id.in_(select(func.json_each(bindparam("rooms")).table_valued("value").c.value)),
        ROOM.c.reduced_at.is_(None),
    )
)
_EVENTS = sqlite_text(
    select(EVENT.c.seq, EVENT.c.type, EVENT.c.version, EVENT.c.command_id, EVENT.c.body)
    .where(EVENT.c.room == bindparam("room"), EVENT.c.seq > bindparam("after"))
    .order_by(EVENT.c.seq)
)
_OPEN = sqlite_text(select(ROOM.c.id, ROOM.c.created_at).where(ROOM.c.reduced_at.is_(None)))


class SqliteEventLog:
    """`RoomLog` over a `SqliteDatabase`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        """As `RoomLog.create`."""
        rows = event_rows(room, 0, events, None)
        first = (room, epoch, len(rows), events[0].at, born_to(events))
        created = dict(zip(_BORN_WITH, first, strict=True))

        def work(connection: Connection) -> None:
            driver = driver_of(connection)
            if driver.execute(_CREATE, created).rowcount == 0:
                raise RoomExists("a room of that id exists")
            EVENTS.count(driver, rows)

        await self._database.write(work)

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        """As `RoomLog.append`."""
        command_id = None if accepted is None else accepted.command_id
        rows = event_rows(room, after, events, command_id)
        await self._database.write(Append(room, after, rows, accepted, ended_at(events)))

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        """As `RoomLog.read`."""

        def work(connection: Connection) -> tuple[Head | None, list[StoredRow]]:
            driver = driver_of(connection)
            found = driver.execute(HEAD, {"room": room}).fetchone()
            rows = driver.execute(_EVENTS, {"room": room, "after": after}).fetchall()
            return found and Head(*found), rows

        head, rows = await self._database.read(work)
        if head is None:
            raise NoSuchRoom("there is no such room")
        return Log(head, stored(rows))

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        """As `RoomLog.heads`."""
        wanted = {"rooms": json.dumps(rooms)}
        rows = await self._database.read(lambda c: driver_of(c).execute(_HEADS, wanted).fetchall())
        return {RoomId(room): Head(epoch, seq) for room, epoch, seq in rows}

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        """As `RoomLog.answered`."""
        return await self._database.read(lambda c: answered(driver_of(c), room, command_id))

    async def open_rooms(self) -> dict[RoomId, Instant]:
        """As `RoomLog.open_rooms`."""
        rows = await self._database.read(lambda c: driver_of(c).execute(_OPEN).fetchall())
        return {RoomId(room): Instant(created_at) for room, created_at in rows}

    async def now(self) -> Instant:
        """As `RoomLog.now`."""
        return await self._database.now()

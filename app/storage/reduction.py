"""Within 24 h of its end a meeting's log is deleted, and the record stays (law L12).

The modules of tables name those with rows of a room; the reduction empties each of them in the
transaction that writes the record. What webhooks have not delivered by then becomes one message of
attendance, made from the record. A log that this program cannot read stays, and is complained of
at every sweep, until a program comes that can: deleted blindly, nobody's attendance would be left.
"""

import functools
import logging
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, insert, select, update

from app.phases.units import HOUR, MINUTE, Instant, Millis
from app.rooms.events import Event
from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable
from app.rooms.record import Record, record
from app.storage import (
    access_schema,
    call_schema,
    contract_schema,
    record_body,
    schema,
    webhook_schema,
)
from app.storage.database import Database
from app.storage.rows import stored
from app.storage.schema import CONNECTION, EVENT, NODE, RECORD, ROOM
from app.storage.webhook_lines import listeners, tell_recorded

KEPT = Millis(24 * HOUR - 5 * MINUTE)
"""How long after its end a log stays; what is left of the day is for the sweep to come round."""

ROOM_TABLES = {
    **schema.ROOM_TABLES,
    **access_schema.ROOM_TABLES,
    **call_schema.ROOM_TABLES,
    **contract_schema.ROOM_TABLES,
    **webhook_schema.ROOM_TABLES,
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reduced:
    """The rooms of one sweep; those in `unread` stay as they are."""

    rooms: tuple[RoomId, ...] = ()
    unread: tuple[RoomId, ...] = ()


async def reduce_overdue(database: Database, now: Instant) -> Reduced:
    """Reduce every room that ended so long ago, each in a transaction of its own.

    Several nodes may do so at once: each room is reduced by one of them. Raises `LogUnavailable`.
    """
    overdue = await database.read(lambda connection: _overdue(connection, now))
    rooms: list[RoomId] = []
    unread: list[RoomId] = []
    for room in overdue:
        try:
            is_mine = await database.write(functools.partial(_reduce, room=room, now=now))
        except LogUnavailable:
            raise
        except Exception as error:  # one room must not keep the others from their reduction
            _log.error("the log of an ended meeting cannot be read: %s", type(error).__name__)
            unread.append(room)
        else:
            rooms += [room] * is_mine
    await database.write(lambda connection: _forget_nodes(connection, now))
    if rooms:
        await database.erase_deleted()
    return Reduced(tuple(rooms), tuple(unread))


async def read_record(database: Database, room: RoomId) -> Record | None:
    """The record of a reduced room, None where there is none."""

    def work(connection: Connection) -> str | None:
        found: str | None = connection.scalar(select(RECORD.c.body).where(RECORD.c.room == room))
        return found

    body = await database.read(work)
    return None if body is None else record_body.read(body)


def _overdue(connection: Connection, now: Instant) -> list[RoomId]:
    ended = select(ROOM.c.id).where(ROOM.c.ended_at <= now - KEPT, ROOM.c.reduced_at.is_(None))
    return [RoomId(room) for room in connection.scalars(ended.order_by(ROOM.c.ended_at))]


def _reduce(connection: Connection, *, room: RoomId, now: Instant) -> bool:
    """Whether it was for us to do; another node may have reduced the room meanwhile."""
    mine = select(ROOM.c.id).where(ROOM.c.id == room, ROOM.c.reduced_at.is_(None))
    if connection.scalar(mine.with_for_update()) is None:
        return False
    made = record(_events(connection, room))
    values = {
        "room": room,
        "ended_at": made.ended_at,
        "is_confirmed": made.is_confirmed,
        "body": record_body.written(made),
    }
    connection.execute(insert(RECORD), values)
    to = listeners(connection, room)  # before rows go that a deletion of one of them is waiting for
    for table, column in ROOM_TABLES.items():
        connection.execute(delete(table).where(table.c[column] == room))
    connection.execute(update(ROOM).where(ROOM.c.id == room).values(reduced_at=now))
    tell_recorded(connection, room, to, now)
    return True


def _events(connection: Connection, room: RoomId) -> list[Event]:
    columns = (EVENT.c.seq, EVENT.c.type, EVENT.c.version, EVENT.c.command_id, EVENT.c.body)
    rows = connection.execute(select(*columns).where(EVENT.c.room == room).order_by(EVENT.c.seq))
    return [one.event for one in stored(tuple(row) for row in rows)]


def _forget_nodes(connection: Connection, now: Instant) -> None:
    """Nodes that ended long ago, once nobody's last sign of life depends on them."""
    speaks = exists().where(CONNECTION.c.node == NODE.c.id)
    connection.execute(delete(NODE).where(NODE.c.renewed_at <= now - KEPT, ~speaks))

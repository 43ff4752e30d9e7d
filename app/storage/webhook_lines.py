"""From the logs of rooms to messages: what has happened since an endpoint was last told.

The row of an event is durable with the event, so nothing more is written when a command is
accepted: messages are made of it afterwards, by any node, once. Their ids follow from the log, so
that two nodes who do so at once make the same rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.storage.errors import EventError
from app.storage.owner_rows import is_seen
from app.storage.rows import stored
from app.storage.schema import EVENT, ROOM
from app.storage.webhook_schema import ENDPOINT, LINE, MESSAGE
from app.webhooks.endpoint import Endpoint
from app.webhooks.facts import TOLD, Kind, told
from app.webhooks.message import RECORDED, Message, event_id
from app.webhooks.ports import Behind, Stretch

TOLD_NAMES = tuple(sorted(event.__name__ for event in TOLD))
_READ = func.coalesce(LINE.c.seq, 0)


def begin_here(connection: Connection, endpoint: Endpoint) -> None:
    """An endpoint is told what happens from now on: it has read every log of its as it stands."""
    seen = is_seen(literal(endpoint.organisation), ROOM.c.organisation)
    heads = select(literal(endpoint.id), ROOM.c.id, ROOM.c.head_seq)
    unread = heads.where(ROOM.c.reduced_at.is_(None), seen)
    connection.execute(insert(LINE).from_select(["endpoint", "room", "seq"], unread))


def behind(connection: Connection, after: RoomId | None, rooms: int) -> Stretch:
    """As `WebhookRows.behind`. No statement looks at more rooms than these, however many there are:
    one that takes too long is stopped by the database, and would be each time."""
    further = and_(ROOM.c.reduced_at.is_(None), ROOM.c.id > (after or ""))
    living = select(ROOM.c.id).where(further).order_by(ROOM.c.id).limit(rooms)
    found = list(connection.scalars(living))
    if not found:
        return Stretch([], None)
    grown = and_(further, ROOM.c.id <= found[-1], ROOM.c.head_seq > _READ)
    pairs = _lines(select(ENDPOINT.c.id, ROOM.c.id)).where(grown)
    ordered = pairs.order_by(ROOM.c.id, ENDPOINT.c.id)
    logs = [Behind(endpoint, RoomId(room)) for endpoint, room in connection.execute(ordered)]
    return Stretch(logs, RoomId(found[-1]) if len(found) == rooms else None)


def follow(connection: Connection, pairs: Sequence[Behind], now: Instant) -> int:
    """Make messages of what these logs hold beyond the lines; how many of them cannot be read."""
    rooms = _still_there(connection, {pair.room for pair in pairs})
    endpoints = _still_wanted(connection, {pair.endpoint for pair in pairs})
    found, unread = _messages(connection, rooms, endpoints, now)
    lines = [
        {"endpoint": pair.endpoint, "room": pair.room, "seq": rooms[pair.room][1]}
        for pair in sorted(pairs, key=lambda pair: (pair.endpoint, pair.room))
        if pair.room in rooms.keys() - unread and pair.endpoint in endpoints
    ]
    _add(connection, [message for message in found if message.room not in unread])
    _advance(connection, lines)
    return len(unread)


def listeners(connection: Connection, room: RoomId) -> list[str]:
    """All endpoints that this room is told to, disabled ones too; none of them is deleted while
    this transaction lasts."""
    owner = select(ROOM.c.organisation).where(ROOM.c.id == room).scalar_subquery()
    every = select(ENDPOINT.c.id).where(is_seen(ENDPOINT.c.organisation, owner))
    ordered = every.order_by(ENDPOINT.c.id)
    return list(connection.scalars(ordered.with_for_update(read=True, key_share=True)))


def tell_recorded(
    connection: Connection, room: RoomId, endpoints: Sequence[str], now: Instant
) -> None:
    """One message to each: the log of this room has been reduced to its record."""
    known = select(ROOM.c.epoch, ROOM.c.head_seq).where(ROOM.c.id == room)
    epoch, seq = connection.execute(known).one()
    id_ = event_id(epoch, room, RECORDED)
    _add(connection, [Message(to, id_, room, seq, Kind.RECORDED, now, now) for to in endpoints])


def _lines(wanted: Select[Any]) -> Select[Any]:
    """Every living room, with every endpoint that is told of it, and where its line stands: no
    other statement makes messages of a log."""
    seen = is_seen(ENDPOINT.c.organisation, ROOM.c.organisation)
    every = ENDPOINT.join(ROOM, and_(ROOM.c.reduced_at.is_(None), seen))
    theirs = and_(LINE.c.endpoint == ENDPOINT.c.id, LINE.c.room == ROOM.c.id)
    found = wanted.select_from(every.outerjoin(LINE, theirs))
    return found.where(ENDPOINT.c.disabled_at.is_(None))


def _still_there(connection: Connection, rooms: Iterable[RoomId]) -> dict[RoomId, tuple[str, int]]:
    """Epoch and head of the rooms that are not reduced, nor are while this transaction lasts:
    what is written here would be left behind by a reduction."""
    some = select(ROOM.c.id, ROOM.c.epoch, ROOM.c.head_seq).where(
        ROOM.c.id.in_(sorted(rooms)), ROOM.c.reduced_at.is_(None)
    )
    found = connection.execute(some.with_for_update(read=True, key_share=True))
    return {RoomId(room): (epoch, head) for room, epoch, head in found}


def _still_wanted(connection: Connection, endpoints: Iterable[str]) -> set[str]:
    """Those that are neither deleted nor disabled, nor are while this transaction lasts: a line
    that went on past what was not made for a disabled one would have lost it."""
    ids = ENDPOINT.c.id.in_(sorted(endpoints))
    some = select(ENDPOINT.c.id).where(ids, ENDPOINT.c.disabled_at.is_(None))
    return set(connection.scalars(some.order_by(ENDPOINT.c.id).with_for_update(read=True)))


def _messages(
    connection: Connection,
    rooms: dict[RoomId, tuple[str, int]],
    endpoints: Iterable[str],
    now: Instant,
) -> tuple[list[Message], set[RoomId]]:
    """What is to be told, and the rooms of which something cannot be read."""
    columns = (EVENT.c.seq, EVENT.c.type, EVENT.c.version, EVENT.c.command_id, EVENT.c.body)
    wanted = (
        _lines(select(ENDPOINT.c.id, ROOM.c.id, *columns))
        .join(EVENT, and_(EVENT.c.room == ROOM.c.id, EVENT.c.seq > _READ))
        .where(ROOM.c.id.in_(sorted(rooms)), ENDPOINT.c.id.in_(sorted(endpoints)))
        .where(EVENT.c.type.in_(TOLD_NAMES))
        .order_by(ENDPOINT.c.id, ROOM.c.id, EVENT.c.seq)
    )
    made: list[Message] = []
    unread: set[RoomId] = set()
    for endpoint, name, *row in connection.execute(wanted):
        room = RoomId(name)
        try:
            (event,) = stored([tuple(row)])
        except EventError:  # written by a newer program, which will tell it
            unread.add(room)
            continue
        fact = told(room, event)
        if fact is not None:
            id_ = event_id(rooms[room][0], room, event.seq)
            made.append(Message(endpoint, id_, room, event.seq, fact.kind, now, now))
    return made, unread


def _add(connection: Connection, messages: Sequence[Message]) -> None:
    if messages:
        into = _insert(connection, MESSAGE).on_conflict_do_nothing()
        connection.execute(into, [asdict(message) for message in messages])


def _advance(connection: Connection, lines: Sequence[dict[str, Any]]) -> None:
    if lines:
        into = _insert(connection, LINE)
        further = into.on_conflict_do_update(
            index_elements=["endpoint", "room"],
            set_={"seq": into.excluded.seq},
            where=LINE.c.seq < into.excluded.seq,
        )
        connection.execute(further, lines)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)

"""Messages in hand: each in one deliverer's, of a room only the oldest that waits."""

import logging
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Select, and_, exists, select, update

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import StoredEvent
from app.rooms.record import Record
from app.storage import record_body
from app.storage.errors import EventError
from app.storage.rows import stored
from app.storage.schema import EVENT, RECORD
from app.storage.webhook_messages import message_of
from app.storage.webhook_schema import ENDPOINT, MESSAGE
from app.webhooks.facts import Fact, Kind, greeting, recorded, told
from app.webhooks.message import Message
from app.webhooks.ports import Claimed

T = TypeVar("T", bound=tuple[Any, ...])

_log = logging.getLogger(__name__)


def due(connection: Connection, now: Instant) -> list[str]:
    """As `WebhookRows.due`."""
    told = and_(ENDPOINT.c.disabled_at.is_(None), ENDPOINT.c.rests_until <= now)
    # The first of each endpoint is enough, however many wait: so no join of all with all is made.
    its = _claimable(select(MESSAGE.c.id), now).where(MESSAGE.c.endpoint == ENDPOINT.c.id)
    first = its.limit(1).correlate(ENDPOINT).scalar_subquery()
    return list(connection.scalars(select(ENDPOINT.c.id).where(told, first.is_not(None))))


def claim(
    connection: Connection, endpoint_id: str, now: Instant, until: Instant, most: int
) -> list[Claimed]:
    """As `WebhookRows.claim`: what is in hand is due again at `until`."""
    mine = (
        _claimable(select(MESSAGE), now)
        .where(MESSAGE.c.endpoint == endpoint_id)
        .order_by(MESSAGE.c.due_at, MESSAGE.c.id)
        .limit(most)
        .with_for_update(of=MESSAGE, skip_locked=True)
    )
    found = [message_of(row) for row in connection.execute(mine)]
    if not found:
        return []
    taken = MESSAGE.c.id.in_([message.id for message in found])
    put_off = update(MESSAGE).where(MESSAGE.c.endpoint == endpoint_id, taken)
    connection.execute(put_off.values(due_at=until))
    held = [replace(message, due_at=until) for message in found]
    return [one for message in held if (one := _claimed(connection, message)) is not None]


def settle(connection: Connection, claimed: Message, tried: Message) -> bool:
    """As `WebhookRows.settle`: a message is ours as long as it is due when we said."""
    ours = (
        update(MESSAGE)
        .where(MESSAGE.c.endpoint == claimed.endpoint, MESSAGE.c.id == claimed.id)
        .where(MESSAGE.c.due_at == claimed.due_at)
    )
    values = {
        "due_at": tried.due_at,
        "tries": tried.tries,
        "outcome": tried.outcome.value,
        "answer": None if tried.answer is None else tried.answer.value,
        "tried_at": tried.tried_at,
    }
    return connection.execute(ours.values(values)).rowcount == 1


def _claimable(wanted: Select[T], now: Instant) -> Select[T]:
    """What is due, without what stands behind an older one of the same room that waits."""
    older = MESSAGE.alias()
    before_it = exists().where(
        older.c.endpoint == MESSAGE.c.endpoint,
        older.c.room == MESSAGE.c.room,
        older.c.seq < MESSAGE.c.seq,
        older.c.due_at.is_not(None),
    )
    return wanted.where(MESSAGE.c.due_at <= now, ~before_it)


def _claimed(connection: Connection, message: Message) -> Claimed | None:
    """The message and what it tells; None where this program cannot read that."""
    try:
        return Claimed(message, _fact(connection, message))
    except (EventError, ValidationError) as error:  # written by a newer program, which can
        _log.error("what a webhook is to tell cannot be read: %s", type(error).__name__)
        return None


def _fact(connection: Connection, message: Message) -> Fact | None:
    """What it tells, made from what is stored now; both go in one transaction."""
    if message.room is None:
        return greeting(message.written_at)
    if message.kind is Kind.RECORDED:
        kept = _record(connection, message.room)
        if kept is None:
            return None
        return recorded(message.room, message.seq, kept, message.written_at)
    event = _event(connection, message.room, message.seq)
    return None if event is None else told(message.room, event)


def _record(connection: Connection, room: RoomId) -> Record | None:
    body = connection.scalar(select(RECORD.c.body).where(RECORD.c.room == room))
    return None if body is None else record_body.read(body)


def _event(connection: Connection, room: RoomId, seq: int) -> StoredEvent | None:
    columns = (EVENT.c.seq, EVENT.c.type, EVENT.c.version, EVENT.c.command_id, EVENT.c.body)
    row = connection.execute(select(*columns).where(EVENT.c.room == room, EVENT.c.seq == seq))
    found = row.one_or_none()
    return None if found is None else stored([tuple(found)])[0]

"""The log of deliveries: messages as rows, listed, asked for again, forgotten."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Update,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.storage.webhook_schema import ENDPOINT, MESSAGE
from app.webhooks.facts import Kind
from app.webhooks.message import Message, Outcome
from app.webhooks.reply import Answer


def add(connection: Connection, message: Message) -> None:
    """As `WebhookRows.add_message`."""
    connection.execute(insert(MESSAGE), asdict(message))


def waiting(connection: Connection, endpoint_id: str, most: int) -> int:
    """As `WebhookRows.count_waiting`."""
    waits = and_(MESSAGE.c.endpoint == endpoint_id, MESSAGE.c.due_at.is_not(None))
    some = select(MESSAGE.c.id).where(waits).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def listed(
    connection: Connection, endpoint_id: str, before: tuple[Instant, str] | None, most: int
) -> list[Message]:
    """As `WebhookRows.list_messages`."""
    place = tuple_(MESSAGE.c.written_at, MESSAGE.c.id)
    found = select(MESSAGE).where(MESSAGE.c.endpoint == endpoint_id)
    if before is not None:
        found = found.where(place < tuple_(*before))
    newest = found.order_by(MESSAGE.c.written_at.desc(), MESSAGE.c.id.desc()).limit(most)
    return [message_of(row) for row in connection.execute(newest)]


def replay(
    connection: Connection, endpoint_id: str, message_id: str, now: Instant
) -> Message | None:
    """As `WebhookRows.replay`."""
    again = _again(endpoint_id, now).where(MESSAGE.c.id == message_id)
    row = connection.execute(again.returning(MESSAGE)).one_or_none()
    return None if row is None else message_of(row)


def replay_some(
    connection: Connection, endpoint_id: str, since: Instant, now: Instant, after: str, most: int
) -> list[str]:
    """As `WebhookRows.replay_some`."""
    is_meant = and_(MESSAGE.c.id > after, MESSAGE.c.written_at.between(since, now))
    ids = select(MESSAGE.c.id).where(MESSAGE.c.endpoint == endpoint_id, is_meant)
    found = list(connection.execute(ids.order_by(MESSAGE.c.id).limit(most)).scalars())
    if found:
        connection.execute(_again(endpoint_id, now).where(is_meant, MESSAGE.c.id <= found[-1]))
    return found


def forget(connection: Connection, before: Instant) -> None:
    """As `WebhookRows.forget`."""
    disabled = select(ENDPOINT.c.id).where(ENDPOINT.c.disabled_at.is_not(None))
    is_over = or_(MESSAGE.c.due_at.is_(None), MESSAGE.c.endpoint.in_(disabled))
    connection.execute(delete(MESSAGE).where(MESSAGE.c.written_at < before, is_over))


def message_of(row: Row[Any]) -> Message:
    """The message of a row."""
    fields = row._asdict()
    fields["room"] = None if row.room is None else RoomId(row.room)
    fields["kind"] = Kind(row.kind)
    fields["outcome"] = Outcome(row.outcome)
    fields["answer"] = None if row.answer is None else Answer(row.answer)
    return Message(**fields)


def _again(endpoint_id: str, now: Instant) -> Update:
    fresh = {"due_at": now, "tries": 0, "outcome": Outcome.WAITING.value, "answer": None}
    of_endpoint = update(MESSAGE).where(MESSAGE.c.endpoint == endpoint_id)
    return of_endpoint.values(**fresh, tried_at=None)

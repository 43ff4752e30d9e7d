"""What the log writes and reads as rows, the same for every database."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.access.organisations import OURS, PRACTICE
from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.events import Event, PhaseEntered, RoomCreated
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import Accepted, StoredEvent
from app.storage.codec import CODEC

EventRow = tuple[RoomId, int, str, int, Instant, CommandId | None, str]
"""room, seq, type, version, at, command id, body: an event as it is written."""

StoredRow = tuple[int, str, int, str | None, str]
"""seq, type, version, command id, body: an event as it is read."""


def event_rows(
    room: RoomId, after: int, events: Sequence[Event], command_id: CommandId | None
) -> list[EventRow]:
    """One row per event, seq from `after + 1`."""
    rows: list[EventRow] = []
    for seq, event in enumerate(events, start=after + 1):
        one = CODEC.encode(event)
        rows.append((room, seq, one.type, one.version, event.at, command_id, one.body))
    return rows


def stored(rows: Iterable[StoredRow]) -> tuple[StoredEvent, ...]:
    """The events of rows; raises `EventError`."""
    return tuple(
        StoredEvent(
            seq,
            CODEC.decode(type_, version, body),
            None if command_id is None else CommandId(command_id),
        )
        for seq, type_, version, command_id, body in rows
    )


def accepted_of(row: Sequence[Any]) -> Accepted:
    """An accepted command from its columns id, actor, digest, answer."""
    command_id, actor, digest, answer = row
    return Accepted(CommandId(command_id), actor, bytes(digest), bytes(answer))


def born_to(events: Sequence[Event]) -> str:
    """Whose a room is from its first moment: no key for meetings ever sees one for practice."""
    first = events[0]
    return PRACTICE if isinstance(first, RoomCreated) and first.is_test else OURS


def ended_at(events: Iterable[Event]) -> Instant | None:
    """When these events end the meeting, if they do; nothing undoes an end."""
    for event in events:
        if isinstance(event, PhaseEntered) and event.position.phase is Phase.ENDED:
            return event.at
    return None

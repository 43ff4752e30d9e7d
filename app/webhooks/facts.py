"""What endpoints are told of a meeting; deny by default.

Whoever runs an endpoint is not of the circle. It learns when a meeting began, closed and ended,
and afterwards who attended: as an id with a role, never a name and never a word. It learns nothing
of a case, for the phases that a case went through would tell that it was taken back; nor who
presented, declined, returned, withdrew, waited or was removed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.fields import RoomId
from app.rooms.frames import encode
from app.rooms.ports import StoredEvent
from app.rooms.record import Record

Json = dict[str, Any]


class Kind(StrEnum):
    """The type of a message."""

    OPENED = "meeting.opened"
    PHASE_CHANGED = "meeting.phase_changed"
    ENDED = "meeting.ended"
    RECORDED = "meeting.recorded"
    TEST = "webhook.test"


SAYS: Mapping[Kind, str] = {
    Kind.OPENED: "a leader opened the meeting",
    Kind.PHASE_CHANGED: "the meeting is in `phase`, one of those after the cases",
    Kind.ENDED: "the meeting is over",
    Kind.RECORDED: "the log is deleted, and this is who was there",
    Kind.TEST: "somebody asked for a test",
}

PHASES: Mapping[Phase, Kind] = {
    Phase.OPENING: Kind.OPENED,
    Phase.CLOSING: Kind.PHASE_CHANGED,
    Phase.LEADERSHIP: Kind.PHASE_CHANGED,
    Phase.DEBRIEF: Kind.PHASE_CHANGED,
    Phase.CORRIDOR: Kind.PHASE_CHANGED,
    Phase.ENDED: Kind.ENDED,
}
"""What entering a phase is told as; a phase that is not here is not told."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to tell: what, since when, and its fields."""

    kind: Kind
    at: Instant
    data: Json

    def of_practice(self) -> "Fact":
        """The same, marked: nobody met."""
        return replace(self, data=self.data | {"test": True})

    def body(self) -> bytes:
        """As it is sent."""
        sent = {"type": self.kind.value, "timestamp": _written(self.at), "data": self.data}
        return encode(sent)


def _entered(event: e.PhaseEntered) -> tuple[Kind, Json] | None:
    phase = event.position.phase
    kind = PHASES.get(phase)
    if kind is None:
        return None
    return kind, {"phase": phase.value} if kind is Kind.PHASE_CHANGED else {}


TOLD: Mapping[type[Event], Callable[[Any], tuple[Kind, Json] | None]] = {e.PhaseEntered: _entered}
"""Of each event the message that it becomes, and its own fields."""


def told(room: RoomId, stored: StoredEvent) -> Fact | None:
    """What an event is told as, None where it is not."""
    tell = TOLD.get(type(stored.event))
    found = None if tell is None else tell(stored.event)
    if found is None:
        return None
    kind, fields = found
    at = stored.event.at
    return Fact(kind, at, {"room": room, "seq": stored.seq, "at": at, **fields})


def recorded(room: RoomId, seq: int, kept: Record, at: Instant) -> Fact:
    """Attendance, once the log has been reduced to the record at `at`."""
    data = {
        "room": room,
        "seq": seq,
        "at": at,
        "opened_at": kept.opened_at,
        "ended_at": kept.ended_at,
        "is_rehearsal": kept.is_rehearsal,
        "is_confirmed": kept.is_confirmed,
        "attendance": [
            {
                "person": one.person,
                "role": one.role.value,
                "present_ms": one.present,
                "is_confirmed": one.is_confirmed,
            }
            for one in kept.attendance
        ],
    }
    return Fact(Kind.RECORDED, at, data)


def greeting(at: Instant) -> Fact:
    """Nothing but that we are here."""
    return Fact(Kind.TEST, at, {})


def _written(at: Instant) -> str:
    moment = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{moment}.{at % 1000:03}Z"

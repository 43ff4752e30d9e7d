"""What of a room's log a machine may read as a sequence; deny by default.

An event that is not in the table does not exist for machines. No name is told, nor who declined,
waited or was removed. An operator, who is not of the circle, reads only when the meeting began,
closed and ended: which phases a case went through would tell that it was taken back.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.phases.phase import SPECS, Part
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.names import snake
from app.rooms.ports import StoredEvent

Json = dict[str, Any]


def _nothing(_: Any) -> Json:
    return {}


def _created(event: e.RoomCreated) -> Json:
    return {"plan": event.plan.name, "is_rehearsal": event.is_rehearsal, "is_test": event.is_test}


def _entered(event: e.PhaseEntered) -> Json:
    position = event.position
    return {"move": event.move.value, "phase": position.phase.value, "step": position.step}


def _limit(event: e.LimitSet) -> Json:
    return {"step": event.step, "limit_ms": event.limit}


def _mark(event: e.MarkReached) -> Json:
    return {"step": event.step, "mark": event.mark}


def _advanced(event: e.ClockAdvanced) -> Json:
    return {"by_ms": event.by}


def _end(event: e.PlannedEndSet) -> Json:
    return {"end_at": event.end}


def _seated(event: e.PersonSeated) -> Json:
    return {"person": event.person, "seat": event.seat}


SHOWN: Mapping[type[Event], Callable[[Any], Json]] = {
    e.RoomCreated: _created,
    e.PhaseEntered: _entered,
    e.MoveUndone: _nothing,
    e.MeetingStopped: _nothing,
    e.ClockPaused: _nothing,
    e.ClockResumed: _nothing,
    e.LimitSet: _limit,
    e.MarkReached: _mark,
    e.PlannedEndSet: _end,
    e.PlanEdited: _nothing,
    e.PersonSeated: _seated,
    e.OuterRingOpened: _nothing,
    e.OuterRingClosed: _nothing,
    e.ObserversAgreed: _nothing,
    e.PushBackOffered: _nothing,
    e.SatBack: _nothing,
    e.PushBackEnded: _nothing,
    e.FailedOpen: _nothing,
    e.LeadersLost: _nothing,
    e.LedAgain: _nothing,
    e.RoomTaken: _nothing,
    e.ClockAdvanced: _advanced,
}
"""To a machine that reads the room: the fields of each event that it may see."""


def to_reader(stored: StoredEvent) -> Json | None:
    """The event as an integration reads it, None where it may not."""
    fields = SHOWN.get(type(stored.event))
    if fields is None:
        return None
    event = stored.event
    name = snake(type(event).__name__)
    return {"seq": stored.seq, "at": event.at, "type": name, "fields": fields(event)}


def to_operator(stored: StoredEvent) -> Json | None:
    """The event as an operator reads it, None where it may not."""
    match stored.event:
        case e.RoomCreated():
            return to_reader(stored)
        case e.PhaseEntered(position=position) if SPECS[position.phase].part is not Part.CASE:
            shown = to_reader(stored)
            return None if shown is None else shown | {"fields": {"phase": position.phase.value}}
        case _:
            return None

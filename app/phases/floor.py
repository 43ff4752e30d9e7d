"""Who may speak in which phase, before anybody sits back.

`locked` is never in this table: it is what push-back makes of `listening`, and only with a leader
able to release it.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.phases.phase import Phase


class Floor(StrEnum):
    """What a seat's microphone is asked to be."""

    OPEN = "open"
    LISTENING = "listening"
    LOCKED = "locked"


class Place(StrEnum):
    """What a person is to the phase, whatever their role is called."""

    LEADER = "leader"
    PRESENTER = "presenter"
    MEMBER = "member"
    OUTER = "outer"
    OBSERVER = "observer"


_O, _L = Floor.OPEN, Floor.LISTENING


def _row(presenter: Floor, member: Floor, outer: Floor, observer: Floor) -> dict[Place, Floor]:
    return {
        Place.LEADER: _O,
        Place.PRESENTER: presenter,
        Place.MEMBER: member,
        Place.OUTER: outer,
        Place.OBSERVER: observer,
    }


FLOORS: dict[Phase, dict[Place, Floor]] = {
    Phase.GATHERING: _row(_O, _O, _O, _L),
    Phase.OPENING: _row(_O, _O, _O, _L),
    Phase.SELECT: _row(_O, _O, _O, _L),
    Phase.PRESENT: _row(_O, _L, _L, _L),
    Phase.CLARIFY: _row(_O, _O, _L, _L),
    Phase.DISCUSS: _row(_L, _O, _L, _L),
    Phase.REJOIN: _row(_O, _O, _L, _L),
    Phase.CLOSE: _row(_O, _O, _L, _L),
    Phase.CLOSING: _row(_O, _O, _O, _L),
    Phase.LEADERSHIP: _row(_O, _O, _O, _O),
    Phase.DEBRIEF: _row(_O, _O, _O, _O),
    Phase.CORRIDOR: _row(_O, _O, _O, _O),
    Phase.ENDED: _row(_O, _O, _O, _O),
}

FloorChanges = Mapping[Phase, Mapping[Place, Floor]]
"""What a plan says otherwise, for the phases and places it names."""


def floor_of(phase: Phase, place: Place, changes: FloorChanges) -> Floor:
    """The floor of `place` in `phase` under a plan's changes."""
    return changes.get(phase, {}).get(place, FLOORS[phase][place])

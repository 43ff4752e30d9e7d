"""What each section is made from: what has not changed is not projected again."""

from operator import attrgetter, is_

from app.rooms.capacities import Here
from app.rooms.roles import Role
from app.rooms.state import Person, Room
from app.rooms.views import Section

_SEATING = ("people", "cases", "case_number", "position")
INPUTS: dict[Section, tuple[str, ...]] = {
    Section.ROOM: (
        "id", "plan", "agreement", "is_rehearsal", "is_test", "call", "outer_open",
        "observers_agreed", "plan_rev", "stand_in", "follow_ups",
    ),
    Section.PHASE: (*_SEATING, "plan", "last_move", "phase_rev", "case_rev"),
    Section.CLOCK: (
        "plan", "position", "clocks", "paused", "planned_end", "opened_at", "timer_rev",
    ),
    Section.CIRCLE: (*_SEATING, "agreement", "places"),
    Section.FLOOR: (*_SEATING, "plan", "outer_open", "is_led"),
    Section.DOOR: (*_SEATING, "plan", "clocks", "agreement"),
    Section.YOU: (
        *_SEATING, "agreement", "stand_in", "plan", "phase_rev", "timer_rev", "case_rev",
        "plan_rev",
    ),
}  # fmt: skip
"""What each section is made from, by name in the room or its revisions: a section whose inputs are
the same objects is the same, and is not projected again. A test watches every projection read."""


def _reader(names: tuple[str, ...]) -> "attrgetter[tuple[object, ...]]":
    return attrgetter(*(f"revs.{name}" if name.endswith("_rev") else name for name in names))


_READ = {section: _reader(names) for section, names in INPUTS.items()}
_YOU_OF_MOST = _reader(tuple(name for name in INPUTS[Section.YOU] if name != "timer_rev"))
_YOU_OF_ALL = _reader(
    tuple(name for name in INPUTS[Section.YOU] if name not in ("timer_rev", "people"))
)


def is_same(section: Section, before: Room, room: Room) -> bool:
    """Whether nothing that this section is made from has changed."""
    read = _READ[section] if section is not Section.YOU or _leads_alone(room) else _YOU_OF_MOST
    return all(map(is_, read(before), read(room)))


def _leads_alone(room: Room) -> bool:
    """Whether a leader presents, whose `you` may bring the timer's revision.

    Nobody else's does: without this a pause would project everybody's `you` to find it the same.
    """
    presenter = room.presenter()
    return presenter is not None and presenter.role is Role.LEADER


def concerned(before: Room, room: Room, people: Here) -> Here:
    """Whose `you` and whose audience may be others now: everybody's, or theirs who changed.

    Besides who they are themselves, all of these are made from the same. Who turned out to be
    somebody else is concerned by what becomes of that one.
    """
    is_as_before = all(map(is_, _YOU_OF_ALL(before), _YOU_OF_ALL(room)))
    if not is_as_before or _in_the_chair(before) != _in_the_chair(room):
        return people
    known = before.people
    return frozenset([p for p in people if not _is_as_known(known.get(p), room.people.get(p))])


def _is_as_known(before: Person | None, one: Person | None) -> bool:
    return one is before and (one is None or one.is_merged_into is None)


def _in_the_chair(room: Room) -> tuple[object, ...]:
    """Who presents; where that is a leader, also whether there is another, and the timer's
    revision, as above."""
    presenter = room.presenter()
    if presenter is None or presenter.role is not Role.LEADER:
        return (presenter and presenter.id,)
    return (presenter.id, bool(room.leaders()), room.revs.timer_rev)


class Basis:
    """What something was last made from: the same objects make the same."""

    def __init__(self) -> None:
        self._parts: tuple[object, ...] = ()

    def has_changed(self, *parts: object) -> bool:
        """Whether any of these is another object than at the last call."""
        before, self._parts = self._parts, parts
        return len(before) != len(parts) or not all(map(is_, before, parts))

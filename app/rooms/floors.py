"""Everybody's floor: the complete desired state, a table over logged facts.

`locked` is sitting back, in `discuss` or `rejoin`, with a leader able to release. Nothing else in
Pushback locks anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.phases.floor import Floor, Place, floor_of
from app.phases.phase import Phase
from app.rooms.capacities import LOCKING, is_presenter
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import Chair, Person, Ring, Room


class Reason(StrEnum):
    """Why a floor is what it is."""

    PHASE = "phase"
    RING = "ring"
    OBSERVER = "observer"
    PUSH_BACK = "push_back"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SeatFloor:
    """One seat's floor and its reason."""

    floor: Floor
    reason: Reason


def floors(room: Room) -> Mapping[PersonId, SeatFloor]:
    """The floor of everyone seated."""
    return {person.id: floor_for(room, person) for person in room.seated()}


def locked(room: Room) -> frozenset[PersonId]:
    """Whose floor is locked."""
    return frozenset(who for who, seat in floors(room).items() if seat.floor is Floor.LOCKED)


def floor_for(room: Room, person: Person) -> SeatFloor:
    """One person's floor."""
    case = room.case
    place, reason = place_of(room, person)
    if case is not None and case.stopped and place is not Place.OBSERVER:
        return SeatFloor(Floor.OPEN, Reason.STOPPED)
    if place is Place.PRESENTER and room.phase in LOCKING:
        return SeatFloor(_presenter_floor(room, person), Reason.PUSH_BACK)
    if place is Place.OUTER and room.outer_open:
        return SeatFloor(floor_of(room.phase, Place.MEMBER, room.plan.floors), reason)
    return SeatFloor(floor_of(room.phase, place, room.plan.floors), reason)


def place_of(room: Room, person: Person) -> tuple[Place, Reason]:
    """What the person is to the current phase."""
    if person.role is Role.OBSERVER:
        return Place.OBSERVER, Reason.OBSERVER
    if is_presenter(room, person):
        return Place.PRESENTER, Reason.PHASE
    if person.role is Role.LEADER:
        return Place.LEADER, Reason.PHASE
    if room.plan.rings and person.ring is Ring.OUTER:
        return Place.OUTER, Reason.RING
    return Place.MEMBER, Reason.PHASE


def can_be_released(room: Room) -> bool:
    """Whether a leader is able to release: led, and by somebody else than the presenter."""
    return room.is_led and bool(room.leaders())


def _presenter_floor(room: Room, person: Person) -> Floor:
    case = room.case
    chair = case.push_back.chair if case else Chair.IN_CIRCLE
    if not room.plan.push_back:
        return floor_of(room.phase, Place.PRESENTER, room.plan.floors)
    if chair is Chair.SITTING_BACK:
        return Floor.LOCKED if can_be_released(room) else Floor.LISTENING
    if chair in (Chair.STAYING, Chair.ENDED):
        return Floor.OPEN
    return Floor.LISTENING if room.phase is Phase.DISCUSS else Floor.OPEN

"""Who may come in, and which chair is theirs: the door's rules in one place."""

from collections.abc import Iterator

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.deciding.scene import Scene
from app.rooms.events import Event, PersonSeated, PersonSentOut
from app.rooms.evolve import fold
from app.rooms.floors import place_of
from app.rooms.roles import Role
from app.rooms.state import Person, Room, Standing

OBSERVERS_ENTER = frozenset({Phase.GATHERING, Phase.OPENING, Phase.SELECT})
"""Before the first case or between cases."""


def is_ready(room: Room, person: Person) -> bool:
    """Has accepted the current agreement and said the line about privacy."""
    return person.by_name or (person.agreed == room.agreement.version and person.attested)


def may_come_in(room: Room, person: Person) -> bool:
    """Whether the door opens for this waiting person by itself; not for who has gone again."""
    if person.standing is not Standing.WAITING or person.needs_confirmation or person.is_gone:
        return False
    if not is_ready(room, person) or not stays(room, person):
        return False
    if person.role is Role.OBSERVER and not person.may_return:
        return room.observers_agreed and room.phase in OBSERVERS_ENTER
    return person.role is Role.LEADER or person.may_return or not room.is_door_shut


def stays(room: Room, person: Person) -> bool:
    """Whether the plan has a place for this person in the current phase."""
    return room.plan.stays(room.phase, place_of(room, person)[0])


def chair(room: Room, person: Person, at: Instant) -> PersonSeated:
    """Their own chair, or the next in the circle."""
    taken = [p.seat for p in room.people.values() if p.seat is not None]
    seat = person.seat if person.seat is not None else max(taken, default=-1) + 1
    return PersonSeated(at, person.id, seat)


def settle(room: Room, at: Instant) -> Iterator[Event]:
    """Seat who may come in, send out who has no place; the room's own consequence of a change."""
    for person in tuple(room.people.values()):
        if person.standing is Standing.SEATED and not stays(room, person):
            yield PersonSentOut(at, person.id)
        elif may_come_in(room, person):
            event = chair(room, person, at)
            room = fold(room, [event])
            yield event


def settled(room: Room, events: list[Event], scene: Scene) -> list[Event]:
    """The events and what follows at the door."""
    return [*events, *settle(fold(room, events), scene.now)]

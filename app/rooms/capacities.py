"""What somebody may act as at this moment; rights add up.

`here` is who is connected by the database's rows. It decides nothing in the fold: replay needs no
connections, only decisions do.
"""

from app.phases.phase import Phase
from app.rooms.fields import PersonId
from app.rooms.roles import Actor, Audience, Capacity, Kind, Role
from app.rooms.state import Chair, Person, Room, Standing

Here = frozenset[PersonId]
LOCKING = frozenset({Phase.DISCUSS, Phase.REJOIN})
"""Where sitting back locks."""

_MACHINES: dict[Kind, Capacity] = {
    Kind.OPERATOR: Capacity.OPERATOR,
    Kind.SYSTEM: Capacity.SYSTEM,
}
_BY_ROLE: dict[Role, Capacity] = {
    Role.LEADER: Capacity.LEADER,
    Role.MEMBER: Capacity.MEMBER,
    Role.OBSERVER: Capacity.OBSERVER,
}


def capacities(room: Room, by: Actor) -> frozenset[Capacity]:
    """Every capacity of `by` in this room now; empty for strangers and the removed."""
    if by.kind is Kind.INTEGRATION:
        return frozenset({Capacity.INTEGRATION}) if by.may_lead else frozenset()
    if by.kind is not Kind.PERSON:
        return frozenset({_MACHINES[by.kind]})
    person = known(room, by)
    if person is None or person.standing is Standing.REMOVED:
        return frozenset()
    if person.standing is not Standing.SEATED:
        return frozenset({Capacity.WAITING})
    return _seated(room, person)


def known(room: Room, by: Actor) -> Person | None:
    """The person behind `by`, followed through "this is X again"."""
    person = room.people.get(by.person) if by.person else None
    while person is not None and person.is_merged_into is not None:
        person = room.people.get(person.is_merged_into)
    return person


def _seated(room: Room, person: Person) -> frozenset[Capacity]:
    found = {_BY_ROLE[person.role]}
    if is_presenter(room, person):
        found.add(Capacity.PRESENTER)
        if person.role is Role.LEADER and room.leaders():
            found.discard(Capacity.LEADER)
            found.add(Capacity.MEMBER)
    stand_in = room.stand_in
    if stand_in.person == person.id and not is_presenter(room, person):
        if stand_in.is_acting:
            found.add(Capacity.STAND_IN)
        elif stand_in.offered_until is not None:
            found.add(Capacity.OFFERED_ROOM)
    return frozenset(found)


def is_presenter(room: Room, person: Person) -> bool:
    """Whether this person sits in the presenter's chair now."""
    presenter = room.presenter()
    return presenter is not None and presenter.id == person.id


def holds_office(room: Room, person: Person) -> bool:
    """Whether this person presents or leads a case, past or to come, or is the stand-in."""
    cases = room.cases.values()
    has_case = any(person.id == case.presenter or person.id in case.leading for case in cases)
    return has_case or room.stand_in.person == person.id


def audience(room: Room, person: Person) -> Audience:
    """Whose projection this person receives; strangers, the departed and the removed wait."""
    if person.standing is not Standing.SEATED:
        return Audience.WAITING
    if is_presenter(room, person):
        case = room.case
        back = case is not None and case.push_back.chair is Chair.SITTING_BACK
        back = back and room.phase in LOCKING
        return Audience.SITTING_BACK if back else Audience.MEMBER
    if person.role is Role.OBSERVER:
        return Audience.OBSERVER
    acts = room.stand_in.is_acting and room.stand_in.person == person.id
    return Audience.LEADER if person.role is Role.LEADER or acts else Audience.MEMBER


def is_to_be_offered_the_room(room: Room, person: Person) -> bool:
    """Whether leaders are lost and this stand-in in the circle has not been asked yet."""
    stand_in = room.stand_in
    is_theirs = stand_in.person == person.id and not is_presenter(room, person)
    is_open = room.are_leaders_lost and not stand_in.was_offered and not stand_in.is_acting
    return is_theirs and is_open and person.standing is Standing.SEATED


def presenting_leader(room: Room, here: Here) -> Person | None:
    """The leader who sits in the presenter's chair and is connected: no leader of this case, but
    where there is no other nothing has been lost (ADR 0008)."""
    presenter = room.presenter()
    if presenter is None or presenter.role is not Role.LEADER:
        return None
    is_there = presenter.standing is Standing.SEATED and presenter.id in here
    return presenter if is_there else None


def leaders_here(room: Room, here: Here) -> tuple[Person, ...]:
    """Connected leaders; one who presents this case is none."""
    return tuple(p for p in room.leaders() if p.id in here)

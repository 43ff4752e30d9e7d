"""The door, the seats and the offices of people."""

from collections.abc import Callable
from typing import Any

from app.phases.units import later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.aging import aged
from app.rooms.capacities import (
    capacities,
    holds_office,
    is_presenter,
    is_to_be_offered_the_room,
)
from app.rooms.command_table import row
from app.rooms.deciding.scene import Scene, doer
from app.rooms.deciding.seating import chair, is_ready, settled, stays
from app.rooms.errors import (
    Forbidden,
    IllegalHere,
    Invalid,
    NotFound,
    NotReady,
    RoomFull,
    Stale,
)
from app.rooms.events import Event
from app.rooms.evolve import fold
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import Chair, Person, Room, Standing

MAX_PEOPLE = 64
"""Members and observers whom leaders know; a leader is never one too many."""
MAX_AT_DOOR = 32
"""Newcomers nobody knows yet, at a time."""
MAX_EVER = 1_000
"""People whom a room remembers, the removed and the merged among them."""
FOR_THE_KNOWN = 200
"""How many of those no newcomer takes: a link that leaked keeps out nobody whom leaders know."""


def there(room: Room, person_id: PersonId) -> Person:
    """Somebody this room knows and has not removed."""
    if not is_there(room, person_id):
        raise NotFound("there is no such person here")
    return room.people[person_id]


def is_there(room: Room, person_id: PersonId) -> bool:
    """Whether this room knows them and has not removed them."""
    person = room.people.get(person_id)
    return person is not None and person.standing is not Standing.REMOVED


def arrive(room: Room, command: c.Arrive, scene: Scene) -> list[Event]:
    """At the door, once."""
    if command.person in room.people:
        return []
    if command.role is not Role.LEADER and _is_full(room, command.needs_confirmation):
        raise RoomFull
    arrived = e.PersonArrived(
        scene.now, command.person, command.name, command.role, command.needs_confirmation
    )
    return [arrived]


def _is_full(room: Room, is_newcomer: bool) -> bool:
    """Whether one more of their kind is one too many."""
    out = (Standing.REMOVED, Standing.DEPARTED)
    there = [p for p in room.people.values() if p.standing not in out]
    alike = [p for p in there if p.needs_confirmation is is_newcomer and not p.is_gone]
    most = MAX_AT_DOOR if is_newcomer else MAX_PEOPLE
    ever = MAX_EVER - FOR_THE_KNOWN if is_newcomer else MAX_EVER
    return len(alike) >= most or len(room.people) >= ever


def join(room: Room, command: c.Join, scene: Scene) -> list[Event]:
    """A hello, and those said beside it, one after the other."""
    found = _joined(room, command, scene)
    events = list(found)
    for person, visit in command.beside:
        room = fold(room, found)
        found = _joined(room, c.Join(person, visit), scene) if is_there(room, person) else []
        events += found
    return events


def _joined(room: Room, command: c.Join, scene: Scene) -> list[Event]:
    """A reconnection that nobody noticed is no fact."""
    person = there(room, command.person)
    leads_again = person.role is Role.LEADER and not room.is_led
    is_news = person.visit == 0 or person.is_gone or person.standing is not Standing.SEATED
    is_offered = is_to_be_offered_the_room(room, person)
    is_other = person.is_merged_into is not None or command.visit <= person.visit
    if is_other or not (is_news or leads_again or is_offered):
        return []
    return settled(room, [e.PersonJoined(scene.now, person.id, command.visit)], scene)


def lose(room: Room, command: c.Lose, scene: Scene) -> list[Event]:
    """No sign of life for the grace, dated by the last one."""
    person = there(room, command.person)
    is_stale = command.visit < person.visit or person.is_gone
    since = aged(command.at, room.advances)
    if is_stale or scene.now < later(since, room.plan.tempo.left):
        raise Stale
    return [e.PersonLeft(command.at, person.id, command.visit)]


def leave(room: Room, command: c.Leave, scene: Scene) -> list[Event]:
    """I have to go."""
    person = doer(room, scene, command.said_by)
    if person.standing is Standing.DEPARTED:
        return []
    return [*_freed(room, person, scene), e.PersonDeparted(scene.now, person.id)]


def remove(room: Room, command: c.RemovePerson, scene: Scene) -> list[Event]:
    """Out; a chair pushed back does not stay locked behind them."""
    person = room.people.get(command.person)
    if person is None:
        raise NotFound("there is no such person here")
    if person.standing is Standing.REMOVED:
        return []
    return [*_freed(room, person, scene), e.PersonRemoved(scene.now, person.id)]


def _freed(room: Room, person: Person, scene: Scene) -> list[Event]:
    """A presenter who is out of the circle is locked by nothing when they return."""
    case = room.case
    is_back = case is not None and case.push_back.chair in (Chair.OFFERED, Chair.SITTING_BACK)
    is_theirs = is_back and is_presenter(room, person)
    return [e.PushBackEnded(scene.now, by_presenter=False)] if is_theirs else []


def admit(room: Room, command: c.Admit, scene: Scene) -> list[Event]:
    """Somebody's deliberate exception; agreement and privacy hold all the same."""
    person = there(room, command.person)
    if person.standing is Standing.SEATED:
        return []
    if person.standing is Standing.DEPARTED and not person.by_name:
        raise IllegalHere("they had to go; let them in when they are back")
    if not is_ready(room, person):
        raise NotReady
    _check_place(room, person)
    known: list[Event] = []
    if person.needs_confirmation:
        if not capacities(room, scene.by) & row(c.ConfirmPerson).may:
            raise Forbidden("only leaders confirm a newcomer")
        known.append(e.PersonConfirmed(scene.now, person.id, person.name))
    return [*known, chair(room, person, scene.now)]


def _check_place(room: Room, person: Person) -> None:
    """Raises `NotReady` for an observer before the group has agreed, and `IllegalHere` where the
    plan has no place: whoever sat down all the same would be sent out by the next change."""
    if person.role is Role.OBSERVER and not room.observers_agreed:
        raise NotReady("the group has not agreed to observers today")
    if not stays(room, person):
        raise IllegalHere("the plan has no place for them in this phase")


def confirm(room: Room, command: c.ConfirmPerson, scene: Scene) -> list[Event]:
    """A leader knows them; the door lets them in as it lets in anybody."""
    person = there(room, command.person)
    name = command.name or person.name
    if not person.needs_confirmation and name == person.name:
        return []
    return settled(room, [e.PersonConfirmed(scene.now, person.id, name)], scene)


def same_as(room: Room, command: c.SameAs, scene: Scene) -> list[Event]:
    """Somebody in another browser is somebody we know, at the door or already in the circle."""
    other, again = there(room, command.person), there(room, command.again)
    if other.is_merged_into == again.id:
        return []
    are_two = other.id != again.id and other.is_merged_into is again.is_merged_into is None
    if not are_two or other.by_name:
        raise Invalid("only somebody with a page of their own can be somebody else again")
    if holds_office(room, other):
        raise Invalid("who presents, leads or stands in for leaders cannot be somebody else again")
    events: list[Event] = [e.PersonMerged(scene.now, other.id, again.id)]
    after = fold(room, events)
    merged = after.people[again.id]
    if other.standing is Standing.SEATED and merged.standing is Standing.WAITING:
        _check_place(after, merged)
        events.append(chair(after, merged, scene.now))
    return settled(room, events, scene)


def seat_by_name(room: Room, command: c.SeatByName, scene: Scene) -> list[Event]:
    """A chair for somebody without a page."""
    if _is_full(room, is_newcomer=False):
        raise RoomFull
    arrived = e.PersonArrived(scene.now, command.person, command.name, command.role, by_name=True)
    after = fold(room, [arrived])
    seated = after.people[command.person]
    _check_place(after, seated)
    return [arrived, chair(after, seated, scene.now)]


def agree(room: Room, command: c.Agree, scene: Scene) -> list[Event]:
    """The words as they stand now."""
    person = doer(room, scene, command.said_by)
    if command.version != room.agreement.version:
        raise Stale(version=room.agreement.version)
    if person.agreed == command.version:
        return []
    return settled(room, [e.AgreementAccepted(scene.now, person.id, command.version)], scene)


def attest(room: Room, command: c.Attest, scene: Scene) -> list[Event]:
    """Once per meeting."""
    person = doer(room, scene, command.said_by)
    if person.attested:
        return []
    return settled(room, [e.PrivacyAttested(scene.now, person.id)], scene)


def record_observers_agreed(
    room: Room, command: c.RecordObserversAgreed, scene: Scene
) -> list[Event]:
    """The group's yes of the day."""
    if room.observers_agreed:
        return []
    return settled(room, [e.ObserversAgreed(scene.now)], scene)


def set_ring(room: Room, command: c.SetRing, scene: Scene) -> list[Event]:
    """Inner or outer."""
    person = there(room, command.person)
    if not room.plan.rings:
        raise IllegalHere("this plan has one ring")
    same = person.ring is command.ring
    return [] if same else [e.RingSet(scene.now, person.id, command.ring)]


def open_outer(room: Room, command: c.OpenOuterRing, scene: Scene) -> list[Event]:
    """The outer ring may speak."""
    if not room.plan.rings:
        raise IllegalHere("this plan has one ring")
    return [] if room.outer_open else [e.OuterRingOpened(scene.now)]


def close_outer(room: Room, command: c.CloseOuterRing, scene: Scene) -> list[Event]:
    """The outer ring listens."""
    return [e.OuterRingClosed(scene.now)] if room.outer_open else []


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.Arrive: arrive,
    c.Join: join,
    c.Lose: lose,
    c.Leave: leave,
    c.RemovePerson: remove,
    c.Admit: admit,
    c.ConfirmPerson: confirm,
    c.SameAs: same_as,
    c.SeatByName: seat_by_name,
    c.Agree: agree,
    c.Attest: attest,
    c.RecordObserversAgreed: record_observers_agreed,
    c.SetRing: set_ring,
    c.OpenOuterRing: open_outer,
    c.CloseOuterRing: close_outer,
}

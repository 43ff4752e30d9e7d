"""Who is at the door, in the circle, gone or removed, and in which office."""

from collections.abc import Callable
from typing import Any

from app.phases.units import Instant, later
from app.rooms import events as e
from app.rooms.capacities import is_to_be_offered_the_room
from app.rooms.evolving.changes import offered, with_person, with_places_of, without_office
from app.rooms.replacing import replaced
from app.rooms.state import Person, Room, StandIn, Standing


def arrived(room: Room, event: e.PersonArrived) -> Room:
    """At the door."""
    person = Person(
        id=event.person,
        name=event.name,
        role=event.role,
        needs_confirmation=event.needs_confirmation,
        by_name=event.by_name,
    )
    return with_person(room, person)


def confirmed(room: Room, event: e.PersonConfirmed) -> Room:
    """Known to a leader, by this name."""
    person = room.people[event.person]
    return with_person(room, replaced(person, needs_confirmation=False, name=event.name))


def merged(room: Room, event: e.PersonMerged) -> Room:
    """Two are one: the other acts as somebody we know from now on.

    What they agreed to holds, and so does their right to return. Who had to go is back; whether
    anybody is connected the next hello says. Their places in the call are one person's as well.
    """
    former, known = room.people[event.person], room.people[event.into]
    other = replaced(
        former,
        is_merged_into=event.into,
        standing=Standing.DEPARTED,
        needs_confirmation=False,
        out_at=event.at,
    )
    again = replaced(
        known,
        needs_confirmation=False,
        standing=known.standing if former.is_gone else _standing_again(known),
        seat=former.seat if known.seat is None else known.seat,
        may_return=known.may_return or former.may_return,
        agreed=max(known.agreed, former.agreed),
        attested=known.attested or former.attested,
    )
    return with_places_of(with_person(with_person(room, other), again), former, known)


def seated(room: Room, event: e.PersonSeated) -> Room:
    """In the circle, on their own chair; a leader's return leads the room again."""
    person = room.people[event.person]
    back = replaced(person, standing=Standing.SEATED, seat=event.seat)
    return _led_again(with_person(room, back), back)


def sent_out(room: Room, event: e.PersonSentOut) -> Room:
    """Waiting, with the chair kept."""
    return with_person(room, replaced(room.people[event.person], standing=Standing.WAITING))


def joined(room: Room, event: e.PersonJoined) -> Room:
    """Connected, by a page of their own.

    Who had to go and is back stands at the door, and a stand-in may be asked.
    """
    one = room.people[event.person]
    person = replaced(
        one, visit=event.visit, is_gone=False, by_name=False, standing=_standing_again(one)
    )
    there = with_person(room, person)
    if is_to_be_offered_the_room(there, person):
        until = later(Instant(event.at), room.plan.tempo.stand_in)
        there = replaced(there, stand_in=offered(there.stand_in, until))
    return _led_again(there, person)


def _standing_again(person: Person) -> Standing:
    return Standing.WAITING if person.standing is Standing.DEPARTED else person.standing


def left(room: Room, event: e.PersonLeft) -> Room:
    """No sign of life; the chair stays."""
    return with_person(room, replaced(room.people[event.person], is_gone=True))


def departed(room: Room, event: e.PersonDeparted) -> Room:
    """Had to go; the chair is kept for a return."""
    one = room.people[event.person]
    person = replaced(one, standing=Standing.DEPARTED, out_at=event.at)
    return without_office(with_person(room, person), person.id)


def removed(room: Room, event: e.PersonRemoved) -> Room:
    """Out, with no office left."""
    one = room.people[event.person]
    person = replaced(one, standing=Standing.REMOVED, out_at=event.at)
    return without_office(with_person(room, person), person.id)


def agreed(room: Room, event: e.AgreementAccepted) -> Room:
    """Has accepted this version."""
    return with_person(room, replaced(room.people[event.person], agreed=event.version))


def attested(room: Room, event: e.PrivacyAttested) -> Room:
    """Has said the line about privacy."""
    return with_person(room, replaced(room.people[event.person], attested=True))


def ring_set(room: Room, event: e.RingSet) -> Room:
    """In the other ring."""
    return with_person(room, replaced(room.people[event.person], ring=event.ring))


def outer_opened(room: Room, event: e.OuterRingOpened) -> Room:
    """The outer ring may speak."""
    return replaced(room, outer_open=True)


def outer_closed(room: Room, event: e.OuterRingClosed) -> Room:
    """The outer ring listens."""
    return replaced(room, outer_open=False)


def observers_agreed(room: Room, event: e.ObserversAgreed) -> Room:
    """The group agreed for today."""
    return replaced(room, observers_agreed=True)


def stand_in_named(room: Room, event: e.StandInNamed) -> Room:
    """Chosen, or chosen to be nobody."""
    return replaced(room, stand_in=StandIn(named=True, person=event.person))


def room_taken(room: Room, event: e.RoomTaken) -> Room:
    """The stand-in acts; a room held by someone is led, but nobody is locked without a leader."""
    return replaced(
        room, stand_in=replaced(room.stand_in, offered_until=None, acting_since=event.at)
    )


def room_declined(room: Room, event: e.RoomDeclined) -> Room:
    """The offer is over."""
    return replaced(room, stand_in=replaced(room.stand_in, offered_until=None))


def _led_again(room: Room, person: Person) -> Room:
    """Returning leaders are leaders again; one who presents this case is no leader here."""
    return _led(room) if any(one.id == person.id for one in room.leaders()) else room


def _led(room: Room) -> Room:
    stand_in = StandIn(named=room.stand_in.named, person=room.stand_in.person)
    return replaced(room, is_led=True, are_leaders_lost=False, stand_in=stand_in)


def led_again(room: Room, event: e.LedAgain) -> Room:
    """A leader acts, so there is one."""
    return _led(room)


FOLDS: dict[type[e.Event], Callable[[Room, Any], Room]] = {
    e.LedAgain: led_again,
    e.PersonArrived: arrived,
    e.PersonConfirmed: confirmed,
    e.PersonMerged: merged,
    e.PersonSeated: seated,
    e.PersonSentOut: sent_out,
    e.PersonJoined: joined,
    e.PersonLeft: left,
    e.PersonDeparted: departed,
    e.PersonRemoved: removed,
    e.AgreementAccepted: agreed,
    e.PrivacyAttested: attested,
    e.RingSet: ring_set,
    e.OuterRingOpened: outer_opened,
    e.OuterRingClosed: outer_closed,
    e.ObserversAgreed: observers_agreed,
    e.StandInNamed: stand_in_named,
    e.RoomTaken: room_taken,
    e.RoomDeclined: room_declined,
}

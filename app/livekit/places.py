"""Who is in a LiveKit room, as it lists them, and what is to be done about it; nothing is done.

A *place* is one connection: a browser, a telephone. Whose it is says its identity, where the token
was ours (nobody else can sign one for a person), or a leader who matched it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from livekit.protocol.models import ParticipantInfo, ParticipantPermission

from app.calls.claims import of_several
from app.calls.places import Ref
from app.calls.ports import Closed
from app.calls.wanted import Desired, Wanted
from app.livekit import grants
from app.livekit.grants import NOTHING, Grant, Media, Source
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched, Via

OURS = "pushback"
"""The attribute of a place whose token we have made: the room's id. No client may change it."""
LOCKED = "pushback.locked"
"""The attribute of a place that we have closed: whichever node looks next knows to free it."""
MOST_PLACES = 500
LONGEST_NAME = 60
_MOST_DIGITS = re.compile(r"\d(?=(?:\D*\d){3})")
"""Of a caller's number, which is their name there, all but the last three: those tell telephones
apart, and the whole number is not shown."""
MACHINES = frozenset({ParticipantInfo.EGRESS, ParticipantInfo.INGRESS, ParticipantInfo.AGENT})
"""Kinds of places where nobody sits."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that a place sends: what it calls itself, and what it is."""

    source: Source
    media: Media


@dataclass(frozen=True, slots=True)
class Place:
    """One connection in the room. `permission` is all that LiveKit lets it do."""

    ref: Ref
    name: str
    permission: ParticipantPermission
    streams: tuple[Stream, ...] = ()
    is_ours: bool = False
    is_marked: bool = False
    is_machine: bool = False
    via: Via = Via.WEB

    @property
    def can_be_closed(self) -> bool:
        """Whether its own person can send again what was ended. LiveKit's gateway publishes a
        telephone once, as it calls: closed, it would be silent until it calls anew (promise 2)."""
        return self.via is not Via.TELEPHONE

    @property
    def grant(self) -> Grant:
        """What it may send."""
        return grants.read(self.permission)

    def sends(self, media: Collection[Media]) -> bool:
        """Whether anything of these kinds comes from it, under any name."""
        return any(one.media in media for one in self.streams)


class Act(Enum):
    """What is done to a place; the order is that in which it is done."""

    CLOSE = 1
    PUT_OUT = 2
    FREE = 3


@dataclass(frozen=True, slots=True)
class Change:
    """Something to do. `grant` is what may be sent afterwards."""

    act: Act
    place: Place
    grant: Grant


def place_of(info: ParticipantInfo, room: RoomId) -> Place:
    """As LiveKit lists it."""
    is_telephone = info.kind == ParticipantInfo.SIP
    name = (info.name or info.identity)[:LONGEST_NAME]
    return Place(
        info.identity,
        _MOST_DIGITS.sub("•", name) if is_telephone else name,
        info.permission,
        tuple(Stream(_source(one.source), _media(one.type)) for one in info.tracks),
        is_ours=info.attributes.get(OURS) == room,
        is_marked=bool(info.attributes.get(LOCKED)),
        is_machine=info.kind in MACHINES,
        via=Via.TELEPHONE if is_telephone else Via.WEB,
    )


def whose(place: Place, desired: Desired) -> PersonId:
    """Whose place it is, as far as that is known. One of ours is nobody else's, whoever is said to
    sit there."""
    if place.is_ours:
        return PersonId(place.ref)
    return desired.refs.get(place.ref) or PersonId(place.ref)


def smugglers(places: Iterable[Place], desired: Desired) -> frozenset[PersonId]:
    """Who sends, under another name, what is locked: LiveKit looks at the name alone."""
    found = set()
    for place in places:
        person = whose(place, desired)
        wanted = desired.of(person)
        if any(
            stream.media in grants.locked_media(wanted)
            and grants.grant_for(wanted).allows(stream.source)
            for stream in place.streams
        ):
            found.add(person)
    return frozenset(found)


def due(
    places: Iterable[Place], desired: Desired, silenced: Collection[PersonId]
) -> tuple[Change, ...]:
    """What is to be done so that all is as desired, what closes first. `silenced`: whoever may send
    nothing for as long as they are locked."""
    found = []
    for place in places:
        person = whose(place, desired)
        if person in desired.out:
            found.append(Change(Act.PUT_OUT, place, NOTHING))
        elif place.can_be_closed and grants.is_lock(desired.of(person)):
            grant = _lock(desired.of(person), is_silenced=person in silenced)
            if not _is_so(place, grant):
                found.append(Change(Act.CLOSE, place, grant))
        elif place.is_marked:
            found.append(Change(Act.FREE, place, grants.freed(place.grant)))
    return tuple(sorted(found, key=lambda one: one.act.value))


def closed(
    places: Iterable[Place], desired: Desired, silenced: Collection[PersonId]
) -> Mapping[PersonId, Closed]:
    """What the list says of everyone who was to be locked, by all of their places."""
    own: dict[PersonId, list[Place]] = {}
    for place in places:
        own.setdefault(whose(place, desired), []).append(place)
    return {
        person: of_several(
            _closed(one, wanted, is_silenced=person in silenced) for one in own.get(person, ())
        )
        for person, wanted in desired.people.items()
        if grants.is_lock(wanted)
    }


def unmatched(places: Iterable[Place], desired: Desired) -> Mapping[Ref, Unmatched]:
    """Places that nobody has said whose they are, with what they call themselves."""
    return {
        one.ref: Unmatched(one.name, via=one.via)
        for one in places
        if not (one.is_ours or one.is_machine or desired.refs.get(one.ref))
        and PersonId(one.ref) not in desired.people.keys() | desired.out
    }


def _lock(wanted: Wanted, *, is_silenced: bool) -> Grant:
    return NOTHING if is_silenced else grants.grant_for(wanted)


def _is_so(place: Place, grant: Grant) -> bool:
    """Whether nothing is to be asked. Where others have let a place send no more than that, it
    stays as they have it: closed by us, it would be freed by us, and be given what it never had."""
    if place.is_ours or place.is_marked:
        return place.is_marked and place.grant == grant
    return place.grant.is_within(grant)


def _closed(place: Place, wanted: Wanted, *, is_silenced: bool) -> Closed:
    if not place.can_be_closed:
        return Closed.ASKED
    may_not = place.grant.is_within(_lock(wanted, is_silenced=is_silenced))
    is_silent = not place.sends(grants.locked_media(wanted))
    return Closed.CONFIRMED if may_not and is_silent else Closed.FAILED


def _source(number: int) -> Source:
    return Source(number) if number in set(Source) else Source.UNKNOWN


def _media(number: int) -> Media:
    return Media(number) if number in set(Media) else Media.DATA

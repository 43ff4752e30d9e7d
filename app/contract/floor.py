"""What a room wants of its call, in the words of the contract: by the places of the call."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.calls.places import Ref
from app.calls.wanted import Desired, Version
from app.contract.place import Place
from app.contract.wire import FloorChanged, Lock, ParticipantSent, VersionSent
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched, Via

Places = Mapping[Ref, Place]


@dataclass(frozen=True, slots=True)
class Seating:
    """Whose each place is: by the grant that was brought, else as leaders have said, and as who
    they are by now; what is only claimed is nobody's."""

    of: Mapping[Ref, PersonId]
    unmatched: Mapping[Ref, Unmatched]
    """Places that are there and nobody's, with what is said of them."""

    def refs(self, person: PersonId) -> tuple[Ref, ...]:
        """All places of one person."""
        return tuple(ref for ref, who in self.of.items() if who == person)


def seating(desired: Desired, places: Places) -> Seating:
    """Who is where, of the places that have been announced."""
    of: dict[Ref, PersonId] = {}
    unmatched: dict[Ref, Unmatched] = {}
    for ref, place in sorted(places.items()):
        person = place.person or desired.refs.get(ref)
        if person is not None:
            of[ref] = desired.again.get(person, person)
        elif place.is_here:
            unmatched[ref] = Unmatched(place.name, place.claims, Via(place.via))
    return Seating(of, unmatched)


def floor_changed(room: RoomId, desired: Desired, seated: Seating, at: Instant) -> FloorChanged:
    """The complete state. Who has left is named too: what is wanted of them holds as they return.
    `out`: so are those who may not be there."""
    participants, out = [], []
    for ref, person in seated.of.items():
        wanted = desired.of(person)
        participants.append(
            ParticipantSent(
                ref=ref,
                person=person,
                microphone=_lock(is_locked=wanted.microphone_locked),
                camera=_lock(is_locked=wanted.camera_locked),
            )
        )
        if person in desired.out:
            out.append(ref)
    return FloorChanged(
        call=room,
        version=VersionSent(seq=desired.version.seq, n=desired.version.n),
        at=at,
        participants=participants,
        out=out,
    )


def nothing_wanted(room: RoomId, version: Version, at: Instant) -> FloorChanged:
    """Everybody is free."""
    said = VersionSent(seq=version.seq, n=version.n)
    return FloorChanged(call=room, version=said, at=at, participants=[], out=[])


def _lock(*, is_locked: bool) -> Lock:
    return Lock.LOCKED if is_locked else Lock.FREE

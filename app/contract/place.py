"""A place in somebody else's call: whose it is, as far as anybody has said, and if it is there.

Of its streams nothing is kept but since when the vendor says that it keeps the microphone closed,
by which an own unmute is known from one that was said late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.calls.places import Ref
from app.contract.wire import (
    By,
    EventSaid,
    FloorReport,
    Happened,
    Outcome,
    ParticipantSaid,
    Via,
)
from app.phases.units import Instant
from app.rooms.fields import PersonId

MOST_PLACES = 300
CLOSED = frozenset({Outcome.LOCKED, Outcome.REQUESTED})


@dataclass(frozen=True, slots=True)
class Place:
    """`person`: bound by a join grant. `claims`, `name`: what they say. `seen` counts what was said
    in the room when it was last spoken of; `closed_at` is by the vendor's clock, or by ours where
    that says more than ours."""

    ref: Ref
    person: PersonId | None = None
    claims: PersonId | None = None
    name: str = field(default="", repr=False)
    via: Via = Via.WEB
    is_here: bool = True
    closed_at: Instant | None = None
    seen: int = 0


def announced(known: Place | None, said: ParticipantSaid, bound: PersonId | None) -> Place:
    """The place, now that somebody is said to be there; `bound` by the grant that they brought. A
    new name or claim unbinds nobody."""
    place = known or Place(said.ref)
    return replace(
        place,
        person=bound or place.person,
        claims=None if said.person is None else PersonId(said.person),
        name=said.name or "",
        via=said.via,
        is_here=True,
    )


def after(known: Place | None, said: EventSaid) -> Place:
    """The place after an event, which says that somebody is there unless they have left."""
    place = known or Place(said.ref)
    if said.type is Happened.LEFT:
        return replace(place, is_here=False, closed_at=None)
    return replace(place, is_here=True)


def undoes(said: EventSaid) -> bool:
    """Whether what was closed may be open by this, whatever was known before."""
    return said.type is Happened.JOINED or bool(said.open)


def is_press(said: EventSaid) -> bool:
    """Whether a person has opened their microphone by their own hand, whatever it was before."""
    return said.type is Happened.MICROPHONE and said.open is True and said.by is By.SELF


def is_own_unmute(place: Place, said: EventSaid) -> bool:
    """Whether the person themselves has pressed to open a microphone that is closed: on a place
    that is bound to them, after the vendor has said that it is closed. Nothing else is a try."""
    is_closed = place.closed_at is not None and said.at >= place.closed_at
    return is_press(said) and is_closed and place.person is not None


def reported(places: Mapping[Ref, Place], report: FloorReport, now: Instant) -> list[Place]:
    """The places of which a report says something new: since when they are closed.

    Never from `now` on: a clock that was ahead and is set right would have every own unmute be one
    of before, for as long as the lock stands (L10).
    """
    changed, closed_since = [], Instant(min(report.at, now))
    for one in report.outcomes:
        place = places.get(one.ref)
        if place is None or (one.microphone in CLOSED) == (place.closed_at is not None):
            continue
        closed_at = closed_since if one.microphone in CLOSED else None
        changed.append(replace(place, closed_at=closed_at))
    return changed


def forgettable(places: Iterable[Place]) -> list[Ref]:
    """Of more than may be known those who left longest ago, as many as must be forgotten."""
    every = list(places)
    gone = sorted((one for one in every if not one.is_here), key=lambda one: one.seen)
    return [one.ref for one in gone[: max(0, len(every) - MOST_PLACES)]]

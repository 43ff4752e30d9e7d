"""What the driving node says of the call, as facts that pass: what is new, and what is over."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from app.calls.capabilities import Tested
from app.phases.units import Instant
from app.rooms.enforcement import CallSaid, Said
from app.rooms.facts import DRIVEN, NO_LONGER, Changes, Facts, Key, Value
from app.rooms.fields import Name, Pattern, PersonId, PlaceId
from app.rooms.places import Strangers, Unmatched

People = Mapping[PersonId, Said]
Places = Mapping[PlaceId, Unmatched]
MOST_PLACES = 16
"""Places of nobody that are told one by one; of the others only how many there are."""
LONGEST_NAME = 60
_NAME = re.compile(next(m.expression for m in get_args(Name) if isinstance(m, Pattern)))


@dataclass(frozen=True, slots=True)
class Word:
    """All that is said of a call: `locks` that are wanted, `releases` that should be and are not,
    who is nobody's, and how what drives it is proven, None before it was asked."""

    call: CallSaid
    locks: People = field(default_factory=dict)
    releases: People = field(default_factory=dict)
    strangers: Strangers = field(default_factory=Strangers)
    tested: Tested | None = None


def news(known: Facts, own: Facts, word: Word, now: Instant) -> Changes:
    """What to say so that others know this and nothing else.

    `known` is what all nodes have said, `own` what this one has. What another has said and is so
    still is said on, since when it did: whoever drove before may have died, and its word with it.
    """
    call = word.call
    said: dict[Key, Value] = {("lock", who): _value(one) for who, one in word.locks.items()}
    said |= {("release", who): _value(one) for who, one in word.releases.items()}
    said["call",] = (call.door.value, call.removal.value, call.why)
    said |= {("unmatched", place): _place(one) for place, one in word.strangers.places.items()}
    if word.strangers.more:
        said["unmatched_more",] = (word.strangers.more,)
    if word.tested is not None:
        said["tested",] = (word.tested.value,)
    before = {k: fact.value for k, fact in known.items() if k[0] in DRIVEN and fact.value}
    still = {key for key, value in said.items() if before.get(key, NO_LONGER)[1:] == value}
    changed = {key: (now, *value) for key, value in said.items() if key not in still}
    changed |= {key: before[key] for key in still - own.keys()}
    return changed | dict.fromkeys(before.keys() - said.keys(), NO_LONGER)


def strangers(found: Places, people: Collection[PersonId]) -> Strangers:
    """What is told of these places: bounded, of a name only what may stand on a screen, and of
    claims those to be somebody of the room."""
    told = {place: _fit(found[place], people) for place in sorted(found)[:MOST_PLACES]}
    return Strangers(told, len(found) - len(told))


def _fit(one: Unmatched, people: Collection[PersonId]) -> Unmatched:
    name = one.name.strip()[:LONGEST_NAME].strip()
    claims = one.claims if one.claims in people else None
    return replace(one, name=name if _NAME.fullmatch(name) else "", claims=claims)


def _value(said: Said) -> Value:
    return (said.claim.value, said.why)


def _place(one: Unmatched) -> Value:
    return (one.name, one.claims or "", one.via.value)

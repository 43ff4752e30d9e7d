"""What is said of the room's call: how far what it should do is verified (promise 4), since when.

The node that drives the call says it, as facts that pass. Each is told once, until it is another:
the instant at which it was said is the one since which it is so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.phases.units import Instant
from app.rooms.counted import Said as Facts
from app.rooms.counted import said_at, whose
from app.rooms.fields import PersonId
from app.rooms.state import CallKind, Room


class Claim(StrEnum):
    """How far something that a call should do is verified."""

    ENFORCED = "enforced"
    REQUESTED = "requested"
    AGREED = "agreed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one thing that the call should do, why no more, in words of ours, and since
    when; None before anybody has told it."""

    claim: Claim
    why: str = ""
    since: Instant | None = None


UNTOLD = Said(Claim.REQUESTED)


@dataclass(frozen=True, slots=True)
class CallSaid:
    """What is said of the room's call beside its locks, as in `Said`. `why` is of all that the call
    should do: there is none where it has only not put somebody out."""

    door: Claim
    removal: Claim
    why: str = ""
    since: Instant | None = None


Locks = Mapping[PersonId, Said]


def locks_of(said: Facts) -> Locks:
    """Of each person what these facts say of their lock, or of their release."""
    known = ((whose(key), value) for key, value in said)
    return {who: Said(_claim(v[1]), str(v[2]), said_at(v)) for who, v in known}


def call_of(said: Facts) -> CallSaid | None:
    """What these facts say of the call beside its locks; None where nobody has."""
    for _, value in said:
        return CallSaid(_claim(value[1]), _claim(value[2]), str(value[3]), said_at(value))
    return None


def lock_now(room: Room, locks: Locks, releases: Locks, call: CallSaid | None) -> Said:
    """What is said of the presenter's lock, or of one that should be gone: a release that fails is
    as loud. Where a call could close it and nobody has said that it did, it was asked at most."""
    if room.call is CallKind.BESIDE:
        return Said(Claim.AGREED)
    for still_closed in releases.values():
        return still_closed
    presenter = room.presenter()
    known = locks.get(presenter.id) if presenter else None
    if known is None and call is not None and call.door is Claim.FAILED and call.why:
        return Said(Claim.FAILED, call.why, call.since)
    return known or UNTOLD


def _claim(word: int | str) -> Claim:
    """A claim that only a newer node knows is agreed at most."""
    return _CLAIMS.get(word, Claim.AGREED)


_CLAIMS: Mapping[int | str, Claim] = {one.value: one for one in Claim}

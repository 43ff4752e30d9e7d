"""A request that may be repeated: what was asked under an `Idempotency-Key`, what came of it."""

from dataclasses import dataclass, field

from app.access.errors import IdempotencyKeyReused, StillRunning
from app.phases.units import HOUR, MINUTE, Instant, Millis, later
from app.rooms.fields import RoomId

KEPT_FOR = Millis(24 * HOUR)
RUNS_FOR = MINUTE
"""No request takes so long: what has no answer by then was cut off, and is done anew."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One key of one caller, as stored. `id` and `digest` are of what they sent; `room` is what it
    was about, where it names one; `sealed` is the answer, None while there is none."""

    id: str
    digest: bytes = field(repr=False)
    room: RoomId | None
    begun_at: Instant
    expires_at: Instant
    sealed: bytes | None = field(default=None, repr=False)


def asked(row_id: str, digest: bytes, room: RoomId | None, now: Instant) -> Repeat:
    """A request that begins now."""
    return Repeat(row_id, digest, room, now, later(now, KEPT_FOR))


def is_over(found: Repeat, now: Instant) -> bool:
    """Whether it says nothing any more: its day has passed, or nobody will answer it."""
    is_cut_off = found.sealed is None and later(found.begun_at, RUNS_FOR) <= now
    return found.expires_at <= now or is_cut_off


def check(found: Repeat, again: Repeat) -> bytes:
    """The sealed answer to the same request; raises `IdempotencyKeyReused`, `StillRunning`."""
    if found.digest != again.digest:
        raise IdempotencyKeyReused
    if found.sealed is None:
        raise StillRunning
    return found.sealed

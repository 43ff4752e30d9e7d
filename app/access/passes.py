"""The pass: what a browser holds for one person of one room, in a cookie it cannot read.

It lives 15 minutes and is renewed by a POST, by each hello, by each stream that begins and by a
live connection. The cookie itself has no age: a socket cannot set one, so the database alone knows
when a pass ends.
"""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import quote

from app.access.endings import Ending, refuse_ended
from app.access.errors import PassExpired, PassInvalid
from app.access.secrets import Presented, is_same
from app.phases.units import MINUTE, Instant, Millis, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role

LIFE = Millis(15 * MINUTE)
RENEWED_EVERY = MINUTE


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass as stored. `needs_confirmation`: came by a shared link; the room knows what became
    of it."""

    id: str
    digest: bytes = field(repr=False)
    room: RoomId
    person: PersonId
    name: str
    role: Role
    needs_confirmation: bool
    link: str
    created_at: Instant
    expires_at: Instant
    ended_at: Instant | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """A pass that was renewed, and until when it is good now."""

    room: RoomId
    person: PersonId
    expires_at: Instant


def check(held: Pass | None, presented: Presented, now: Instant) -> Pass:
    """The pass if it is good; raises `PassInvalid`, `PassExpired`, or what ended it."""
    if held is None or not is_same(presented.digest, held.digest):
        raise PassInvalid
    refuse_lapsed(held, now)
    return held


def check_in(held: Pass | None, presented: Presented, room: RoomId, now: Instant) -> Pass:
    """As `check`, and of this room; a pass of another room is `PassInvalid` here."""
    good = check(held, presented, now)
    if good.room != room:
        raise PassInvalid
    return good


def refuse_lapsed(held: Pass, now: Instant) -> None:
    """Raises `PassExpired` or what ended the pass."""
    refuse_ended(held.ending)
    if held.expires_at <= now:
        raise PassExpired


def good_until(now: Instant) -> Instant:
    """Until when a pass is good that is made or renewed at `now`."""
    return later(now, LIFE)


def is_renewal_due(expires_at: Instant, now: Instant) -> bool:
    """Whether renewing at `now` is worth a write: at most one a minute is."""
    return good_until(now) - expires_at >= RENEWED_EVERY


def cookie_name(room: RoomId, person: PersonId) -> str:
    """One cookie per room and person; the name tells neither, as headers end up in logs."""
    return f"pushback_{hashlib.sha256(f'{room}/{person}'.encode()).hexdigest()[:16]}"


def cookie_path(base: str, room: RoomId, person: PersonId) -> str:
    """Where the cookie is sent: below `base`, what belongs to this person of this room."""
    return f"{base.rstrip('/')}/rooms/{quote(room, safe='')}/people/{quote(person, safe='')}"

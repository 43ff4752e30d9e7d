"""Links: a personal one is a person, a shared one makes a new person in each browser.

Opening a link spends nothing: mail scanners, refreshes and second devices are all welcome.
"""

from dataclasses import dataclass, field

from app.access.endings import Ending, refuse_ended
from app.access.errors import BadLink, BadTerms, LinkExpired
from app.access.secrets import Presented, is_same
from app.phases.units import HOUR, Instant, Millis
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role

LONGEST_LIFE = Millis(400 * 24 * HOUR)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as stored. `person` and `name` are set if and only if it is personal."""

    id: str
    digest: bytes = field(repr=False)
    room: RoomId
    role: Role
    created_at: Instant
    expires_at: Instant
    person: PersonId | None = None
    name: str | None = None
    ended_at: Instant | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link and, this once, the text for the fragment of its address."""

    link: Link
    text: str = field(repr=False)


def check(link: Link | None, presented: Presented, now: Instant) -> Link:
    """The link if it opens; raises `BadLink`, `Removed`, `LinkRevoked`, `LinkExpired`."""
    if link is None or not is_same(presented.digest, link.digest):
        raise BadLink
    refuse_ended(link.ending)
    if link.expires_at <= now:
        raise LinkExpired
    return link


def refuse_life(expires_in: Millis) -> None:
    """Raises `BadTerms` for a link that never lives or never dies."""
    if not 0 < expires_in <= LONGEST_LIFE:
        raise BadTerms("A link lives for up to 400 days.")


def refuse_shared_leader(role: Role) -> None:
    """Raises `BadTerms`: whoever leads is known by name before the meeting."""
    if role is Role.LEADER:
        raise BadTerms("A shared link is for members or observers; leaders have personal links.")

"""Keys of operators and integrations: what machines bring in `Authorization`."""

from dataclasses import dataclass, field

from app.access.errors import BadKey, BadTerms
from app.access.grants import Grant, Scope
from app.access.organisations import OURS, is_practice
from app.access.secrets import Drawn, Kind, Presented, draw, draw_test_key, is_same
from app.phases.units import MINUTE, Instant, Millis, between
from app.rooms.fields import RoomId
from app.rooms.ports import Ids

MOST_LABEL_CHARACTERS = 60
USE_NOTED_EVERY = MINUTE


@dataclass(frozen=True, slots=True)
class Key:
    """A key as stored. `expires_at` None: until revoked. `last_used_at` is right to a minute.

    `verifying` is what grants that its holder signs are verified by, `follows` the key that this
    one was made to take over from.
    """

    id: str
    digest: bytes = field(repr=False)
    label: str
    scopes: frozenset[Scope]
    rooms: frozenset[RoomId]
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None
    last_used_at: Instant | None = None
    verifying: bytes | None = None
    organisation: str = OURS
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key and, this once, the text that its holder brings."""

    key: Key
    text: str = field(repr=False)


def drawn(organisation: str, ids: Ids) -> Drawn:
    """The secret of a new key; that of a half for practice shows that it is."""
    return draw_test_key(ids) if is_practice(organisation) else draw(Kind.KEY, ids)


def drawn_after(former: Key | None, ids: Ids) -> Drawn:
    """The secret of the key that is to take over from this one, if there is such a one."""
    return drawn(OURS if former is None else former.organisation, ids)


def check(key: Key | None, presented: Presented, now: Instant) -> Grant:
    """What the presented key may do; raises `BadKey`."""
    if key is None or not is_same(presented.digest, key.digest):
        raise BadKey
    if not is_good(key, now):
        raise BadKey
    return Grant(key.id, key.scopes, key.rooms, key.expires_at, key.organisation)


def is_good(key: Key, now: Instant) -> bool:
    """Whether what its holder signs is worth anything."""
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def is_use_to_note(key: Key, now: Instant) -> bool:
    """Whether the use at `now` is worth a write: at most one a minute is."""
    return key.last_used_at is None or between(key.last_used_at, now) >= USE_NOTED_EVERY


def refuse_terms(label: str, expires_in: Millis | None) -> None:
    """Raises `BadTerms` for a label that nobody could read in a list, or a key that never lives."""
    if not label.isprintable() or not 1 <= len(label.strip()) <= MOST_LABEL_CHARACTERS:
        raise BadTerms(f"A key's label has 1 to {MOST_LABEL_CHARACTERS} characters.")
    if expires_in is not None and expires_in <= 0:
        raise BadTerms("A key that expires lives for some time first.")

"""The form of a secret: `pbk_<id>_<secret>`, found by its id and compared by its digest.

The prefix tells people and secret scanners what leaked; the id finds one row without comparing
anything secret; what is stored is a SHA-256 of the whole text, which 160 random bits make enough.
A key for practice shows in its text that it is one: `pbk_test_<id>_<secret>`.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.access.errors import (
    BadKey,
    BadLink,
    BadSecret,
    JoinGrantRefused,
    PassInvalid,
    ResumeInvalid,
    TicketInvalid,
)
from app.rooms.ports import Ids

MOST_CHARACTERS = 128
ID_CHARACTERS = 20
ROW_ID = rf"[a-z0-9]{{{ID_CHARACTERS}}}"
FOR_TESTS = "test_"
"""Stands behind the prefix of a key for practice; the digest is of the whole text, so that no
holder can drop it."""
SHAPE = re.compile(rf"(?:{FOR_TESTS})?({ROW_ID})_[A-Za-z0-9_-]{{20,64}}")


class Kind(StrEnum):
    """What a secret opens; the value is its prefix."""

    KEY = "pbk"
    LINK = "pbl"
    PASS = "pbp"  # noqa: S105  # a prefix is no password
    TICKET = "pbt"
    RESUME = "pbr"
    JOIN = "pbj"


REFUSALS: Mapping[Kind, type[BadSecret]] = MappingProxyType(
    {
        Kind.KEY: BadKey,
        Kind.LINK: BadLink,
        Kind.PASS: PassInvalid,
        Kind.TICKET: TicketInvalid,
        Kind.RESUME: ResumeInvalid,
        Kind.JOIN: JoinGrantRefused,
    }
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A new secret: `text` goes to its holder once, `id` and `digest` are stored."""

    id: str
    digest: bytes = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Presented:
    """A secret as somebody brought it: which row to look at, and what its digest must equal."""

    id: str
    digest: bytes = field(repr=False)


def draw(kind: Kind, ids: Ids) -> Drawn:
    """A new secret with a new id."""
    return redraw(kind, _row_id(ids), ids)


def draw_test_key(ids: Ids) -> Drawn:
    """A new key for practice with a new id."""
    return _drawn(f"{Kind.KEY}_{FOR_TESTS}", _row_id(ids), ids)


def redraw(kind: Kind, row_id: str, ids: Ids) -> Drawn:
    """A new secret for a row that exists."""
    return _drawn(f"{kind}_", row_id, ids)


def parse(kind: Kind, text: str) -> Presented:
    """What `text` presents; raises the `BadSecret` of its kind, which never repeats the text."""
    # The length comes first: nothing that a stranger sends is worth more than a comparison.
    if len(text) > MOST_CHARACTERS or not text.startswith(f"{kind}_"):
        raise REFUSALS[kind]
    shape = SHAPE.fullmatch(text, len(kind) + 1)
    if shape is None:
        raise REFUSALS[kind]
    return Presented(shape[1], _digest(text))


def is_same(presented: bytes, stored: bytes | None) -> bool:
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(presented, stored or b"")


def _row_id(ids: Ids) -> str:
    # An id is no secret, but it is hashed from fresh chance so that it has letters and digits only.
    return hashlib.sha256(ids.secret().encode()).hexdigest()[:ID_CHARACTERS]


def _drawn(prefix: str, row_id: str, ids: Ids) -> Drawn:
    text = f"{prefix}{row_id}_{ids.secret()}"
    return Drawn(row_id, _digest(text), text)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

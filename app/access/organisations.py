"""Whose a key and a room are: an organisation's, by the name that the operator gives, or ours.

An organisation makes and sees its own rooms, links and keys; the server's own keys see all. Each
has a half for practice, which is an organisation like any other with a mark behind its name: what
compares names keeps practice and meetings apart, also where nobody thought of it.
"""

import re
from typing import Final

from app.access.errors import BadTerms

OURS: Final = ""
"""The server's own, as of every key and room from before there were organisations."""
PRACTICE: Final = "~"
"""The mark of the half for practice; no name that is given has it. Alone it is our own half."""
PATTERN = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"
MOST_CHARACTERS = 40
_NAMED = re.compile(PATTERN)


def is_seen_by(organisation: str, owner: str | None) -> bool:
    """Whether this organisation may know of what that owner has; None: it is not there."""
    if organisation == PRACTICE:
        return owner is not None and is_practice(owner)
    return organisation == owner or (
        organisation == OURS and (owner is None or not is_practice(owner))
    )


def is_managed_by(organisation: str, owner: str) -> bool:
    """Whether this organisation makes, lists and ends the keys of that owner: its own, and those
    of its half for practice."""
    is_own_half = not is_practice(organisation) and is_practice(owner)
    return is_seen_by(organisation, name_of(owner) if is_own_half else owner)


def is_practice(organisation: str) -> bool:
    """Whether this is a half for practice."""
    return organisation.endswith(PRACTICE)


def practice_of(organisation: str) -> str:
    """Its half for practice, or itself if it is one."""
    return name_of(organisation) + PRACTICE


def name_of(organisation: str) -> str:
    """The name that the operator gave, of either half."""
    return organisation.removesuffix(PRACTICE)


def refuse_name(organisation: str) -> None:
    """Raises `BadTerms` for a name that no organisation can have."""
    organisation = name_of(organisation)
    if organisation != OURS and not _NAMED.fullmatch(organisation):
        raise BadTerms("An organisation's name has 1 to 40 of a-z, 0-9 and hyphens between.")

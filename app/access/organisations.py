"""Whose a key and a room are: an organisation's, by the name that the operator gives, or ours.

An organisation makes and sees its own rooms, links and keys; the server's own keys see all.
"""

import re
from typing import Final

from app.access.errors import BadTerms

OURS: Final = ""
"""The server's own, as of every key and room from before there were organisations."""
PATTERN = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"
MOST_CHARACTERS = 40
_NAMED = re.compile(PATTERN)


def is_seen_by(organisation: str, owner: str | None) -> bool:
    """Whether this organisation may know of what that owner has; None: it is not there."""
    return organisation in {OURS, owner}


def refuse_name(organisation: str) -> None:
    """Raises `BadTerms` for a name that no organisation can have."""
    if organisation != OURS and not _NAMED.fullmatch(organisation):
        raise BadTerms("An organisation's name has 1 to 40 of a-z, 0-9 and hyphens between.")

"""Why a link or a pass ended before its time, and what its holder is told."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.access.errors import AccessError, LinkRevoked, Removed, ResumeReused


class Ending(StrEnum):
    """What ended it."""

    REVOKED = "revoked"
    REMOVED = "removed"
    REUSED = "reused"
    FORGOTTEN = "forgotten"


REFUSALS: Mapping[Ending, type[AccessError]] = MappingProxyType(
    {
        Ending.REVOKED: LinkRevoked,
        Ending.REMOVED: Removed,
        Ending.REUSED: ResumeReused,
        Ending.FORGOTTEN: LinkRevoked,
    }
)


def refuse_ended(ending: Ending | None) -> None:
    """Nothing while `ending` is None; else raises what its holder is told."""
    if ending is not None:
        raise REFUSALS[ending]

"""What a key may do: scopes on named rooms. No scope implies another."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.errors import BadTerms
from app.access.organisations import OURS, is_practice
from app.phases.units import Instant
from app.rooms.fields import RoomId

MOST_ROOMS = 100


class Scope(StrEnum):
    """`operator` makes rooms, links and keys; the others are of the rooms that the key names."""

    OPERATOR = "operator"
    ROOM_READ = "room:read"
    ROOM_SHOW = "room:show"
    ROOM_LEAD = "room:lead"
    ROOM_REPORT = "room:report"


OF_A_ROOM = frozenset(Scope) - {Scope.OPERATOR}


@dataclass(frozen=True, slots=True)
class Grant:
    """What the key `key` may do, for whom, and until when; None until it is revoked."""

    key: str
    scopes: frozenset[Scope]
    rooms: frozenset[RoomId]
    until: Instant | None = None
    organisation: str = OURS

    @property
    def is_test(self) -> bool:
        """Whether it reaches rooms for practice, and no others."""
        return is_practice(self.organisation)

    def may(self, scope: Scope, room: RoomId | None = None) -> bool:
        """Whether this scope is granted, in this room if it is a room's scope."""
        return scope in self.scopes and (scope not in OF_A_ROOM or room in self.rooms)


def refuse_empty(scopes: frozenset[Scope], rooms: frozenset[RoomId]) -> None:
    """Raises `BadTerms` for a grant that would allow nothing, or that names too much."""
    if not scopes:
        raise BadTerms("A key needs at least one scope.")
    if bool(scopes & OF_A_ROOM) != bool(rooms):
        raise BadTerms("A key names rooms exactly when it has a scope of a room.")
    if len(rooms) > MOST_ROOMS:
        raise BadTerms(f"A key names at most {MOST_ROOMS} rooms.")

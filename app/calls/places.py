"""Whose place in a call is whose: a call asks by its own name for a place, the room knows none.

What a call calls a place may be a telephone number, and whoever matches it could write anything. So
a room keeps and tells a digest of it: no word, and another one in every room.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.rooms.fields import PersonId, PlaceId, RoomId

Ref = str
"""A place in a call, by the name that the call has for it: a session, a telephone."""
DIGITS = 32


def place_of(room: RoomId, ref: Ref) -> PlaceId:
    """What the room calls this place: the first 32 hexadecimal digits of HMAC-SHA256 over the
    call's name for it, under the room's id."""
    digest = hmac.digest(room.encode(), ref.encode(errors="surrogatepass"), "sha256")
    return PlaceId(digest.hex()[:DIGITS])


class Refs(Protocol):
    """Whose a place is, asked by the call's own name for it; None where it is nobody's."""

    def get(self, ref: Ref, /) -> PersonId | None:
        """The person, if leaders have said who it is."""
        ...


@dataclass(frozen=True, slots=True)
class Matched:
    """`Refs` of a room, as its leaders have matched them."""

    room: RoomId
    places: Mapping[PlaceId, PersonId] = field(default_factory=dict)

    def get(self, ref: Ref, /) -> PersonId | None:
        """As `Refs.get`."""
        return self.places.get(place_of(self.room, ref)) if self.places else None

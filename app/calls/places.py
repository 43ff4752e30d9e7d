"""Whose place in a call is whose: a call asks by its own name for a place, the room knows none.

What a call calls a place may be a telephone number, and whoever matches it could write anything. So
a room keeps and tells a digest of it: no word, and another one in every room.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import overload

from app.rooms.fields import PersonId, PlaceId, RoomId

Ref = str
"""A place in a call, by the name that the call has for it: a device, a telephone."""
DIGITS = 32


def place_of(room: RoomId, ref: Ref) -> PlaceId:
    """What the room calls this place: the first 32 hexadecimal digits of HMAC-SHA256 over the
    call's name for it, under the room's id."""
    digest = hmac.digest(room.encode(), ref.encode(errors="surrogatepass"), "sha256")
    return PlaceId(digest.hex()[:DIGITS])


@dataclass(frozen=True, slots=True)
class Matched:
    """Whose places are, as the leaders of a room have matched them; which there are it cannot
    tell."""

    room: RoomId
    places: Mapping[PlaceId, PersonId] = field(default_factory=dict)

    @overload
    def get(self, ref: Ref, /) -> PersonId | None: ...
    @overload
    def get(self, ref: Ref, otherwise: PersonId, /) -> PersonId: ...
    def get(self, ref: Ref, otherwise: PersonId | None = None, /) -> PersonId | None:
        """The person, asked by the call's own name for the place; `otherwise` where it is
        nobody's."""
        return self.places.get(place_of(self.room, ref), otherwise) if self.places else otherwise

    def __contains__(self, ref: object, /) -> bool:
        """Whether it is somebody's."""
        return isinstance(ref, str) and self.get(ref) is not None


Refs = Mapping[Ref, PersonId] | Matched
"""What an adapter may ask, by `get` and `in`; it is not gone through."""

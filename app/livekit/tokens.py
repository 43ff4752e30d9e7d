"""Tokens that let a person into the room's call, as the floor is at this moment.

A lock has a lease in them as well: whoever is locked also gets a token for later. LiveKit takes it
only when no node of ours has renewed it for the lease, and then it lets its person speak. While one
lives, whoever comes in by it is locked again.
"""

from dataclasses import dataclass, field

import jwt
from livekit.api.access_token import Claims, VideoGrants

from app.calls.ports import Entrance, WayBack
from app.calls.wanted import FREE, Wanted
from app.livekit import grants
from app.livekit.places import LOCKED, OURS
from app.phases.units import MINUTE, SECOND, Instant, Millis, later
from app.rooms.fields import PersonId, RoomId

LIFE = Millis(MINUTE)
"""How long a token can be used for coming in."""
LEASE = Millis(15 * SECOND)
"""From the making of a way back until LiveKit takes it; as long as the grace of fail-open."""
LEEWAY = Millis(MINUTE)
"""How much LiveKit forgives a token's times, either way."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signed with the server's key and secret; `url` is where pages find it."""

    url: str
    key: str
    secret: str = field(repr=False)

    def entrance(self, room: RoomId, person: PersonId, wanted: Wanted, now: Instant) -> Entrance:
        """What lets this person in, with what the room wants of them."""
        until = later(now, LIFE)
        token = self._signed(room, person, wanted, now, until)
        return Entrance(self.url, token, until, self._way_back(room, person, wanted, now))

    def _way_back(
        self, room: RoomId, person: PersonId, wanted: Wanted, now: Instant
    ) -> WayBack | None:
        if not grants.is_lock(wanted):
            return None
        good_from = later(now, LEASE)
        opens = later(good_from, LEEWAY)
        token = self._signed(room, person, FREE, opens, later(opens, LIFE))
        return WayBack(token, good_from)

    def _signed(
        self, room: RoomId, person: PersonId, wanted: Wanted, begins: Instant, until: Instant
    ) -> str:
        marks = {OURS: str(room)} | ({LOCKED: "1"} if grants.is_lock(wanted) else {})
        claims = Claims(video=video_grants(room, wanted), attributes=marks).asdict()
        claims |= {"sub": person, "iss": self.key, "nbf": begins // 1000, "exp": until // 1000}
        return jwt.encode(claims, self.secret, algorithm="HS256")


def video_grants(room: RoomId, wanted: Wanted) -> VideoGrants:
    """All that a person may do: hear, and send what is not locked. Not to send data, to change
    what is said of them, to be invisible, to record, or to look after the room."""
    grant = grants.grant_for(wanted)
    return VideoGrants(
        room_join=True, room=str(room),
        can_subscribe=True, can_publish=grant.may_send, can_publish_sources=grant.names(),
        can_publish_data=False, can_update_own_metadata=False, can_subscribe_metrics=False,
    )  # fmt: skip

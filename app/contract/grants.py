"""The join grant: who brings it into a call is that person. It is good once, and for a minute."""

from dataclasses import dataclass, field

from app.access.errors import JoinGrantRefused
from app.access.secrets import Drawn, Kind, Presented, draw, is_same, parse
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Ids

LIFE = Millis(60 * SECOND)


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """A join grant as stored; taking it deletes it, whether it then proves good or not."""

    id: str
    digest: bytes = field(repr=False)
    room: RoomId
    person: PersonId
    expires_at: Instant


def drawn(room: RoomId, person: PersonId, ids: Ids, now: Instant) -> tuple[JoinGrant, Drawn]:
    """A new grant, and the text that its holder brings."""
    fresh = draw(Kind.JOIN, ids)
    return JoinGrant(fresh.id, fresh.digest, room, person, later(now, LIFE)), fresh


def presented(text: str) -> Presented:
    """What somebody brought; raises `JoinGrantRefused`."""
    return parse(Kind.JOIN, text)


def check(grant: JoinGrant | None, brought: Presented, room: RoomId, now: Instant) -> PersonId:
    """Who it is for, if it is good here and now; raises `JoinGrantRefused`."""
    if grant is None or not is_same(brought.digest, grant.digest):
        raise JoinGrantRefused
    if grant.room != room or grant.expires_at <= now:
        raise JoinGrantRefused
    return grant.person

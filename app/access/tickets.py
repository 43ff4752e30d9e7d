"""The ticket: lets one socket of one pass in, once, within 30 s, from where it was drawn."""

from dataclasses import dataclass, field

from app.access.errors import TicketInvalid
from app.access.secrets import Presented, is_same
from app.phases.units import SECOND, Instant, Millis
from app.rooms.fields import PersonId, RoomId

LIFE = Millis(30 * SECOND)
MOST_ORIGIN_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as stored; taking it deletes it, whether it then proves good or not."""

    id: str
    digest: bytes = field(repr=False)
    pass_id: str
    room: RoomId
    person: PersonId
    origin: str
    expires_at: Instant


def check(
    ticket: Ticket | None, presented: Presented, *, room: RoomId, origin: str, now: Instant
) -> Ticket | None:
    """The ticket if it is good here and now, else None."""
    if ticket is None or not is_same(presented.digest, ticket.digest):
        return None
    is_here = ticket.room == room and ticket.origin == origin
    return ticket if is_here and now < ticket.expires_at else None


def refuse_origin(origin: str) -> None:
    """Raises `TicketInvalid` for an origin that no browser sends."""
    if not 1 <= len(origin) <= MOST_ORIGIN_CHARACTERS:
        raise TicketInvalid

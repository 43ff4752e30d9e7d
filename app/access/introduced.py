"""Who is known by an integrator's own id of them."""

from dataclasses import dataclass, field

from app.access.endings import Ending
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody whom an integrator has sent, as stored; `digest` is of the room and of `sub`."""

    room: RoomId
    digest: bytes = field(repr=False)
    person: PersonId
    ended_at: Instant | None = None
    ending: Ending | None = None

"""Whoever has been let in by a link or a grant comes to their room's door."""

from app.access.opening import Opened
from app.rooms.capacities import known
from app.rooms.errors import NotFound, RoomClosed
from app.rooms.fields import PersonId, RoomId
from app.rooms.reception import is_over
from app.rooms.roles import person
from app.rooms.state import Person
from app.web.entry import is_leader
from app.web.parts import Parts


async def refuse_after_end(
    parts: Parts, room_id: RoomId, visitor: PersonId | None, *, is_by_name: bool
) -> None:
    """Raises `RoomClosed` once the meeting has ended, before anybody is made by the opening.

    Whoever is known comes in as long as there is the end to read, and a leader, by what names them
    (`is_by_name`), as long as there is attendance to confirm. `visitor` None: somebody new.
    """
    room = (await parts.room(room_id)).room
    if room.ended_at is None:
        return
    if visitor is None or known(room, person(visitor)) is None:
        raise RoomClosed
    if not is_over(room, parts.rooms.clock.now()):
        return
    if not is_by_name or not is_leader(room, person(visitor)):
        raise RoomClosed


async def arrived(parts: Parts, opened: Opened) -> Person:
    """The person at the door or further in; raises what keeps the room from knowing them."""
    live = await parts.room(opened.room)
    is_stranger = opened.needs_confirmation
    await parts.rooms.arrive(
        opened.room, opened.person, opened.name, opened.role, is_stranger=is_stranger
    )
    one = known(live.room, person(opened.person))
    if one is None:
        raise NotFound
    return one

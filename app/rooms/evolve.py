"""evolve(room, event) -> room: the fold. Total: every event of the union has its function.

The functions live in `evolving`, one file per subject; the table here is what a new event joins.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from app.phases.units import Instant
from app.rooms.errors import NotFound
from app.rooms.events import Event, RoomCreated
from app.rooms.evolving import clock, meeting, people, push_back
from app.rooms.fields import RoomId
from app.rooms.state import Room

Fold = Callable[[Room, Any], Room]

EVOLVE: dict[type[Event], Fold] = {
    **meeting.FOLDS,
    **clock.FOLDS,
    **people.FOLDS,
    **push_back.FOLDS,
}


def born(room_id: RoomId, epoch: str, event: Event) -> Room:
    """A room from its first event, which must be `RoomCreated`."""
    if not isinstance(event, RoomCreated):
        raise NotFound("this log does not begin with a room")
    return Room(
        id=room_id,
        epoch=epoch,
        plan=event.plan,
        created_at=Instant(event.at),
        seq=1,
        agreement=event.agreement,
        is_rehearsal=event.is_rehearsal,
    )


def evolve(room: Room, event: Event) -> Room:
    """The room after the event; `seq` rises by one."""
    return replace(EVOLVE[type(event)](room, event), seq=room.seq + 1)


def fold(room: Room, events: Iterable[Event]) -> Room:
    """The room after several events."""
    for event in events:
        room = evolve(room, event)
    return room

"""evolve(room, event) -> room: the fold. Total: every event of the union has its function.

The functions live in `evolving`, one file per subject; the table here is what a new event joins.
"""

from collections.abc import Callable, Iterable
from typing import Any

from app.phases.units import Instant
from app.rooms.errors import NotFound
from app.rooms.events import Event, RoomCreated
from app.rooms.evolving import clock, meeting, people, places, push_back
from app.rooms.fields import PersonId, RoomId
from app.rooms.replacing import replaced
from app.rooms.state import Room

Fold = Callable[[Room, Any], Room]

EVOLVE: dict[type[Event], Fold] = {
    **meeting.FOLDS,
    **clock.FOLDS,
    **people.FOLDS,
    **push_back.FOLDS,
    **places.FOLDS,
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
        call=event.call,
        is_test=event.is_test,
    )


def evolve(room: Room, event: Event) -> Room:
    """The room after the event; `seq` rises by one."""
    after = EVOLVE[type(event)](room, event)
    ceased = _ceased_to_lead(room, after)
    if not ceased:
        return replaced(after, seq=room.seq + 1)
    until = {**after.led_until, **dict.fromkeys(ceased, Instant(event.at))}
    return replaced(after, seq=room.seq + 1, led_until=until)


def _ceased_to_lead(room: Room, after: Room) -> set[PersonId]:
    """Who is no longer one of the leaders: went, was removed or sent out, or took the chair."""
    if after.people is room.people and after.position is room.position:
        return set()
    return {p.id for p in room.leaders()} - {p.id for p in after.leaders()}


def fold(room: Room, events: Iterable[Event]) -> Room:
    """The room after several events."""
    for event in events:
        room = evolve(room, event)
    return room

"""Whose place in the call is whose."""

from collections.abc import Callable
from typing import Any

from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.people import there
from app.rooms.deciding.scene import Scene
from app.rooms.errors import IllegalHere, RoomFull
from app.rooms.events import Event
from app.rooms.state import KNOWS_WHOSE, Room, Standing

MAX_PLACES = 64
"""Places in a call that leaders have matched, at a time."""


def match(room: Room, command: c.MatchPlace, scene: Scene) -> list[Event]:
    """Theirs from now on. Whoever is out may not be in the call: a slip would end it for them."""
    _check_call(room)
    person = there(room, command.person)
    if person.standing is not Standing.SEATED:
        raise IllegalHere("only somebody in the circle has a place in the call")
    if room.places.get(command.place) == person.id:
        return []
    if command.place not in room.places and len(room.places) >= MAX_PLACES:
        raise RoomFull("so many places in the call are matched already; free one first")
    return [e.PlaceMatched(scene.now, command.place, person.id)]


def free(room: Room, command: c.FreePlace, scene: Scene) -> list[Event]:
    """Nobody's from now on."""
    _check_call(room)
    return [e.PlaceFreed(scene.now, command.place)] if command.place in room.places else []


def _check_call(room: Room) -> None:
    if room.call in KNOWS_WHOSE:
        raise IllegalHere("in this call leaders match nobody")


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.MatchPlace: match,
    c.FreePlace: free,
}

"""Whose place in the call is whose."""

from collections.abc import Callable
from typing import Any

from app.rooms import events as e
from app.rooms.replacing import replaced
from app.rooms.state import Room


def matched(room: Room, event: e.PlaceMatched) -> Room:
    """Theirs, whosever it was."""
    return replaced(room, places={**room.places, event.place: event.person})


def freed(room: Room, event: e.PlaceFreed) -> Room:
    """Nobody's."""
    left = {place: whose for place, whose in room.places.items() if place != event.place}
    return replaced(room, places=left)


FOLDS: dict[type[e.Event], Callable[[Room, Any], Room]] = {
    e.PlaceMatched: matched,
    e.PlaceFreed: freed,
}

"""Whose connection is over because of what happened in the room."""

from app.rooms.fields import PersonId
from app.rooms.seat import RESYNC, REVOKED, Parting
from app.rooms.state import Room, Standing


def shown_out(room: Room, person: PersonId | None) -> Parting | None:
    """Why this person's connection is over, None where it is not.

    The removed are shown out; who turned out to be somebody we know comes back as them, and so does
    who was given up for lost while connected here.
    """
    one = room.people.get(person) if person is not None else None
    if one is None:
        return None
    if one.standing is Standing.REMOVED:
        return REVOKED
    return RESYNC if one.is_merged_into is not None or one.is_gone else None

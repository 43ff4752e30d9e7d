"""Whose a room is: a column of its row, which stays when the room's log is reduced."""

from sqlalchemy import ColumnElement, Connection, case, select, update

from app.access.organisations import OURS, PRACTICE
from app.rooms.fields import RoomId
from app.storage.schema import ROOM

IS_PRACTICE = ROOM.c.organisation.endswith(PRACTICE)
"""Of a room: whether it is one for practice."""


def is_seen(organisation: ColumnElement[str], owner: ColumnElement[str]) -> ColumnElement[bool]:
    """`organisations.is_seen_by` of columns, for what is there: seen by its owner, and by the
    server's own of that half. So written an index of `organisation` finds who sees a room."""
    ours = case((owner.endswith(PRACTICE), PRACTICE), else_=OURS)
    return organisation.in_((owner, ours))


class OwnerRows:
    """That part of `AccessRows`, over a connection whose transaction is somebody else's to end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def own_room(self, room: RoomId, organisation: str) -> None:
        """The room is this organisation's."""
        owned = update(ROOM).where(ROOM.c.id == room).values(organisation=organisation)
        self._connection.execute(owned)

    def owner_of(self, room: RoomId) -> str | None:
        """Whose the room is, also once it is reduced; None where there is no such room."""
        found: str | None = self._connection.scalar(
            select(ROOM.c.organisation).where(ROOM.c.id == room)
        )
        return found

    def rooms_of(self, organisation: str) -> frozenset[RoomId]:
        """The organisation's rooms that have not been reduced."""
        return self._living(ROOM.c.organisation == organisation)

    def rooms_for_practice(self) -> frozenset[RoomId]:
        """The rooms of all halves for practice that have not been reduced."""
        return self._living(IS_PRACTICE)

    def _living(self, whose: ColumnElement[bool]) -> frozenset[RoomId]:
        living = select(ROOM.c.id).where(whose, ROOM.c.reduced_at.is_(None))
        return frozenset(RoomId(room) for room in self._connection.scalars(living))

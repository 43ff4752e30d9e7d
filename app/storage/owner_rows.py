"""Whose a room is: a column of its row, which stays when the room's log is reduced."""

from sqlalchemy import Connection, select, update

from app.rooms.fields import RoomId
from app.storage.schema import ROOM


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
        living = select(ROOM.c.id).where(
            ROOM.c.organisation == organisation, ROOM.c.reduced_at.is_(None)
        )
        return frozenset(RoomId(room) for room in self._connection.scalars(living))

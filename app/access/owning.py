"""Whose rooms are whose, by the rows."""

from app.access.grants import Grant, Scope
from app.access.organisations import OURS, PRACTICE, is_seen_by
from app.access.ports import AccessStore
from app.rooms.fields import RoomId


class Owning:
    """What an organisation's operators may do, room by room."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    async def own(self, grant: Grant, room: RoomId) -> None:
        """The room is the organisation's whose key made it; one for practice is born as ours."""
        if grant.organisation not in {OURS, PRACTICE}:
            await self._store.write(lambda rows: rows.own_room(room, grant.organisation))

    async def operates(self, grant: Grant, room: RoomId) -> bool:
        """Whether this key makes links in the room and sees who was there."""
        return grant.may(Scope.OPERATOR) and await self.is_of(grant.organisation, room)

    async def is_of(self, organisation: str, room: RoomId) -> bool:
        """Whether it may know of the room; of one that is not there only we may."""
        owner = await self._store.read(lambda rows: rows.owner_of(room))
        return is_seen_by(organisation, owner)

    async def seen(self, organisation: str, rooms: frozenset[RoomId]) -> frozenset[RoomId]:
        """Those of the rooms that it may know of."""
        if organisation == OURS:
            return rooms - await self._store.read(lambda rows: rows.rooms_for_practice())
        if organisation == PRACTICE:
            return rooms & await self._store.read(lambda rows: rows.rooms_for_practice())
        return rooms & await self._store.read(lambda rows: rows.rooms_of(organisation))

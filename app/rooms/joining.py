"""Those who say hello while their room is busy join it together.

An append has the room to itself until it is on the disk. Ten who come at once would wait for ten of
them, and each would be shown to all who came before; whoever comes while an append is under way
goes into the next one with everybody else who did: one append, one fold, one frame to each.
"""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

from app.rooms.commands import Join
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, RoomId
from app.rooms.live import LiveRoom
from app.rooms.roles import SYSTEM
from app.rooms.service import Press, Rooms

MOST: Final = 64
"""Who joins together; more would be a long turn of the loop."""


@dataclass(slots=True, eq=False)
class Group:
    """Who waits for the room's next turn; `has_joined` is false when their first one failed."""

    joins: list[Join] = field(default_factory=list)
    has_joined: asyncio.Future[bool] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Joining:
    """Gathers joins by room; the first of a group waits for the room's turn, the rest for them."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._groups: dict[RoomId, Group] = {}

    def gathered(self, room: RoomId) -> int:
        """How many wait for the next turn of this room."""
        group = self._groups.get(room)
        return 0 if group is None else len(group.joins)

    async def join(self, live: LiveRoom, join: Join) -> None:
        """The person has joined, as far as that is a fact; raises `RoomError`."""
        while (group := self._groups.get(live.room.id)) is not None and len(group.joins) < MOST:
            if await self._follow(live.room.id, group, join):
                return
        await self._lead(live, Group([join]))

    async def _follow(self, room: RoomId, group: Group, join: Join) -> bool:
        group.joins.append(join)
        try:
            return await asyncio.shield(group.has_joined)
        except asyncio.CancelledError:
            if self._groups.get(room) is group:  # not on its way yet
                group.joins.remove(join)
            raise

    async def _lead(self, live: LiveRoom, group: Group) -> None:
        self._groups[live.room.id] = group
        try:
            await self._rooms.do_in_turn(live, lambda: self._press(live.room.id, group))
        except BaseException:
            group.has_joined.set_result(False)  # each may try by themselves
            raise
        else:
            group.has_joined.set_result(True)
        finally:
            self._close(live.room.id, group)

    def _press(self, room: RoomId, group: Group) -> Press:
        self._close(room, group)
        first, *others = group.joins
        name = CommandId(f"joined:{room}:{first.person}:{first.visit}")
        beside = tuple((join.person, join.visit) for join in others)
        return Press(name, Ask(replace(first, beside=beside), SYSTEM), digest=b"")

    def _close(self, room: RoomId, group: Group) -> None:
        """Whoever comes from now on goes into the next group."""
        if self._groups.get(room) is group:
            del self._groups[room]

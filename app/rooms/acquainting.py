"""Who is connected to a room is read once for all who come to it while nobody here knows.

A meeting comes together at its hour: its people say hello within the same instant to a node that
has just read their room's log. Each of them would read the same rows, and ask the pulse whether it
owes the database anything.
"""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom


class Acquainting:
    """Has `acquaint` read the rows of rooms that are not acquainted, of each by one at a time."""

    def __init__(self, acquaint: Callable[[LiveRoom], Awaitable[object]]) -> None:
        self._acquaint = acquaint
        self._reading: WeakValueDictionary[RoomId, asyncio.Lock] = WeakValueDictionary()

    async def meet(self, live: LiveRoom) -> None:
        """The room knows who is connected; raises as `acquaint`, after which the next one tries."""
        if live.is_acquainted:
            return
        async with self._reading.setdefault(live.room.id, asyncio.Lock()):
            if not live.is_acquainted:
                await self._acquaint(live)

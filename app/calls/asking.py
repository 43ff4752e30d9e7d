"""What an adapter asks about a person while it acts for them, answered by the room."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from app.calls.tries import Answer, Tries
from app.calls.wanted import Wanted, desired
from app.phases.units import Instant
from app.rooms.errors import Unavailable
from app.rooms.fields import PersonId, RoomId
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable
from app.rooms.service import Rooms
from app.rooms.state import Chair, Standing

READ_WITHIN = 1.0
"""Seconds: a database that hangs is away as well, and nobody's own key waits for it."""
ComeBackIn = Callable[[LiveRoom, PersonId], Awaitable[None]]


class RoomAsking:
    """`Asking` over the rooms of this node. `come_back_in` presses it for the person, as their own
    press and by the same way, also while the database is away."""

    def __init__(self, rooms: Rooms, come_back_in: ComeBackIn) -> None:
        self.rooms = rooms
        self._come_back_in = come_back_in
        self._tries: WeakKeyDictionary[LiveRoom, tuple[Instant, Tries]] = WeakKeyDictionary()
        """Of each room's push-back that is now, by when it began; nothing longer than the room."""

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        """As `Asking.wanted`."""
        live = await self.rooms.hold(room)
        with contextlib.suppress(LogUnavailable, Unavailable, TimeoutError):
            async with asyncio.timeout(READ_WITHIN):
                await self._read(live)
        one = live.room.people.get(person)
        if one is None or one.standing is not Standing.SEATED:
            return None
        return desired(live.room, live.moment).of(person)

    async def _read(self, live: LiveRoom) -> None:
        """As far as the log goes; what no database says any more is as this node knows it."""
        head = (await self.rooms.log.heads([live.room.id])).get(live.room.id)
        if head is not None:
            await self.rooms.catch_up(live, head.seq)

    async def tried(self, room: RoomId, person: PersonId) -> bool:
        """As `Asking.tried`."""
        live = await self.rooms.hold(room)
        sat_back_at = _sat_back_at(live, person)
        if sat_back_at is None:
            return False
        told = self._tries.get(live)
        tries = told[1] if told is not None and told[0] == sat_back_at else Tries()
        tries, answer = tries.unmuted(self.rooms.clock.now())
        self._tries[live] = (sat_back_at, tries)
        if answer is not Answer.LET_THROUGH:
            return False
        await self._come_back_in(live, person)
        return True


def _sat_back_at(live: LiveRoom, person: PersonId) -> Instant | None:
    """When they sat back, if they do: only the presenter can, so that it says who as well."""
    case = live.room.case
    if case is None or case.presenter != person:
        return None
    back = case.push_back
    return back.sat_back_at if back.chair is Chair.SITTING_BACK else None

"""Who came and went at other nodes while no share could tell of it.

While the bus is away, and once when it is back, the rows of connection are compared once a second:
one question for many rooms. A room that knows otherwise is read as if a share had told of it.
"""

import asyncio
import logging
from collections.abc import Callable

from app.phases.units import SECOND, Millis
from app.rooms.live import LiveRoom
from app.rooms.outages import Outages
from app.rooms.ports import Connections, LogUnavailable, Sign
from app.rooms.service import Rooms

EVERY = Millis(SECOND)
ROOMS_AT_ONCE = 64

_log = logging.getLogger(__name__)


class Elsewhere:
    """Run it beside the server. `stirred` hears of rooms whose rows are to be read."""

    def __init__(
        self, rooms: Rooms, connections: Connections, *, dead_after: Millis,
        stirred: Callable[[LiveRoom], None],
    ) -> None:  # fmt: skip
        self.rooms = rooms
        self.connections = connections
        self.dead_after = dead_after
        self._stirred = stirred
        self._outages = Outages(rooms.bus)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY / 1000)
            await self.look()

    async def look(self) -> None:
        """Compare, if what the others tell may have been lost since the last look."""
        if not self._outages.have_hidden():
            return
        try:
            await self._compare()
        except LogUnavailable:
            self._outages.owe_a_look()
        except Exception as error:  # as in a round of the pulse
            _log.error("rows could not be compared: %s", type(error).__name__)
            self.rooms.meter.count("fault", type(error).__name__)

    async def _compare(self) -> None:
        rooms = [room for room, live in self.rooms.held.items() if live.seats]
        for start in range(0, len(rooms), ROOMS_AT_ONCE):
            handful = rooms[start : start + ROOMS_AT_ONCE]
            now = self.rooms.clock.now()
            for sign in await self.connections.signs(handful, now, self.dead_after):
                live = self.rooms.held.get(sign.room)
                if live is not None and not live.is_stirred and is_news(live, sign):
                    live.is_stirred = True
                    self._stirred(live)


def is_news(live: LiveRoom, sign: Sign) -> bool:
    """Whether a row says of somebody what this room does not know."""
    if any(seat.visit < sign.visit for seat in live.seats_of(sign.person)):
        return True
    return sign.is_connected != (sign.person in live.here())

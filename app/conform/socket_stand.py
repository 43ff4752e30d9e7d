"""A stand that is told on its socket: states are written there, all else goes to its URL."""

import asyncio
from typing import Any

from app.conform.http_stand import PATIENCE, HttpStand
from app.conform.sockets import Sockets
from app.conform.stand import NotPlayable, Posting, Seal
from app.conform.wire import Floor
from app.phases.units import MINUTE

MOST_SKEW = 5 * MINUTE
TAKEN = 202


class SocketStand(HttpStand):
    """As `HttpStand`. What a stand has to refuse is posted all the same: a socket has no signature,
    and the URL where a stand is asked to act must not take a state that we have not signed."""

    def __init__(self, *known: Any, sockets: Sockets, **named: Any) -> None:
        super().__init__(*known, **named)
        self._sockets = sockets

    async def there(self) -> None:
        """As `HttpStand.there`, and a socket is open."""
        await super().there()
        if not self._sockets.count:
            raise NotPlayable("The stand has no socket open.")

    async def send(self, floor: Floor, posting: Posting) -> tuple[int, ...]:
        """As `Stand.send`. Nobody says that a state has been read from a socket: it is waited for
        until it is reported, or half of its time is over."""
        if posting.seal is not Seal.RIGHT or abs(posting.skew) > MOST_SKEW:
            return await super().send(floor, posting)
        text, now = self._message(floor, posting).decode(), asyncio.get_running_loop().time()
        for _ in range(posting.copies):
            if not await self._sockets.tell(text, PATIENCE):
                raise NotPlayable("The stand had no socket open.")
        end = now + self._pace.deadline / 2
        await self.told.until(lambda: self.told.report_of(floor.version, now), end)
        return (TAKEN,) * posting.copies

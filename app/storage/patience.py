"""How long somebody waits for the database: one timer for everybody who does.

A timer for each would cost more than the rest of waiting: every command of every room waits once.
"""

import asyncio
from typing import Any

from app.rooms.ports import LogUnavailable

LOOK_EVERY = 1.0
"""Seconds between looks while anybody waits; patience ends at most so much later."""


class Patience:
    """Ends futures with `LogUnavailable` that nobody has answered within `seconds`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._every = min(LOOK_EVERY, seconds)
        self._waiting: list[tuple[float, asyncio.Future[Any]]] = []
        self.timer: asyncio.TimerHandle | None = None

    def begin(self, future: asyncio.Future[Any]) -> None:
        """Somebody waits for this one from now on."""
        self._waiting.append((self._loop.time() + self._seconds, future))
        if self.timer is None:
            self.timer = self._loop.call_later(self._every, self._look)

    def _look(self) -> None:
        now = self._loop.time()
        for at, future in self._waiting:
            if at <= now and not future.done():
                future.set_exception(LogUnavailable("the database does not answer"))
        self._waiting = [(at, future) for at, future in self._waiting if not future.done()]
        self.timer = self._loop.call_later(self._every, self._look) if self._waiting else None

    def stop(self) -> None:
        """Nobody waits any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self._waiting.clear()

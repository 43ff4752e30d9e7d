"""What waits to leave this node: bounded, and over its bounds the oldest goes."""

import asyncio
from collections import deque

from app.rooms.ports import Meter

MOST_WAITING = 1_024
MOST_WAITING_BYTES = 4_194_304
BATCH_BYTES = 65_536
"""What leaves at once, though always one message at least."""


class Outbox:
    """Messages in order; `put` never waits."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._filled = asyncio.Event()

    def put(self, data: bytes) -> None:
        """Behind the others; what no longer fits in front is dropped and counted."""
        self._waiting.append(data)
        self._bytes += len(data)
        while len(self._waiting) > MOST_WAITING or self._bytes > MOST_WAITING_BYTES:
            self._bytes -= len(self._waiting.popleft())
            self._meter.count("bus_dropped", "full")
        self._filled.set()

    async def batch(self) -> list[bytes]:
        """The oldest messages, as soon as there are any; they are no longer here."""
        await self._filled.wait()
        taken = [self._waiting.popleft()]
        size = len(taken[0])
        while self._waiting and size + len(self._waiting[0]) < BATCH_BYTES:
            taken.append(self._waiting.popleft())
            size += len(taken[-1])
        self._bytes -= size
        if not self._waiting:
            self._filled.clear()
        return taken

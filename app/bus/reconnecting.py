"""A bus over a line that breaks: it is made again for ever, and says whether it stands."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from zlib import crc32

from app.bus.codec import NotCarried, encode
from app.bus.listeners import Listeners
from app.bus.outbox import Outbox
from app.rooms.ports import Hint, Meter, Share

DEADLINE = 4.0
"""Seconds within which the other end takes or answers something, or counts as dead."""
ASK_EVERY = 5.0
"""Seconds between questions whether the other end lives; death is noticed after 9 at most."""
FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0
"""Seconds between attempts to connect; each waits up to twice as long as the one before."""
STEADY_AFTER = 10.0
"""Seconds after which a line counts as a good one: then the waits begin anew."""

_log = logging.getLogger(__name__)


class Line(Protocol):
    """A connection that stands. Each method raises whatever it likes once it does not."""

    async def send(self, messages: Sequence[bytes]) -> None:
        """To every other node."""
        ...

    async def last(self) -> None:
        """Until the line is broken, which it finds out by itself within `ASK_EVERY + DEADLINE`."""
        ...


Take = Callable[[bytes], None]
Dial = Callable[[Take], AbstractAsyncContextManager[Line]]
"""A line that hands over what others sent; it is up when entered, and entering ends in time."""


class LineEnded(Exception):
    """The other end has hung up."""


class ReconnectingBus:
    """One node's `Bus`, while `run` runs. `pause` is the least time between two batches, in s."""

    def __init__(self, dial: Dial, node: str, meter: Meter, *, pause: float = 0.0) -> None:
        self._dial = dial
        self._node = node
        self._meter = meter
        self._pause = pause
        self._outbox = Outbox(meter)
        self._listeners = Listeners(meter)
        self.subscribe = self._listeners.subscribe
        self._is_up = False
        self._lines = 0
        self._is_said_down = False

    @property
    def is_up(self) -> bool:
        """Whether what others publish arrives here, as far as anybody can know."""
        return self._is_up

    @property
    def lines(self) -> int:
        """How many have stood, with the one that does."""
        return self._lines

    def publish(self, message: Hint | Share) -> None:
        """To every other node, soon; without a line it waits, and the oldest are dropped."""
        try:
            self._outbox.put(encode(message))
        except NotCarried as error:
            self._meter.count("bus_dropped", error.why)

    async def run(self) -> None:
        """Until cancelled: connect, carry, and when the line breaks connect again."""
        attempt = 0
        while True:
            lasted = await self._one_line()
            attempt = 0 if lasted > STEADY_AFTER else attempt + 1
            await asyncio.sleep(wait_before(self._node, attempt))

    async def _one_line(self) -> float:
        """From one connection to its end; how many seconds it stood."""
        loop = asyncio.get_running_loop()
        up_since = None
        try:
            async with self._dial(self._listeners.take) as line:
                up_since = loop.time()
                self._say_up()
                await self._carry(line)
        except Exception as error:  # whatever it was: a node goes on without its bus
            self._say_down(error)
        finally:
            self._is_up = False
        return 0.0 if up_since is None else loop.time() - up_since

    async def _carry(self, line: Line) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send(line))
            await line.last()
            raise LineEnded

    async def _send(self, line: Line) -> None:
        while True:
            batch = await self._outbox.batch()
            async with asyncio.timeout(DEADLINE):
                await line.send(batch)
            await asyncio.sleep(self._pause)

    def _say_up(self) -> None:
        self._is_up = True
        self._lines += 1
        self._is_said_down = False
        _log.info("the bus is up")

    def _say_down(self, error: BaseException) -> None:
        """Once an outage and by its kind: a driver's words may repeat the address."""
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if not self._is_said_down:
            self._is_said_down = True
            _log.warning("the bus is down: %s", type(error).__name__)


def wait_before(node: str, attempt: int) -> float:
    """Seconds before the next attempt; nodes that lost the same server do not come back in step."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempt, 8)))
    share = crc32(f"{node} {attempt}".encode()) / 2**32
    return longest / 2 * (1 + share)

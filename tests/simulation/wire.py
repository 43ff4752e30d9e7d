"""One connection between a page and a node, as both ends and the network see it.

The node's end is what the socket edge is given by its server: ASGI's `receive` and `send`, and the
`Transport` below them. Frames keep their order in each direction, as by TCP.
"""

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from random import Random
from typing import Any, Protocol

from app.rooms.seat import HIGH_WATER
from app.web.serving.transport import EXTENSION, Transport
from tests.simulation.store import NOWHERE

ORIGIN = "https://pushback.example"
CODE_OF_A_CUT = 1006


class Reader(Protocol):
    """Whoever reads at the page's end."""

    def take(self, wire: "Wire", payload: bytes) -> None:
        """A frame came."""
        ...

    def lost(self, wire: "Wire", code: int) -> None:
        """The connection is over."""
        ...


class Wire:
    """A connection. `is_black`: what either end sends vanishes, and neither is told."""

    def __init__(self, reader: Reader, chance: Random, slowest: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._reader = reader
        self._chance = chance
        self._slowest = slowest
        self._last_down = 0.0
        self._last_up = 0.0
        self._unread: deque[bytes] = deque()
        self._inbox: deque[dict[str, Any]] = deque([{"type": "websocket.connect"}])
        self._waiter: asyncio.Future[None] | None = None
        self._buffered = 0
        self._full_above = chance.choice((0, 0, 1_000, 4_000))
        self.is_black = False
        self.is_held = False
        self.let_go_at = -1.0
        """When its reader last went on; what waited meanwhile is on its way."""
        self.is_open_here = True
        self.is_open_there = True
        self.transport = PageTransport(self)

    def scope(self, who: str) -> dict[str, Any]:
        """What the node's endpoint is called with."""
        return {
            "type": "websocket",
            "path": "/ws",
            "headers": [(b"origin", ORIGIN.encode())],
            "client": (who, 1),
            "extensions": {EXTENSION: self.transport},
        }

    # The page's end ------------------------------------------------------------------------

    def send_up(self, text: str) -> None:
        """A frame of the page."""
        if self.is_open_here and not self.is_black:
            self._last_up = self._then(self._last_up)
            message = {"type": "websocket.receive", "text": text}
            self._loop.call_at(self._last_up, self._put, message, context=NOWHERE)

    def cut(self, *, is_told: bool = True) -> None:
        """The page's end is gone; the node is told by and by, unless nothing gets through."""
        if not self.is_open_here:
            return
        self.is_open_here = False
        if is_told and not self.is_black:
            gone = {"type": "websocket.disconnect", "code": CODE_OF_A_CUT}
            self._loop.call_at(self._then(self._last_up), self._gone, gone, context=NOWHERE)

    def hold(self) -> None:
        """The page reads nothing for now."""
        self.is_held = True

    def let_go(self) -> None:
        """The page reads what is there, and goes on."""
        self.is_held = False
        self.let_go_at = self._loop.time()
        while self._unread and self.is_open_here:
            self._read(self._unread.popleft())

    def _arrive(self, payload: bytes) -> None:
        if not self.is_open_here:
            return
        if self.is_held:
            self._unread.append(payload)
        else:
            self._read(payload)

    def _read(self, payload: bytes) -> None:
        self._buffered -= len(payload)
        self._reader.take(self, payload)

    def _end(self, code: int) -> None:
        if self.is_open_here:
            if self.is_held:
                self.let_go()
            self.is_open_here = False
            self._reader.lost(self, code)

    # The node's end ------------------------------------------------------------------------

    def send_down(self, payload: bytes) -> None:
        """A frame of the node."""
        if not self.is_open_there:
            return
        self._buffered += len(payload)
        if not self.is_black:
            self._last_down = self._then(self._last_down)
            self._loop.call_at(self._last_down, self._arrive, payload, context=NOWHERE)

    def buffered(self) -> int:
        """Bytes that the page has not taken; where it reads nothing, all buffers are soon full."""
        is_full = self.is_held and self._buffered > self._full_above
        return HIGH_WATER + 1 if is_full else self._buffered

    def close_there(self, code: int = CODE_OF_A_CUT) -> None:
        """The node's end is gone; both are told, as far as anything gets through."""
        if not self.is_open_there:
            return
        self.is_open_there = False
        self._put({"type": "websocket.disconnect", "code": code})
        if not self.is_black:
            self._loop.call_at(self._then(self._last_down), self._end, code, context=NOWHERE)

    def broken(self) -> None:
        """Both ends find out that nothing has got through for too long."""
        self.is_open_there = False
        self._put({"type": "websocket.disconnect", "code": CODE_OF_A_CUT})
        self._loop.call_soon(self._end, CODE_OF_A_CUT, context=NOWHERE)

    async def receive(self) -> MutableMapping[str, Any]:
        """ASGI's."""
        while not self._inbox:
            self._waiter = self._loop.create_future()
            await self._waiter
        return self._inbox.popleft()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """ASGI's."""
        if message["type"] == "websocket.close":
            self.close_there(message["code"])

    def _gone(self, message: dict[str, Any]) -> None:
        self.is_open_there = False
        self._put(message)

    def _put(self, message: dict[str, Any]) -> None:
        self._inbox.append(message)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _then(self, last: float) -> float:
        return max(last, self._loop.time() + self._chance.uniform(0.0005, self._slowest))


class PageTransport(Transport):
    """The connection below ASGI, without a protocol or socket."""

    __slots__ = ("_wire",)

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._protocol = None
        self.was_refused = False
        """No page sends what is below the frames of the wire."""

    def write_frame(self, prepared: bytes) -> bool:
        """As `Transport`."""
        if self._wire.is_open_there:
            self._wire.send_down(unwrapped(prepared))
        return self._wire.is_open_there

    @property
    def is_leaving(self) -> bool:
        """Whether the page has gone, as far as its node can know."""
        return not self.is_open

    @property
    def is_open(self) -> bool:
        """As `Transport`."""
        return self._wire.is_open_there

    def buffered(self) -> int:
        """As `Transport`."""
        return self._wire.buffered()

    @property
    def is_full(self) -> bool:  # type: ignore[override]  # asked for, where a transport is told
        """As `Transport`."""
        return self.buffered() > HIGH_WATER

    def abort(self) -> None:
        """As `Transport`."""
        self._wire.close_there()

    def heard_by(self, hear: Callable[[str], bool]) -> None:
        """Nothing is: every frame waits for its turn."""


def unwrapped(prepared: bytes) -> bytes:
    """The payload of a server's text frame (RFC 6455, 5.2)."""
    length = prepared[1]
    return prepared[{126: 4, 127: 10}.get(length, 2) :]

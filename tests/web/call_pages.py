"""A page's call socket as a test wants it: frames out, frames in, and how it was closed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from app.rooms.fields import RoomId

PATIENCE = 8.0


class Server(Protocol):
    """Where it listens, in this process or another."""

    port: int

    @property
    def origin(self) -> str:
        """Of its pages."""
        ...


class Caller(Protocol):
    """Somebody who can be let in."""

    room: RoomId

    @property
    def node(self) -> Server:
        """By which they come."""
        ...

    async def ticket(self) -> str:
        """A ticket for one hello."""
        ...


class CallPage:
    """One connection to `/call`."""

    def __init__(self, raw: ClientConnection) -> None:
        self.raw = raw
        self.frames: list[dict[str, Any]] = []
        self.closed: int | None = None
        self.took = self._keep
        self._came = asyncio.Event()

    async def send(self, sent: dict[str, Any] | str) -> None:
        """One frame as JSON, or the text as it is."""
        await self.raw.send(sent if isinstance(sent, str) else json.dumps(sent))

    async def next(self) -> dict[str, Any]:
        """The oldest frame that nobody has looked at; an empty one when there will be none."""
        async with asyncio.timeout(PATIENCE):
            while not self.frames and self.closed is None:
                self._came.clear()
                await self._came.wait()
        return self.frames.pop(0) if self.frames else {}

    async def end(self) -> int | None:
        """Wait until it is closed; the close code."""
        async with asyncio.timeout(PATIENCE):
            while self.closed is None:
                self._came.clear()
                await self._came.wait()
        return self.closed

    async def read(self) -> None:
        """Until the connection is over."""
        with contextlib.suppress(ConnectionClosed):
            async for text in self.raw:
                self.took(json.loads(text))
        self.closed = self.raw.close_code or 0
        self._came.set()

    def _keep(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        self._came.set()


@contextlib.asynccontextmanager
async def call_page(node: Server, *, origin: str | None = None) -> AsyncIterator[CallPage]:
    """A connection that has not said hello."""
    url = f"ws://127.0.0.1:{node.port}/call"
    async with connect(url, origin=Origin(origin or node.origin), proxy=None) as raw:
        page = CallPage(raw)
        reading = asyncio.create_task(page.read())
        try:
            yield page
        finally:
            await raw.close()
            await reading


@contextlib.asynccontextmanager
async def calling(caller: Caller) -> AsyncIterator[CallPage]:
    """A connection past hello: `welcome` has been looked at."""
    async with call_page(caller.node) as page:
        await page.send({"t": "hello", "room": caller.room, "ticket": await caller.ticket()})
        first = await page.next()
        assert first["t"] == "welcome", first
        yield page

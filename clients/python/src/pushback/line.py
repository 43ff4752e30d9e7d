"""One connection: opened, spoken on, heard, and over."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from pushback.coming_back import AHEAD, LOST
from pushback.frames import BadFrame, Frame, frame_of
from pushback.ways import Way
from pushback.world import Patience

FAREWELL = 1.0
"""Seconds that a close waits for the other side's."""
MOST_BYTES = 2**20
"""The longest message that is read; no frame of a server comes near it."""


class Lost(Exception):
    """The connection is over, with its close code; or without one, by `LOST`."""

    def __init__(self, code: int = LOST, after: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.after = after
        """Milliseconds for which the server asked not to be asked again."""


class Line:
    """One connection. Whatever happens to it is `Lost`."""

    def __init__(self, socket: ClientConnection, patience: Patience) -> None:
        self._socket = socket
        self._patience = patience
        self._limit: asyncio.Timeout | None = None
        self._farewell = LOST
        self._until: float | None = None

    async def say(self, frame: Frame) -> None:
        """Send a frame; raises `Lost`, also where nobody takes it."""
        try:
            async with asyncio.timeout(self._patience.doubt):
                await self._socket.send(json.dumps(frame))
        except TimeoutError:
            self.cut()
            raise Lost from None
        except ConnectionClosed:
            raise Lost(self._code()) from None

    async def hear(self) -> Frame:
        """The next frame; raises `Lost`, also after silence and for what is no frame."""
        try:
            async with (
                asyncio.timeout_at(self._until),
                asyncio.timeout(self._patience.silence) as self._limit,
            ):
                frame = frame_of(await self._socket.recv())
        except (ConnectionClosed, TimeoutError, BadFrame):
            raise Lost(self._code()) from None
        finally:
            self._limit = None
        if frame["t"] == "bye":
            self._farewell = frame["code"]
        return frame

    def doubt(self) -> None:
        """Something was asked that is answered at once: a line that says nothing then is dead."""
        if self._limit is not None and not self._limit.expired():
            until = asyncio.get_running_loop().time() + self._patience.doubt
            when = self._limit.when()
            self._limit.reschedule(until if when is None else min(until, when))

    def goes(self, after: float) -> None:
        """It is left in so many seconds, and `Lost` as `AHEAD`."""
        self._until = asyncio.get_running_loop().time() + after
        self._farewell = AHEAD

    def cut(self) -> None:
        """End it at once, without a word."""
        self._socket.transport.abort()

    def _code(self) -> int:
        """Why it is over: their close code, or what their `bye` said where the close was lost."""
        theirs = self._socket.protocol.close_rcvd
        return self._farewell if theirs is None else int(theirs.code)


class Straight(connect):
    """To the server that was named and nowhere else: what a `hello` brings is a secret."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """As browsers do: a redirect is a failure."""
        return exc


@asynccontextmanager
async def opened(way: Way, patience: Patience) -> AsyncIterator[Line]:
    """A connection that has not said `hello`, until the block ends; raises `Lost`."""
    try:
        socket = await Straight(
            way.server.socket_url,
            origin=way.origin,
            additional_headers=dict(way.headers),
            compression=None,
            max_size=MOST_BYTES,
            ping_interval=None,
            close_timeout=FAREWELL,
            open_timeout=patience.welcome,
            proxy=None if way.server.is_here else True,
        )
    except (OSError, InvalidHandshake, InvalidURI, ConnectionClosed, TimeoutError):
        raise Lost from None
    try:
        yield Line(socket, patience)
    except Lost:
        # Nobody may be there to say farewell to, and whoever comes back has waited enough.
        socket.transport.abort()
        raise
    finally:
        await socket.close()

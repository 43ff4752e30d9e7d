"""A server that says what a test wants it to: for what no real one would say."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Says = Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]
"""What it does with a connection, given its `hello`; the connection is closed after it."""


@dataclass
class Scripted:
    """What each connection meets, one after the other; the last is what all others meet too."""

    script: list[Says]
    hellos: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def meet(self, connection: ServerConnection) -> None:
        """One connection."""
        with contextlib.suppress(ConnectionClosed):
            hello = json.loads(await connection.recv())
            self.hellos.append(hello)
            says = self.script[min(len(self.hellos), len(self.script)) - 1]
            await says(connection, hello)


@contextlib.asynccontextmanager
async def scripted(*script: Says) -> AsyncIterator[Scripted]:
    """Such a server on a loopback port, until the block ends."""
    server = Scripted(list(script))
    async with serve(server.meet, "127.0.0.1", 0) as listening:
        server.port = next(iter(listening.sockets)).getsockname()[1]
        yield server


async def welcome(connection: ServerConnection, *, seq: int = 1, resume: str = "") -> None:
    """Let somebody in, and show them a room."""
    said = {
        "t": "welcome", "room": "r1", "epoch": "e1", "view": "member.v1", "person": "p1",
        "now": 1_000, "ping_ms": 20_000, "resume": resume,
    }  # fmt: skip
    await connection.send(json.dumps(said))
    await state(connection, seq=seq, full=True, view="member.v1")


async def state(connection: ServerConnection, **fields: Any) -> None:
    """A frame of state."""
    frame = {"t": "state", "now": 1_000, "because": [], "set": {"door": {"state": "open"}}}
    await connection.send(json.dumps(frame | fields))


async def until_gone(connection: ServerConnection) -> None:
    """Hear and say nothing until they go."""
    await connection.wait_closed()

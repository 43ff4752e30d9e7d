"""A client of its own at Janus, as whoever reaches the port could have one."""

import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from app.janus.line import PLUGIN, PROTOCOL
from tests.support.janus import URL

Body = dict[str, Any]


class Stranger:
    """What it asks it asks with `secret`, or without any."""

    def __init__(self, socket: ClientConnection, secret: str | None) -> None:
        self._socket = socket
        self._brings = {} if secret is None else {"apisecret": secret}
        self._numbers = itertools.count(1)
        self._place: Body = {}

    async def asks(self, kind: str, **more: Any) -> Body:
        """What Janus answers to exactly this."""
        number = f"s{next(self._numbers)}"
        asked = {"janus": kind, "transaction": number, **self._brings, **more}
        await self._socket.send(json.dumps(asked))
        while True:
            told: Body = json.loads(await self._socket.recv())
            if told.get("transaction") == number and told["janus"] != "ack":
                return told

    async def begins(self) -> None:
        """It makes a session, and a handle of the plugin."""
        session = (await self.asks("create"))["data"]["id"]
        handle = (await self.asks("attach", session_id=session, plugin=PLUGIN))["data"]["id"]
        self._place = {"session_id": session, "handle_id": handle}

    async def says(self, body: Body) -> Body:
        """What VideoRoom answers."""
        told = await self.asks("message", **self._place, body=body)
        found: Body = told["plugindata"]["data"]
        return found


@contextlib.asynccontextmanager
async def stranger(secret: str | None) -> AsyncIterator[Stranger]:
    """Straight at the port, past us."""
    async with connect(URL, subprotocols=[PROTOCOL], proxy=None) as socket:
        yield Stranger(socket, secret)

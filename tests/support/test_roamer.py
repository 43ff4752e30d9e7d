"""Somebody with a bad connection reads nothing of one that is lost."""

import json
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection, serve

from tests.support.roamer import Roamer

WELCOME = json.dumps({"t": "welcome", "epoch": "e", "resume": "r", "view": "leader.v1"})
PINGS = [json.dumps({"t": "ping", "n": n}) for n in range(5)]


async def room(line: ServerConnection) -> None:
    """Says everything at once, and the same to everybody."""
    await line.recv()
    for said in (WELCOME, *PINGS):
        await line.send(said)
    await line.wait_closed()


async def ticket() -> str:
    return "ticket"


@dataclass
class Cut(Roamer):
    """Loses the connection for good at the first ping."""

    async def _take(self, text: str) -> None:
        await super()._take(text)
        if text == PINGS[0]:
            self.is_leaving = True
            self.cut()


async def test_what_came_before_the_cut_and_was_not_read_is_never_read() -> None:
    async with serve(room, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        one = Cut("Ada", f"ws://127.0.0.1:{port}", "http://here", "r", ticket)
        await one.run()

    assert one.heard == [WELCOME, PINGS[0]]
    assert one.raw is None

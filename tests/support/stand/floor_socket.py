"""A stand that is told on its socket, and tells on it: every stand can, for it takes no part."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

FRAMES = {"participants": "participants", "events": "events", "floor-reports": "floor_report"}
AGAIN_AFTER = 0.1


async def unheard(text: str) -> None:
    """Nobody is connected."""
    raise httpx.ConnectError("no socket is open")


class FloorSocket(httpx.AsyncBaseTransport):
    """Carries what a stand posts as frames, and each answer back."""

    def __init__(self, say: Callable[[str], Awaitable[None]] = unheard) -> None:
        self.say = say
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One post as a frame."""
        body = json.loads(await request.aread())
        while not self.answers.empty():  # of a line that broke
            self.answers.get_nowait()
        kind = FRAMES[request.url.path.rpartition("/")[2]]
        await self.say(json.dumps({"type": kind, **body}))
        answer = await self.answers.get()
        if answer["type"] == "done":
            return httpx.Response(200, json=answer)
        return httpx.Response(503 if answer["retry"] else 422, json=answer)

    async def stay(
        self, base: str, key: str, floor_changed: Callable[[dict[str, Any]], object]
    ) -> None:
        """Until cancelled: connected to our side, again and again."""
        url, by = f"{base.replace('http', 'ws', 1)}/floor", {"Authorization": f"Bearer {key}"}
        while True:
            with contextlib.suppress(OSError, WebSocketException):
                async with connect(url, additional_headers=by, proxy=None) as line:
                    self.say = line.send
                    async for text in line:
                        self.came(str(text), floor_changed)
            self.answers.put_nowait({"type": "refused", "retry": True})
            self.say = unheard
            await asyncio.sleep(AGAIN_AFTER)

    def came(self, text: str, floor_changed: Callable[[dict[str, Any]], object]) -> None:
        """A frame of ours: a state, or an answer."""
        frame = json.loads(text)
        if frame["type"] == "floor.changed":
            floor_changed(frame)
        else:
            self.answers.put_nowait(frame)

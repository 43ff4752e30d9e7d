"""The sockets that a stand has open to us: states go out on them, and what is told comes in."""

import asyncio
import contextlib
from collections.abc import Callable

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.conform.wire import Json


class Sockets:
    """`count`: how many are open."""

    def __init__(self) -> None:
        self._open: set[WebSocket] = set()
        self._came = asyncio.Event()

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._open)

    async def serve(self, socket: WebSocket, answer: Callable[[str], Json]) -> None:
        """One socket, until it is closed."""
        await socket.accept()
        self._open.add(socket)
        self._came.set()
        try:
            with contextlib.suppress(WebSocketDisconnect, KeyError):  # KeyError: it was no text
                while True:
                    said = answer(await socket.receive_text())
                    await socket.send_text(orjson.dumps(said).decode())
        finally:
            self._open.discard(socket)

    async def tell(self, text: str, patience: float) -> bool:
        """Say that on each that is open, after waiting so long for one; whether there was any."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not self._open:
                    self._came.clear()
                    await self._came.wait()
        told = False
        for socket in tuple(self._open):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it closes just now
                await socket.send_text(text)
                told = True
        return told

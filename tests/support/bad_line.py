"""Lines between a page and its server that are late, stall, fall silent or lose what came down.

bad = BadLine(Random(7), delay=0.3, stalls=0.05)
await bad.under(page)
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.async_api import Page, WebSocketRoute

Frame = str | bytes


@dataclass
class BadLine:
    """Each frame is late by `delay` seconds, and a share of them by `stall` more, in order.

    `risen` are the presses that came up to the server. While it `is_silent` nothing arrives on
    either side, and nobody closes anything.
    """

    chance: Random
    delay: float = 0.0
    stalls: float = 0.0
    stall: float = 2.0
    is_silent: bool = False
    risen: list[dict[str, Any]] = field(default_factory=list)
    rose: asyncio.Event = field(default_factory=asyncio.Event)
    routes: list[WebSocketRoute] = field(default_factory=list)
    carriers: list[asyncio.Task[None]] = field(default_factory=list)

    async def under(self, page: Page) -> None:
        """Lay it under every socket that the page opens from now on."""
        await page.route_web_socket("**/ws", self._lay)

    async def carries(self, kind: str, times: int = 1) -> None:
        """Wait until a press of that kind has come up to the server so many times."""
        async with asyncio.timeout(10):
            while times > sum(press["type"] == kind for press in self.risen):
                self.rose.clear()
                await self.rose.wait()

    async def breaks(self) -> None:
        """The newest socket of the page is closed, as by a network that goes away."""
        await self.routes[-1].close(code=1012)

    def end(self) -> None:
        """Carry nothing more."""
        for carrier in self.carriers:
            carrier.cancel()

    def _lay(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self.routes.append(route)

        def rises(frame: Frame) -> None:
            server.send(frame)
            said = json.loads(frame)
            if said["t"] == "do":
                self.risen.append(said)
                self.rose.set()

        route.on_message(self._carried(rises))
        server.on_message(self._carried(route.send))

    def _carried(self, send: Callable[[Frame], None]) -> Callable[[Frame], None]:
        queue: asyncio.Queue[tuple[float, Frame]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def carry() -> None:
            while True:
                due, frame = await queue.get()
                await asyncio.sleep(due - loop.time())
                if not self.is_silent:
                    send(frame)

        def late(frame: Frame) -> None:
            stall = self.stall if self.chance.random() < self.stalls else 0.0
            queue.put_nowait((loop.time() + self.delay + stall, frame))

        self.carriers.append(loop.create_task(carry()))
        return late

"""A room, and the example's own backend beside it: what an integrator would start."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page

from app.access.grants import Scope
from tests.support.browser import Group
from tests.support.javascript import NODE, ROOT
from tests.support.node import running_node, sqlite_url

PATIENCE = 20


@dataclass
class Call:
    """`group` is the room, `origin` where the example's pages are."""

    group: Group
    origin: str

    async def opens(self, who: str, page: Page, name: str) -> None:
        """Somebody logs in, and opens a page of the example."""
        await page.goto(f"{self.origin}/as/{who}")
        await page.goto(f"{self.origin}/examples/{name}/index.html")


@asynccontextmanager
async def running_call(folder: Path, browser: Browser) -> AsyncIterator[Call]:
    """The server, its room, and `examples/backend.mjs` with a key of both."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"
    async with running_node(sqlite_url(folder), embed_origins=(origin,)) as node:
        group = Group(node, browser, await node.room(), node.origin)
        scopes = frozenset({Scope.OPERATOR, Scope.ROOM_READ})
        access = node.service.access
        key = await access.create_key("x", scopes, frozenset({group.room}), expires_in=None)
        asked = {"SERVER": node.origin, "ROOM": group.room, "PUSHBACK_KEY": key.text}
        running = await asyncio.create_subprocess_exec(
            NODE, "examples/backend.mjs", cwd=ROOT, env={**os.environ, **asked, "PORT": str(port)}
        )
        try:
            await answering(port)
            yield Call(group, origin)
            await group.goes()
        finally:
            running.terminate()
            await running.wait()
    assert [] == group.unpardoned


async def answering(port: int) -> None:
    """Wait until somebody listens there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return

"""A reader of server-sent events over plain ASGI, which reads only while the test says so."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from app.web.envelope import App
from tests.support.service import Browser, Service

Message = MutableMapping[str, Any]
PATIENCE = 5.0


@dataclass(frozen=True)
class Event:
    """One event: its name, its id and the frame in it."""

    name: str
    id: str
    data: dict[str, Any]


@dataclass
class Reader:
    """One request whose response is read as it comes. While `reads` is cleared, nothing is."""

    app: App
    scope: dict[str, Any]
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_over: bool = False
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: bool = False

    async def run(self) -> None:
        """The whole exchange."""
        try:
            await self.app(self.scope, self._receive, self._send)
        finally:
            self.is_over = True
            self._news.set()

    def leave(self) -> None:
        """The peer is gone."""
        self._gone.set()

    @property
    def events(self) -> list[Event]:
        """Every event so far."""
        return [found for block in self.text.split("\n\n")[:-1] if (found := _event(block))]

    async def until(self, is_so: Callable[["Reader"], bool]) -> None:
        """Wait until it is so, with a bound."""
        async with asyncio.timeout(PATIENCE):
            while not is_so(self):
                self._news.clear()
                await self._news.wait()

    async def event(self, name: str, nth: int = 1) -> Event:
        """The nth event of that name, waited for."""
        await self.until(lambda one: len([e for e in one.events if e.name == name]) >= nth)
        return [e for e in self.events if e.name == name][nth - 1]

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.text += message.get("body", b"").decode()
        self._news.set()


@contextlib.asynccontextmanager
async def reading(app: App, path: str, headers: dict[str, str]) -> AsyncIterator[Reader]:
    """A GET whose response is read until the block ends."""
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": where,
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "client": ("192.0.2.1", 50_000),
        "server": ("circle.test", 80),
    }
    reader = Reader(app, scope)
    reader.reads.set()
    running = asyncio.create_task(reader.run())
    try:
        yield reader
    finally:
        reader.reads.set()
        reader.leave()
        async with asyncio.timeout(PATIENCE):
            await running


def listening(
    service: Service, browser: Browser, query: str = "", **headers: str
) -> AbstractAsyncContextManager[Reader]:
    """A person's stream, read until the block ends."""
    cookies = "; ".join(f"{k}={v}" for k, v in browser.client.cookies.items())
    brought = {"Cookie": cookies, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return reading(service.app, f"{browser.path}/stream{query}", brought)


def _event(block: str) -> Event | None:
    fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
    if "data" not in fields:
        return None
    return Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))

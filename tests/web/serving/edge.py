"""A real server on a free port of the loopback interface, and small applications to serve."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.serving.server import PushbackServer, bind, serve_config
from app.web.serving.transport import Transport, transport_of

PATIENCE_S = 10.0
"""How long a test waits for what must happen; nothing is expected to take so long."""


async def nothing() -> None:
    """Nothing to say at the end."""


async def until(condition: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - the server sets no event for us
            await asyncio.sleep(0.005)


@dataclass
class Edge:
    server: PushbackServer
    address: tuple[str, int]

    @property
    def is_empty(self) -> bool:
        return not self.server.server_state.connections and not self.server.server_state.tasks


@asynccontextmanager
async def edge(
    app: ASGIApp,
    *,
    drain: Callable[[], Awaitable[None]] = nothing,
    drain_budget_s: float = 1.0,
    listener: socket.socket | None = None,
    **settings: Any,
) -> AsyncIterator[Edge]:
    listener = listener or bind("127.0.0.1", 0)
    config = serve_config(app, "127.0.0.1", 0, **settings)
    server = PushbackServer(config, drain=drain, drain_budget_s=drain_budget_s)
    address = listener.getsockname()
    serving = asyncio.ensure_future(server.serve([listener]))
    try:
        await until(lambda: server.started or serving.done())
        yield Edge(server, address)
    finally:
        server.should_exit = True
        await serving


def with_lifespan(handler: ASGIApp) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await handler(scope, receive, send)
            return
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    return app


async def answer_ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"ok"})


hello_http = with_lifespan(answer_ok)


@dataclass
class Room:
    """Accepts every socket, keeps its transport, listens, and notes how each socket ended; where it
    `lets_in`, nobody is a stranger to it."""

    transports: list[Transport] = field(default_factory=list)
    heard: list[Any] = field(default_factory=list)
    ends: list[Any] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    lets_in: bool = True

    @property
    def app(self) -> ASGIApp:
        return with_lifespan(self.serve)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await answer_ok(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        self.scopes.append(scope)
        transport = transport_of(scope)
        assert transport is not None
        self.transports.append(transport)
        if self.lets_in:
            transport.let_in()
        await self.listen(receive, send)

    async def listen(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            self.heard.append(message.get("text"))
        self.ends.append(message.get("code"))

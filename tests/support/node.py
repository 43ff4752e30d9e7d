"""A real node on a loopback port, over a real database file; ended with the test."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.main import Service
from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR, Millis
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import Agreement
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from app.web.patience import Patience
from app.web.serving.server import PushbackServer, bind, serve_config
from tests.support.wire import Caller


@dataclass
class Node:
    """A running service and where it listens."""

    service: Service
    server: PushbackServer
    port: int

    @property
    def origin(self) -> str:
        """The Origin that this node allows."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the live socket is."""
        return f"ws://127.0.0.1:{self.port}/ws"

    async def room(self, plan: Plan = SHIPPED["two_case_90"], **room: Any) -> RoomId:
        """A new room in `gathering`."""
        return await self.service.rooms.create(plan, Agreement(1, "We keep it here."), **room)

    async def person(self, room: RoomId, name: str, role: Role = Role.MEMBER) -> "Caller":
        """Somebody with a personal link and a pass, not connected yet."""
        access = self.service.access
        link = await access.make_personal_link(room, name=name, role=role, expires_in=Millis(HOUR))
        opened = await access.open_link(link.text, held_pass=None, name=None)
        await self.service.rooms.arrive(room, opened.person, name, role, is_stranger=False)
        return Caller(self, room, opened.person, opened.pass_text)

    async def stranger(self, room: RoomId, name: str) -> "Caller":
        """Somebody who came by a shared link; a leader has to confirm them."""
        access = self.service.access
        link = await access.make_shared_link(room, role=Role.MEMBER, expires_in=Millis(HOUR))
        opened = await access.open_link(link.text, held_pass=None, name=name)
        await self.service.rooms.arrive(
            room, opened.person, name, Role.MEMBER, is_stranger=opened.needs_confirmation
        )
        return Caller(self, room, opened.person, opened.pass_text)


@contextlib.asynccontextmanager
async def running_node(
    url: str, *, send_buffer: int | None = None, patience: Patience = Patience(),
    at_port: int = 0, **settings: Any,
) -> AsyncIterator[Node]:  # fmt: skip
    """A node over the database at `url`, which is migrated first. With a small `send_buffer` the
    kernel keeps little for those who do not read. Without `at_port` any port will do."""
    await asyncio.to_thread(upgrade, url)
    listener = bind("127.0.0.1", at_port)
    if send_buffer is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    port = listener.getsockname()[1]
    chosen = {"port": port, "database_url": url, "drain_seconds": 1, **settings}
    given = Settings(**chosen)
    service = Service(given, await open_database(url))
    service.sockets.patience = patience
    config = serve_config(
        service, "127.0.0.1", port, opens_per_second=given.opens_per_second, graceful_shutdown_s=2
    )
    server = PushbackServer(config, drain=service.drain, drain_budget_s=3)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110  # uvicorn offers no event to wait for
                await asyncio.sleep(0.01)
        yield Node(service, server, port)
    finally:
        server.should_exit = True
        await serving


def sqlite_url(folder: Path) -> str:
    """A database file of its own."""
    return f"sqlite:///{folder / 'pushback.db'}"

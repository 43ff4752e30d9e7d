"""Wiring: the only file that names concrete adapters. `Service` is one node, an ASGI app."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Protocol

import structlog

from app.access.service import Access
from app.bus.choosing import chosen_bus
from app.housekeeping import MOST_CLOCK_ERROR, Housekeeping
from app.observe import Metrics
from app.rooms.reception import Reception
from app.rooms.service import Rooms
from app.rooms.watch import Watch
from app.settings import Settings
from app.storage.access_store import SqlAccessStore
from app.storage.connections import SqlConnections
from app.storage.database import Database
from app.storage.engine import connecting, room_log
from app.storage.reduction import read_record
from app.system import SystemClock, SystemIds
from app.web.entry import Entry
from app.web.guests import Guests
from app.web.http import make_http
from app.web.limits import Addresses, AddressLimits
from app.web.parts import Parts
from app.web.pinging import HASHED, USUAL
from app.web.pressing import Pressing
from app.web.rates import Rates
from app.web.socket import Sockets

SOCKET_PATH = "/ws"
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

AGAIN_AFTER = 1.0
log = structlog.get_logger()


class Part(Protocol):
    """Something that runs beside requests until it is cancelled."""

    async def run(self) -> None:
        """Do it."""
        ...


class Service:
    """One node over an open database. `stop` is asked when a background part cannot go on."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.clock = SystemClock()
        self.ids = SystemIds()
        self.metrics = Metrics()
        self.node = f"n{self.ids.epoch()}"
        self.is_draining = False
        self.access = Access(SqlAccessStore(database), self.clock, self.ids)
        self.connections = SqlConnections(database)
        self.bus = chosen_bus(
            settings.bus_url,
            connecting(settings.database_url),
            node=self.node,
            meter=self.metrics,
        )
        log_ = room_log(database)
        self.rooms = Rooms(log_, self.clock, self.ids, self.bus, self.metrics)
        self.watch = Watch(self.rooms, self.connections, self.node)
        self.reception = Reception(
            self.rooms, self.watch, self.connections, self.metrics, self.node
        )
        self.entry = Entry(self.access, self.reception)
        self.guests = Guests(
            self.access, self.clock, self.metrics, pinging=HASHED if settings.ping_hash else USUAL
        )
        self.pressing = Pressing(self.rooms, self.access, self.metrics)
        self.addresses = Addresses(
            AddressLimits(
                settings.sockets_per_address,
                settings.hellos_per_address,
                settings.opens_per_second,
            )
        )
        self.sockets = Sockets(
            self.entry, self.pressing, self.guests, self.addresses, settings.allowed_origins,
            self.clock, self.metrics, settings.presses_per_second,
        )  # fmt: skip
        self.http = make_http(self._parts())
        self.housekeeping = Housekeeping(
            self.rooms, self.watch, self.access, self.addresses,
            database, settings.database_url, self.metrics, self.clock,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: sockets to the live edge, everything else to FastAPI."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket" and scope["path"] == SOCKET_PATH:
            await self.sockets(scope, receive, send)
        else:
            await self.http(scope, receive, send)

    def _parts(self) -> Parts:
        settings = self.settings
        opens, presses = settings.opens_per_second, settings.presses_per_second
        return Parts(
            access=self.access,
            rooms=self.rooms,
            reception=self.reception,
            entry=self.entry,
            guests=self.guests,
            pressing=self.pressing,
            addresses=self.addresses,
            opens=Rates(opens, opens * 4),
            presses=Rates(presses, presses * 3),
            origins=settings.allowed_origins,
            base_url=settings.base_url,
            record=lambda room: read_record(self.database, room),
            readiness=self.complaints,
            is_leaving=lambda: self.is_draining,
            metrics_text=self.metrics.text if settings.metrics else None,
        )

    async def complaints(self) -> list[str]:
        """Why this node should get no new clients; empty when it should."""
        found = ["draining"] if self.is_draining else []
        if self.watch.down_since is not None:
            found.append("database")
        error = self.housekeeping.clock_error
        if error is None or error > MOST_CLOCK_ERROR:
            found.append("clock")
        return found

    async def drain(self) -> None:
        """Take nobody new, and have everybody go: to another node, where there may be one."""
        self.is_draining = self.sockets.is_draining = True
        await self.guests.farewell(0 if self.settings.is_sqlite else self.settings.drain_seconds)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything that runs beside requests, for as long as the block lasts."""
        parts: tuple[Part, ...] = (
            self.bus, self.watch, self.guests, self.sockets, self.pressing, self.housekeeping,
        )  # fmt: skip
        try:
            await self.housekeeping.open()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._kept_running(part)) for part in parts]
                try:
                    yield
                finally:
                    for task in tasks:
                        task.cancel()
        finally:
            await self.database.close()

    async def _kept_running(self, part: Part) -> None:
        """Run a part again when it fails: a fault in one room must not still all of them."""
        while True:
            try:
                await part.run()
            except Exception as error:  # whatever it was, the node goes on without its words
                log.error("part_failed", part=type(part).__name__, error=type(error).__name__)
                self.metrics.count("part_failed", type(part).__name__)
                await asyncio.sleep(AGAIN_AFTER)

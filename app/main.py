"""Wiring: the only file that names concrete adapters. `Service` is one node, an ASGI app."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from app.access.organisations import name_of
from app.access.service import Access
from app.bus.choosing import chosen_bus
from app.calls import drive
from app.calls.asking import RoomAsking
from app.calls.driving import Driving
from app.calls.ice import ice_servers
from app.calls.ports import Call
from app.contract.call import ContractCall
from app.contract.lines import Lines
from app.contract.service import Contract
from app.housekeeping import MOST_CLOCK_ERROR, Housekeeping
from app.janus.call import JanusCall
from app.observe import Metrics
from app.rooms.commands import AloneAgain, ComeBackIn, Command
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId, PersonId
from app.rooms.live import LiveRoom
from app.rooms.reception import Reception
from app.rooms.roles import person
from app.rooms.service import Press, Rooms
from app.rooms.state import CallKind
from app.rooms.watch import Watch
from app.settings import BadSetting, Settings
from app.storage.access_store import SqlAccessStore
from app.storage.call_leases import SqlLeases
from app.storage.connections import SqlConnections
from app.storage.contract_store import SqlContractStore
from app.storage.database import Database
from app.storage.engine import connecting, room_log
from app.storage.reduction import read_record
from app.storage.webhook_store import SqlWebhookStore
from app.system import SystemClock, SystemIds
from app.web.callers import Callers
from app.web.calling import Calling
from app.web.entry import Entry
from app.web.floor_socket import PATH as FLOOR_PATH
from app.web.floor_socket import FloorSockets
from app.web.guests import Guests
from app.web.http import make_http
from app.web.limits import Addresses, AddressLimits
from app.web.parts import Parts
from app.web.pinging import HASHED, USUAL
from app.web.pressing import Pressing
from app.web.rates import Rates
from app.web.socket import Sockets
from app.web.turnstile import CROWD, Turnstile
from app.webhooks.addresses import Reach
from app.webhooks.calling import HttpCalls
from app.webhooks.deliverer import Deliverer
from app.webhooks.service import Webhooks

if TYPE_CHECKING:
    from app.livekit.call import LiveKitCall

SOCKET_PATH = "/ws"
CALL_PATH = "/call"
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

AGAIN_AFTER = 1.0
BY_OWN_KEY: dict[type[Command], str] = {ComeBackIn: "come_back_in", AloneAgain: "alone_again"}
"""What a person's own key in a call presses for them."""
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
            settings.bus_url, connecting(settings.database_url), node=self.node, meter=self.metrics
        )
        log_ = room_log(database)
        self.rooms = Rooms(log_, self.clock, self.ids, self.bus, self.metrics)
        self.watch = Watch(self.rooms, self.connections, self.node)
        self.reception = Reception(
            self.rooms, self.watch, self.connections, self.metrics, self.node
        )
        self.deliverer, self.webhooks = self._told()
        self.entry = Entry(self.access, self.reception)
        self.guests = Guests(
            self.access, self.clock, self.metrics, pinging=HASHED if settings.ping_hash else USUAL
        )
        self.pressing = Pressing(self.rooms, self.access, self.metrics)
        limits = AddressLimits(
            settings.sockets_per_address, settings.hellos_per_address, settings.opens_per_second,
            settings.failed_hellos_per_second,
        )  # fmt: skip
        self.addresses = Addresses(limits)
        self.sockets = Sockets(
            self.entry, self.pressing, self.guests, self.addresses, settings.allowed_origins,
            self.clock, self.metrics, settings.presses_per_second,
        )  # fmt: skip
        self.call = self._call() if settings.has_call else None
        self.calling = None if self.call is None else self._calling(self.call)
        self.lines, self.contract_call, self.contract = self._contract()
        self.livekit = self._livekit() if settings.has_livekit else None
        self.driving = Driving(self.rooms, SqlLeases(database), self._calls(), self.node)
        self.turnstile = Turnstile(crowd=CROWD)
        parts = self._parts()
        self.http, self.floors = make_http(parts), self._floors(parts)
        self.housekeeping = Housekeeping(
            self.rooms, self.watch, self.access, self.webhooks, self.addresses,
            database, settings.database_url, self.metrics, self.clock,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: sockets to the live edge, everything else to FastAPI."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket" and scope["path"] == SOCKET_PATH:
            await self.sockets(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] == CALL_PATH and self.calling:
            await self.calling(scope, receive, send)
        elif scope["type"] == "websocket" and FLOOR_PATH.fullmatch(scope["path"]):
            await self.floors(scope, receive, send)
        else:
            await self.turnstile.enter()
            await self.http(scope, receive, send)

    def _call(self) -> JanusCall:
        settings = self.settings
        return JanusCall(
            settings.janus_url, settings.janus_secret, settings.janus_room_key, self.node,
            RoomAsking(self.rooms, self._press),
        )  # fmt: skip

    def _floors(self, parts: Parts) -> FloorSockets:
        return FloorSockets(
            self.contract, self.lines, self.entry, self.access, self.addresses, parts.reports,
            self.metrics,
        )  # fmt: skip

    def _contract(self) -> tuple[Lines, ContractCall, Contract]:
        """Calls that others make: who is told, what comes of it, and what they tell us."""
        settings, store = self.settings, SqlContractStore(self.database)
        reach = Reach(settings.has_local_webhooks)
        lines = Lines(store, self.clock, self.ids)
        posts = HttpCalls(reach, self.clock, patience=drive.APPLY_WITHIN)
        call = ContractCall(store, lines, posts, self.clock, self.ids, settings.proven)
        asking = RoomAsking(self.rooms, self._press)
        contract = Contract(store, asking, self.clock, self.ids, reach, call.wake)
        return lines, call, contract

    def _livekit(self) -> "LiveKitCall":
        try:
            from app.livekit.call import LiveKitCall  # noqa: PLC0415  # of the extra `livekit`
        except ModuleNotFoundError:
            raise BadSetting(
                "LIVEKIT_URL", "needs the extra: pip install -e '.[livekit]'"
            ) from None
        settings = self.settings
        return LiveKitCall(
            settings.livekit_url, settings.livekit_key, settings.livekit_secret, self.node,
            RoomAsking(self.rooms, self._press), self.bus, self.clock,
        )  # fmt: skip

    def _calls(self) -> dict[CallKind, Call]:
        calls: dict[CallKind, Call | None] = {
            CallKind.BUILT_IN: self.call,
            CallKind.LIVEKIT: self.livekit,
            CallKind.CONTRACT: self.contract_call,
        }
        return {kind: call for kind, call in calls.items() if call is not None}

    async def _press(self, live: LiveRoom, who: PersonId, command: Command) -> None:
        """By their own key in the call; once, however often it goes down."""
        kind = BY_OWN_KEY[type(command)]
        name = CommandId(f"{kind}:{live.room.id}:{who}:{live.room.revs.case_rev}")
        await self.pressing.press_unasked(live, Press(name, Ask(command, person(who)), b""))

    def _calling(self, call: JanusCall) -> Calling:
        settings = self.settings
        return Calling(
            call, self.entry,
            Callers(self.access, self.clock, self.metrics), self.addresses,
            settings.allowed_origins, self.clock, self.metrics,
            ice_servers(settings.ice_servers, settings.turn_secret),
        )  # fmt: skip

    def _told(self) -> tuple[Deliverer, Webhooks]:
        """Webhooks: who brings them, and what an operator does with them."""
        store, clock = SqlWebhookStore(self.database), self.clock
        reach = Reach(self.settings.has_local_webhooks)
        deliverer = Deliverer(store, HttpCalls(reach, clock), clock, self.metrics, name_of)
        return deliverer, Webhooks(store, clock, self.ids, reach, deliverer.nudge)

    def _parts(self) -> Parts:
        settings = self.settings
        opens, presses = settings.opens_per_second, settings.presses_per_second
        return Parts(
            access=self.access,
            webhooks=self.webhooks,
            contract=self.contract,
            rooms=self.rooms,
            reception=self.reception,
            entry=self.entry,
            guests=self.guests,
            pressing=self.pressing,
            addresses=self.addresses,
            opens=Rates(opens, opens * 4, name="opens"),
            presses=Rates(presses, presses * 3, name="presses"),
            requests=Rates(settings.requests_per_second, settings.requests_per_second * 5),
            reports=Rates(presses * 2, presses * 6, name="reports"),
            unsigned=Rates(1, 20, name="unsigned"),
            origins=settings.allowed_origins,
            embedders=settings.embed_origins,
            base_url=settings.base_url,
            record=lambda room: read_record(self.database, room),
            readiness=self.complaints,
            is_leaving=lambda: self.is_draining,
            metrics_text=self.metrics.text if settings.metrics else None,
            usual_call=settings.usual_call,
            livekit=self.livekit,
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
        self.floors.drain()
        if self.calling is not None:
            self.calling.drain()
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
            *(part for part in (self.call, self.calling, self.livekit) if part is not None),
            self.driving, self.deliverer, self.lines, self.contract_call, self.floors,
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

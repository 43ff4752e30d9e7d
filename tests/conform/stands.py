"""Scenarios at stands of ours, on virtual time: a minute of listening takes none."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import partial

import httpx
from starlette.types import ASGIApp, Message

from app.conform.conform import Found, Silence, conform
from app.conform.http_stand import HttpStand
from app.conform.inbound import Inbound
from app.conform.pace import Pace
from app.conform.playing import Setting
from app.conform.scenarios.table import SCENARIOS
from app.conform.socket_stand import SocketStand
from app.conform.sockets import Sockets
from app.conform.steps import Scenario
from app.conform.told import Told
from app.system import SystemClock
from tests.simulation.loop import VirtualLoop
from tests.support.ids import CountingIds
from tests.support.stand.application import application
from tests.support.stand.floor_socket import FloorSocket
from tests.support.stand.stand import Stand, Wiring

SECRET = "whsec_" + "A" * 43 + "="
KEY, CALL = "key-of-the-stand", "room-1"
HOOK = "http://stand.example/hook"
OURS = f"http://pushback.example/api/calls/{CALL}"
QUICK = Pace(deadline=1.0, watch=0.3, bound=0.3, listener=0.1, rest=0.05)


class Line(httpx.AsyncBaseTransport):
    """To an application in the same process, without looking for another loop each time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """What it answers."""
        body = await request.aread()
        said: list[Message] = []
        scope = {
            "type": "http", "method": request.method, "path": request.url.path, "headers":
            [(name.lower(), value) for name, value in request.headers.raw], "query_string": b"",
        }  # fmt: skip

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        return httpx.Response(said[0]["status"], content=said[1]["body"])


class Socket:
    """To an application in the same process. `code`: with which it was closed."""

    def __init__(self, app: ASGIApp, key: str = KEY) -> None:
        self.app = app
        self.path = f"/api/calls/{CALL}/floor"
        self.headers = [(b"authorization", f"Bearer {key}".encode())]
        self.to_us: asyncio.Queue[Message] = asyncio.Queue()
        self.to_us.put_nowait({"type": "websocket.connect"})
        self.came: asyncio.Queue[str] = asyncio.Queue()
        self.code: int | None = None

    async def run(self) -> None:
        """Until it is closed or cancelled."""
        scope = {"type": "websocket", "path": self.path, "headers": self.headers}
        await self.app(scope, self.to_us.get, self._send)

    async def say(self, text: str) -> None:
        """A frame."""
        self.to_us.put_nowait({"type": "websocket.receive", "text": text})

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            self.came.put_nowait(message["text"])
        elif message["type"] == "websocket.close":
            self.code = message["code"]


@contextlib.asynccontextmanager
async def at(
    kind: type[Stand], pace: Pace = QUICK, *, is_by_socket: bool = False
) -> AsyncIterator[Setting]:
    """A stand of that kind, and our side of its call; nothing of it leaves the process."""
    told, ids, clock, sockets = Told(), CountingIds(), SystemClock(), Sockets()
    stand: HttpStand
    inbound = Inbound(
        CALL, KEY, told, lambda: stand.is_away, lambda: setting.versions.newest, sockets
    )
    socket = Socket(inbound.app())
    floor = FloorSocket(socket.say)
    there_to_us = floor if is_by_socket else Line(inbound.app())
    async with httpx.AsyncClient(transport=there_to_us) as to_us, asyncio.TaskGroup() as group:
        vendor = kind(Wiring(OURS, KEY, SECRET), to_us)
        made = partial(SocketStand, sockets=sockets) if is_by_socket else HttpStand
        stand = made(
            HOOK, SECRET, CALL, told=told, pace=pace, clock=clock, ids=ids,
            transport=Line(application(vendor)),
        )  # fmt: skip
        setting = Setting(stand, pace, clock, ids)
        running = [group.create_task(vendor.run())]
        if is_by_socket:
            running += [
                group.create_task(socket.run()),
                group.create_task(_read(socket, floor, vendor)),
            ]
        try:
            yield setting
        finally:
            await stand.close()
            for one in running:
                one.cancel()


async def _read(socket: Socket, floor: FloorSocket, vendor: Stand) -> None:
    while True:
        floor.came(await socket.came.get(), vendor.floor_changed)


def played(
    kind: type[Stand],
    scenarios: Sequence[Scenario] = SCENARIOS,
    pace: Pace = QUICK,
    *,
    is_by_socket: bool = False,
) -> Found:
    """What scenarios show of a stand of that kind."""

    async def run() -> Found:
        async with at(kind, pace, is_by_socket=is_by_socket) as setting:
            return await conform(setting, scenarios, Silence())

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    found: Found = loop.run_until_complete(run())
    return found

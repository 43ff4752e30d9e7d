"""Scenarios at stands of ours, on virtual time: a minute of listening takes none."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import httpx
from starlette.types import ASGIApp, Message

from app.conform.conform import Found, Silence, conform
from app.conform.http_stand import HttpStand
from app.conform.inbound import Inbound
from app.conform.pace import Pace
from app.conform.playing import Setting
from app.conform.scenarios.table import SCENARIOS
from app.conform.steps import Scenario
from app.conform.told import Told
from app.system import SystemClock
from tests.simulation.loop import VirtualLoop
from tests.support.ids import CountingIds
from tests.support.stand.application import application
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


@contextlib.asynccontextmanager
async def at(kind: type[Stand], pace: Pace = QUICK) -> AsyncIterator[Setting]:
    """A stand of that kind, and our side of its call; nothing of it leaves the process."""
    told, ids, clock = Told(), CountingIds(), SystemClock()
    stand: HttpStand
    inbound = Inbound(CALL, KEY, told, lambda: stand.is_away, lambda: setting.versions.newest)
    async with (
        httpx.AsyncClient(transport=Line(inbound.app())) as to_us,
        asyncio.TaskGroup() as group,
    ):
        vendor = kind(Wiring(OURS, KEY, SECRET), to_us)
        there = Line(application(vendor))
        stand = HttpStand(
            HOOK, SECRET, CALL, told=told, pace=pace, clock=clock, ids=ids, transport=there
        )
        setting = Setting(stand, pace, clock, ids)
        running = group.create_task(vendor.run())
        try:
            yield setting
        finally:
            await stand.close()
            running.cancel()


def played(
    kind: type[Stand], scenarios: Sequence[Scenario] = SCENARIOS, pace: Pace = QUICK
) -> Found:
    """What scenarios show of a stand of that kind."""

    async def run() -> Found:
        async with at(kind, pace) as setting:
            return await conform(setting, scenarios, Silence())

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    found: Found = loop.run_until_complete(run())
    return found

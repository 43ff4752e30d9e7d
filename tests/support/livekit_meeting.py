"""A meeting that is heard through LiveKit: a node, a server of the protocol, and clients in it.

async with sat_back(folder) as meeting:      # Ada leads, Cleo has sat back and is locked
    old = await meeting.joins(meeting.cleo)
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from app.phases.shipped import DEFAULT, SHIPPED
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.livekit import FakeLiveKit, running_livekit
from tests.support.livekit_guests import Carrier, Guest
from tests.support.node import Node, running_node, sqlite_url
from tests.support.wire import Caller, Line, discussing

WEBHOOKS = "/api/calls/livekit"
GUARD_WITHIN = 2.0
"""Seconds within which what slips out is closed again, on a machine that is busy with tests."""


@dataclass
class Meeting:
    """Ada leads, Cleo presents; the stack is theirs to leave by."""

    node: Node
    carrier: Carrier
    room: RoomId
    ada: Line
    cleo: Line
    leaving: AsyncExitStack

    @property
    def livekit(self) -> FakeLiveKit:
        """The server without media, which does as a test says."""
        assert isinstance(self.carrier, FakeLiveKit)
        return self.carrier

    async def token(self, line: Line) -> dict[str, Any]:
        """What that person's page draws; it must be let in."""
        answer = await drawn(line.caller)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def joins(self, line: Line) -> Guest:
        """That person's page comes into the call."""
        return await self.carrier.join((await self.token(line))["token"])

    async def locks(self, claim: str) -> None:
        """Wait until every screen says that of the lock."""
        for line in (self.ada, self.cleo):
            await line.until(lambda one: one.view["enforcement"]["locks"] == claim)


async def drawn(caller: Caller) -> httpx.Response:
    """The answer to a page that asks for a token, by the pass in its memory."""
    headers = {
        "Authorization": f"Bearer {caller.pass_text}", "Origin": caller.node.origin,
        "X-Pushback": "1",
    }  # fmt: skip
    path = f"/api/rooms/{caller.room}/people/{caller.person}/call/token"
    async with httpx.AsyncClient(base_url=caller.node.origin, headers=headers) as http:
        return await http.post(path)


async def until(holds: Callable[[], object], within: float = GUARD_WITHIN) -> None:
    """Wait until it holds; `TimeoutError` if it never does."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  # a server of a test tells nobody
            await asyncio.sleep(0.002)


@contextlib.asynccontextmanager
async def carrying() -> AsyncIterator[Carrier]:
    """The server without media, or with `LIVEKIT_REAL` (`make test-livekit`) one of yours."""
    if os.environ.get("LIVEKIT_REAL"):
        from tests.support.livekit_real import real_livekit

        async with real_livekit() as real:
            yield real
    else:
        async with running_livekit() as made:
            yield made


async def in_the_call(meeting: Meeting) -> Guest:
    """Cleo sits in the circle and can be heard in the call."""
    for line in (meeting.ada, meeting.cleo):
        await line.come_in()
    cleo = await meeting.joins(meeting.cleo)
    assert await cleo.publish()
    return cleo


@contextlib.asynccontextmanager
async def in_livekit(folder: Path, by: float = 1.0, **settings: Any) -> AsyncIterator[Meeting]:
    """A meeting in `gathering`, both in the circle; nobody is in the call yet."""
    plan = SHIPPED[DEFAULT]
    brisk = replace(plan, tempo=plan.tempo.divided(by))
    async with carrying() as carrier:
        chosen: dict[str, Any] = {
            "livekit_url": carrier.url,
            "livekit_key": carrier.key,
            "livekit_secret": carrier.secret,
        }
        async with (
            running_node(
                sqlite_url(folder), at_port=carrier.hook_port, **chosen, **settings
            ) as node,
            AsyncExitStack() as stack,
        ):
            if isinstance(carrier, FakeLiveKit):
                carrier.hook = f"{node.origin}{WEBHOOKS}"
            room = await node.room(brisk, call=CallKind.LIVEKIT)
            callers = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")
            leaving = await stack.enter_async_context(AsyncExitStack())
            ada = await leaving.enter_async_context(callers[0].connected())
            cleo = await stack.enter_async_context(callers[1].connected())
            yield Meeting(node, carrier, room, ada, cleo, leaving)


@contextlib.asynccontextmanager
async def sat_back(
    folder: Path, by: float = 1.0, **settings: Any
) -> AsyncIterator[tuple[Meeting, Guest]]:
    """A meeting in which push-back has just been read back, and Cleo's place in the call."""
    async with in_livekit(folder, by, **settings) as meeting:
        cleo = await in_the_call(meeting)
        await discussing(meeting.ada, meeting.cleo)
        await meeting.locks("enforced")
        yield meeting, cleo

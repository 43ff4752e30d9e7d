"""A meeting over the whole way: pages over sockets, a node, a Janus, and media both ways."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed

from app.phases.shipped import DEFAULT, SHIPPED
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.janus import ROOM_KEY, SECRET, URL
from tests.support.node import running_node, sqlite_url
from tests.support.peers import Peer, now, peers
from tests.support.wire import Line, discussing
from tests.web.call_pages import Caller, CallPage, calling

CALL: dict[str, Any] = {"janus_url": URL, "janus_secret": SECRET, "janus_room_key": ROOM_KEY}
BACK_WITHIN = 5.0
"""Seconds until everybody is back in a call that was started anew, and locked."""
AGAIN_AFTER = 0.2


@dataclass
class Meeting:
    """Ada leads, Cleo presents and sits back; both are in the call, and Ada is heard."""

    ada: Line
    cleo: Line
    leader: Peer
    presenter: Peer
    callers: tuple[Caller, Caller]
    leaving: AsyncExitStack
    """With it the leader's live socket goes."""

    async def locks(self, claim: str) -> None:
        """Wait until the presenter's screen says that of the lock."""
        await self.cleo.until(lambda one: one.view["enforcement"]["locks"] == claim)

    async def moves(self, move: str, phase: str) -> None:
        """The leader moves the group there."""
        await self.ada.do(move)
        await self.ada.until(lambda one: one.view["phase"]["phase"] == phase)

    async def is_heard(self) -> None:
        """The presenter opens their microphone, and the leader hears them."""
        await self.presenter.until_microphone("closed")
        await self.presenter.open_microphone()
        await self.leader.hears(self.presenter)

    async def is_silent(self, packets: int = 50) -> None:
        """Nothing of the presenter reaches the leader while this many packets come to them."""
        since = now()
        await self.presenter.hears(self.leader, packets=packets)
        assert 0 == self.leader.packets(self.presenter, since)


async def joins(stack: AsyncExitStack, caller: Caller, peer: Peer) -> CallPage:
    """That person's page takes part in the call."""
    page = await stack.enter_async_context(calling(caller))
    peer.tell, page.took = page.send, peer.took
    for frame in page.frames:
        peer.took(frame)
    await peer.publish()
    return page


async def comes_back(stack: AsyncExitStack, caller: Caller, peer: Peer) -> None:
    """As a page does: again and again, until the call is there."""
    while True:
        await peer.end()
        try:
            await joins(stack, caller, peer)
        except (ConnectionClosed, OSError, AssertionError):
            await asyncio.sleep(AGAIN_AFTER)
        else:
            return


@contextlib.asynccontextmanager
async def sat_back(folder: Path) -> AsyncIterator[Meeting]:
    """A meeting in which push-back has just been read back from the call."""
    async with running_node(sqlite_url(folder), **CALL) as node, AsyncExitStack() as stack:
        room = await node.room(SHIPPED[DEFAULT], call=CallKind.BUILT_IN)
        callers = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")
        leaving = await stack.enter_async_context(AsyncExitStack())
        ada = await leaving.enter_async_context(callers[0].connected())
        cleo = await stack.enter_async_context(callers[1].connected())
        for one in (ada, cleo):
            one.is_lively = True
            await one.come_in()
        a, c = await stack.enter_async_context(peers(callers[0].person, callers[1].person))
        await joins(stack, callers[0], a)
        await joins(stack, callers[1], c)
        await a.open_microphone()
        await c.open_microphone()
        await a.hears(c)
        await discussing(ada, cleo)
        meeting = Meeting(ada, cleo, a, c, callers, leaving)
        await meeting.locks("enforced")
        yield meeting

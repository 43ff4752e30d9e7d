"""Push-back, whole: pressed in the room, made true in the call, read back, and said on screens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.calls.tries import APART
from app.phases.shipped import DEFAULT, SHIPPED
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.janus import ROOM_KEY, SECRET, URL, JanusProcess
from tests.support.network import Apart, apart
from tests.support.node import running_node, sqlite_url
from tests.support.peers import Peer, now, peers
from tests.support.wire import Caller, Line, discussing
from tests.web.call_pages import CallPage, calling

pytestmark = pytest.mark.system
CALL: dict[str, Any] = {"janus_url": URL, "janus_secret": SECRET, "janus_room_key": ROOM_KEY}
BRISK = 5.0
"""How much sooner fail-open comes here than in a meeting, where it is after 15 s."""

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

    async def locks(self, claim: str) -> None:
        """Wait until the presenter's screen says that of the lock."""
        await self.cleo.until(lambda one: one.view["enforcement"]["locks"] == claim)

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
    async with asyncio.timeout(BACK_WITHIN):
        while True:
            await peer.end()
            try:
                await joins(stack, caller, peer)
            except (ConnectionClosed, AssertionError):
                await asyncio.sleep(AGAIN_AFTER)
            else:
                return


@contextlib.asynccontextmanager
async def sat_back(folder: Path, by: float = 1.0) -> AsyncIterator[Meeting]:
    """A meeting in which push-back has just been read back from the call."""
    plan = SHIPPED[DEFAULT]
    brisk = replace(plan, tempo=plan.tempo.divided(by))
    async with running_node(sqlite_url(folder), **CALL) as node, AsyncExitStack() as stack:
        room = await node.room(brisk, call=CallKind.BUILT_IN)
        callers = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")
        leaving = await stack.enter_async_context(AsyncExitStack())
        ada = await leaving.enter_async_context(callers[0].connected())
        cleo = await stack.enter_async_context(callers[1].connected())
        for one in (ada, cleo):
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


@apart
async def test_who_sits_back_is_silent_and_hears_until_they_come_back_in_and_open_it_themselves(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        assert "enforced" == meeting.ada.view["enforcement"]["locks"]
        await meeting.is_silent()

        await meeting.cleo.do("come_back_in")
        await meeting.presenter.until_microphone("closed")
        await meeting.is_silent()
        await meeting.presenter.open_microphone()
        await meeting.leader.hears(meeting.presenter)


@apart
async def test_own_key_pressed_twice_is_let_through_and_ends_push_back(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        await meeting.presenter.tell({"t": "microphone", "open": True})
        await meeting.presenter.until(lambda one: one.last("refused") is not None)
        await meeting.is_silent(10)
        await asyncio.sleep(APART / 1000)

        await meeting.presenter.open_microphone()

        await meeting.leader.hears(meeting.presenter)
        await meeting.cleo.until(lambda one: one.view["you"].get("chair") == "ended")


@apart
async def test_leader_s_release_frees_the_microphone_and_opens_nobody_s_mouth(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting:
        await meeting.ada.do("release")
        await meeting.presenter.until_microphone("closed")
        await meeting.is_silent()

        await meeting.presenter.open_microphone()
        await meeting.leader.hears(meeting.presenter)


@apart
async def test_without_any_leader_their_own_key_makes_them_audible(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path, BRISK) as meeting:
        await meeting.leaving.aclose()

        await meeting.presenter.until_microphone("closed")
        await meeting.presenter.open_microphone()

        await meeting.leader.hears(meeting.presenter)


@apart
async def test_janus_that_was_killed_is_said_to_be_out_of_reach_and_comes_back_locked(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with sat_back(tmp_path) as meeting, AsyncExitStack() as anew:
        janus.kill()
        try:
            await meeting.locks("failed")
            assert meeting.ada.view["enforcement"]["why"] in ("unreachable", "lost")
        finally:
            await janus.start()
        for caller, peer in zip(meeting.callers, (meeting.leader, meeting.presenter), strict=True):
            await peer.until(lambda one: one.closed == 4300)
            await comes_back(anew, caller, peer)
        since = now()
        await meeting.leader.open_microphone()
        await meeting.presenter.until_microphone("locked")
        await meeting.locks("enforced")
        await meeting.is_silent()
        assert 0 == meeting.leader.packets(meeting.presenter, since)

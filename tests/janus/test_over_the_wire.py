"""The same over our own sockets, as a page has it: tickets in, media between, nothing else."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from app.rooms.roles import Role
from tests.support.janus import ROOM_KEY, SECRET, URL, JanusProcess
from tests.support.network import Apart, apart
from tests.support.node import running_node, sqlite_url
from tests.support.peers import Peer, now, peers
from tests.support.wire import Caller, discussing
from tests.web.call_pages import calling

pytestmark = pytest.mark.system
CALL: dict[str, Any] = {"janus_url": URL, "janus_secret": SECRET, "janus_room_key": ROOM_KEY}


async def join(stack: AsyncExitStack, caller: Caller, peer: Peer) -> None:
    """That person's page takes part in the call, and is audible."""
    page = await stack.enter_async_context(calling(caller))
    peer.tell, page.took = page.send, peer.took
    for frame in page.frames:
        peer.took(frame)
    await peer.publish()


@apart
async def test_who_sits_back_is_locked_from_the_first_packet_and_hears(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with running_node(sqlite_url(tmp_path), **CALL) as node, AsyncExitStack() as stack:
        room = await node.room()
        leader, presenter = (
            await node.person(room, "Ada", Role.LEADER),
            await node.person(room, "C"),
        )
        ada = await stack.enter_async_context(leader.connected())
        cleo = await stack.enter_async_context(presenter.connected())
        await discussing(ada, cleo)
        a, c = await stack.enter_async_context(peers(leader.person, presenter.person))
        since = now()
        await join(stack, leader, a)
        await join(stack, presenter, c)
        await c.until_microphone("locked")
        await c.tell({"t": "microphone", "open": True})
        await c.until(lambda peer: peer.frames[-1] == {"t": "refused", "code": "locked"})
        await a.open_microphone()
        await c.hears(a, packets=50)
        assert a.packets(c, since) == 0
        await cleo.do("come_back_in")
        await c.open_microphone()
        await a.hears(c)

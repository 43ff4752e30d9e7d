"""Two nodes that share nothing but a PostgreSQL server, and what remains while it is away."""

import asyncio
from contextlib import AsyncExitStack
from signal import SIGQUIT

import pytest

from app.phases.shipped import SHIPPED
from app.rooms.roles import Role
from tests.support.node import Node, running_node
from tests.support.postgres import PostgresServer
from tests.support.rim import quick, soon
from tests.support.wire import Caller, discussing

pytestmark = pytest.mark.postgres


def at(node: Node, caller: Caller) -> Caller:
    """The same person, at another node."""
    return Caller(node, caller.room, caller.person, caller.pass_text)


async def test_what_happens_at_one_node_is_seen_at_the_other_within_1_5_s(
    postgres_url: str,
) -> None:
    """No hint is carried between these two: the sweep alone repairs the tail."""
    async with running_node(postgres_url) as here, running_node(postgres_url) as there:
        room = await here.room()
        callers = [await here.person(room, "Ada", Role.LEADER), await here.person(room, "Cleo")]
        async with callers[0].connected() as ada, at(there, callers[1]).connected() as cleo:
            await ada.come_in()
            await cleo.come_in()
            await ada.do("open_meeting")
            await cleo.until(lambda one: one.view["phase"]["phase"] == "opening", patience=1.5)
            for _ in range(3):
                await ada.do("pause")
                await cleo.until(lambda one: one.view["clock"]["paused"], patience=1.5)
                await ada.until(lambda one: one.view["clock"]["paused"])
                await ada.do("resume")
                await cleo.until(lambda one: not one.view["clock"]["paused"], patience=1.5)
                await ada.until(lambda one: not one.view["clock"]["paused"])

            assert ada.view["circle"] == cleo.view["circle"]


async def test_socket_at_one_node_ends_when_the_person_is_removed_at_the_other(
    postgres_url: str,
) -> None:
    async with running_node(postgres_url) as here, running_node(postgres_url) as there:
        room = await here.room()
        ada_ = await here.person(room, "Ada", Role.LEADER)
        cleo_ = await here.person(room, "Cleo")
        async with ada_.connected() as ada, at(there, cleo_).connected() as cleo:
            await ada.come_in()
            await ada.do("remove_person", person=cleo_.person)
            await cleo.until(lambda one: one.closed is not None, patience=2.0)

            assert 4500 == cleo.closed


async def test_outage_leaves_sockets_views_and_the_way_back(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    """The server is killed under a presenter who sits back, and started again."""
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(running_node(postgres_url))
        room = await node.room(quick(SHIPPED["two_case_90"], by=5.0))
        callers = [await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")]
        ada, cleo = [await stack.enter_async_context(one.connected()) for one in callers]
        await discussing(ada, cleo)
        await asyncio.to_thread(postgres_server.stop, SIGQUIT)
        try:
            assert "unavailable" == (await ada.press("pause"))["code"]
            await cleo.send({"t": "do", "id": WAY_BACK, "type": "come_back_in"})
            opened = [callers[1].person]
            await ada.until(lambda one: one.view["enforcement"]["opened"] == opened)
            assert WAY_BACK not in cleo.answers
            await soon(lambda: node.service.watch.down_since is not None)
            assert ["database"] == await node.service.complaints()
        finally:
            await asyncio.to_thread(postgres_server.start)
        await cleo.until(lambda one: WAY_BACK in one.answers)
        assert "done" == cleo.answers[WAY_BACK]["t"]
        await ada.until(lambda one: one.view["enforcement"]["opened"] == [])
        assert "open" == ada.view["floor"]["seats"][callers[1].person]["floor"]
        assert [None, None] == [ada.closed, cleo.closed]
        await ada.do("pause")


WAY_BACK = "00000000-0000-0000-0000-000000000001"

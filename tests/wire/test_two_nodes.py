"""Two nodes that share a PostgreSQL server and a bus, and what remains while either is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from signal import SIGQUIT
from typing import Any

import pytest

from app.phases.shipped import SHIPPED
from app.phases.units import Millis
from app.rooms.pulse import RETRY, STRIDE
from app.rooms.roles import Role
from app.rooms.watch import DEAD_AFTER
from tests.support.nats import NatsServer
from tests.support.node import Node, running_node
from tests.support.postgres import PostgresServer
from tests.support.rim import quick, soon
from tests.support.wire import Caller, Line, discussing

pytestmark = pytest.mark.postgres


def at(node: Node, caller: Caller) -> Caller:
    """The same person, at another node."""
    return Caller(node, caller.room, caller.person, caller.pass_text)


@asynccontextmanager
async def two_nodes(url: str, bus_url: str = "") -> AsyncIterator[tuple[Node, Node]]:
    """Over that database and bus; PostgreSQL is the bus where none is named."""
    async with (
        running_node(url, bus_url=bus_url) as here,
        running_node(url, bus_url=bus_url) as there,
    ):
        yield here, there


async def pause_by_pause(ada: Line, dev: Line) -> list[float]:
    """Ada pauses and resumes as soon as Dev has seen the former; how long Dev waited, in s."""
    loop = asyncio.get_running_loop()
    waits = []
    for is_paused, press in ((True, "pause"), (False, "resume")):
        await ada.do(press)
        pressed = loop.time()
        await dev.until(lambda one, to=is_paused: one.view["clock"]["paused"] is to)  # type: ignore[misc]
        waits.append(loop.time() - pressed)
        await ada.until(lambda one, to=is_paused: one.view["clock"]["paused"] is to)  # type: ignore[misc]
    return waits


def as_members_see(circle: dict[str, Any]) -> dict[str, Any]:
    """A leader's circle without what is told to leaders alone."""
    leaders_alone = {"agreed", "attested", "places"}
    seats = [{k: v for k, v in s.items() if k not in leaders_alone} for s in circle["seats"]]
    return {**circle, "seats": seats}


async def test_what_happens_at_one_node_is_seen_at_the_other_within_1_5_s(
    postgres_url: str,
) -> None:
    """No hint is carried between these two: nobody listens where their bus should be."""
    async with two_nodes(postgres_url, NatsServer().url) as (here, there):
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

            assert as_members_see(ada.view["circle"]) == cleo.view["circle"]


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


@pytest.mark.nats
async def test_hint_carries_a_press_sooner_than_any_look(
    postgres_url: str, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By either bus; the sweeps are put off so that only a hint can bring it."""
    monkeypatch.setattr("app.rooms.pulse.RETRY", Millis(60_000))
    for bus_url in ("", nats_server.url):
        async with two_nodes(postgres_url, bus_url) as (here, there):
            room = await here.room()
            ada_ = await here.person(room, "Ada", Role.LEADER)
            cleo_ = await here.person(room, "Cleo")
            await soon(lambda nodes=(here, there): all(n.service.bus.is_up for n in nodes))  # type: ignore[misc]
            async with ada_.connected() as ada, at(there, cleo_).connected() as cleo:
                await ada.come_in()
                await cleo.come_in()
                await ada.do("open_meeting")
                await cleo.until(lambda one: one.view["phase"]["phase"] == "opening")
                await pause_by_pause(ada, cleo)


@pytest.mark.nats
@pytest.mark.slow
async def test_without_the_bus_presses_cross_by_the_stride_and_no_leader_is_lost(
    postgres_url: str, nats_server: NatsServer
) -> None:
    """The leader is at one node and the circle at the other, for longer than a node is believed
    without a sign; then the bus is there again without anybody's doing."""
    async with AsyncExitStack() as stack:
        here, there = await stack.enter_async_context(two_nodes(postgres_url, nats_server.url))
        room = await here.room(quick(SHIPPED["two_case_90"], by=5.0))
        ada_ = await here.person(room, "Ada", Role.LEADER)
        cleo_, dev_ = [await here.person(room, name) for name in ("Cleo", "Dev")]
        ada = await stack.enter_async_context(ada_.connected())
        cleo = await stack.enter_async_context(at(there, cleo_).connected())
        dev = await stack.enter_async_context(at(there, dev_).connected())
        await dev.come_in()
        await discussing(ada, cleo)
        await asyncio.to_thread(nats_server.kill)
        buses = [node.service.bus for node in (here, there)]
        await soon(lambda: not any(bus.is_up for bus in buses))
        waits, until = [], asyncio.get_running_loop().time() + (DEAD_AFTER + RETRY) / 1000
        while asyncio.get_running_loop().time() < until:
            waits += await pause_by_pause(ada, dev)
            assert [[], []] == [await node.service.complaints() for node in (here, there)]

        # A look once a second would have everyone wait for most of it: each begins with a look.
        assert sorted(waits)[len(waits) // 2] < 2 * STRIDE / 1000 + SLACK
        assert "locked" == cleo.view["floor"]["seats"][cleo_.person]["floor"]
        assert [] == dev.view["enforcement"]["opened"]
        await asyncio.to_thread(nats_server.start)
        await soon(lambda: all(bus.is_up for bus in buses))
        await pause_by_pause(ada, dev)
        assert "locked" == cleo.view["floor"]["seats"][cleo_.person]["floor"]


SLACK = 0.25
"""Seconds that a busy machine may need."""
WAY_BACK = "00000000-0000-0000-0000-000000000001"

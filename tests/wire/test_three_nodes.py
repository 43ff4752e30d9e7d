"""What must reach a socket at whichever node: over each bus, and while there is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from websockets.asyncio.client import connect

from app.access.grants import Scope
from app.phases.units import HOUR, Millis
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.sharing import REPEAT
from tests.support.nats import NatsServer
from tests.support.node import Node, running_node
from tests.support.rim import soon
from tests.support.wire import Caller, Line

pytestmark = [pytest.mark.postgres, pytest.mark.nats]
WITHIN = 2.0
"""Seconds in which every socket that has to end does."""


@dataclass
class Three:
    """Nodes over one database; no hint and no share passes between them where the bus is gone."""

    nodes: tuple[Node, Node, Node]
    away: NatsServer | None
    room: RoomId
    stack: AsyncExitStack

    async def at(self, node: Node, caller: Caller) -> Line:
        """The same person, connected to that node."""
        there = Caller(node, caller.room, caller.person, caller.pass_text)
        return await self.stack.enter_async_context(there.connected())

    async def heard(self) -> None:
        """The nodes hear each other, from now on where they did not."""
        if self.away is not None:
            await asyncio.to_thread(self.away.start)
        await soon(lambda: all(node.service.bus.is_up for node in self.nodes))

    async def person(self, name: str, role: Role = Role.MEMBER) -> Caller:
        """Somebody in a browser of their own."""
        return await self.nodes[0].person(self.room, name, role)


@pytest.fixture(params=["notify", "nats", "gone"])
async def three(
    request: pytest.FixtureRequest, postgres_url: str, nats_server: NatsServer
) -> AsyncIterator[Three]:
    """Three nodes, by each bus in turn; the last has been there and is gone."""
    bus_url = "" if request.param == "notify" else nats_server.url
    async with AsyncExitStack() as stack:
        running = [running_node(postgres_url, bus_url=bus_url) for _ in range(3)]
        one, two, three = [await stack.enter_async_context(each) for each in running]
        nodes = (one, two, three)
        await soon(lambda: all(node.service.bus.is_up for node in nodes))
        is_gone = request.param == "gone"
        found = Three(nodes, nats_server if is_gone else None, await one.room(), stack)
        if is_gone:
            await asyncio.to_thread(nats_server.kill)
            await soon(lambda: not any(node.service.bus.is_up for node in nodes))
        yield found


async def test_revoked_key_closes_its_sockets_at_every_node(three: Three) -> None:
    access, scopes = three.nodes[0].service.access, frozenset({Scope.ROOM_READ})
    key = await access.create_key("screen", scopes, frozenset({three.room}), expires_in=None)
    lines = [
        await three.stack.enter_async_context(machine(node, three.room, key.text))
        for node in three.nodes
    ]

    await access.revoke_key(key.key.id)
    for line in lines:
        await line.until(lambda one: one.closed is not None, WITHIN)
    assert [4500] * 3 == [line.closed for line in lines]


@asynccontextmanager
async def machine(node: Node, room: RoomId, key: str) -> AsyncIterator[Line]:
    """A screen in that room, past hello."""
    head = {"Authorization": f"Bearer {key}"}
    async with connect(node.socket_url, additional_headers=head, max_size=2**20) as raw:
        line = Line(raw, Caller(node, room, "", ""))  # type: ignore[arg-type]  # it is nobody
        await line.send({"t": "hello", "room": room})
        reader = asyncio.create_task(line.read())
        try:
            await line.until(lambda one: one.welcome is not None)
            yield line
        finally:
            await raw.close()
            await reader


async def test_revoked_link_closes_the_socket_that_came_by_it_at_another_node(
    three: Three,
) -> None:
    access = three.nodes[0].service.access
    cleo = await three.at(three.nodes[2], await three.person("Cleo"))
    (link,) = await access.links(three.room)

    await access.revoke_link(three.room, link.id)
    await cleo.until(lambda one: one.closed is not None, WITHIN)
    assert 4500 == cleo.closed


async def test_removal_closes_the_socket_at_another_node(three: Three) -> None:
    ada = await three.at(three.nodes[0], await three.person("Ada", Role.LEADER))
    cleo = await three.at(three.nodes[1], await three.person("Cleo"))
    await ada.come_in()

    await ada.do("remove_person", person=cleo.caller.person)
    await cleo.until(lambda one: one.closed is not None, WITHIN)
    assert 4500 == cleo.closed


async def test_newer_socket_at_another_node_replaces_the_older_one(three: Three) -> None:
    caller = await three.person("Cleo")
    older = await three.at(three.nodes[0], caller)
    newer = await three.at(three.nodes[1], caller)

    await older.until(lambda one: one.closed is not None, WITHIN)
    assert [4502, None] == [older.closed, newer.closed]


async def test_leaders_are_told_of_another_device_at_another_node(three: Three) -> None:
    """Where nothing passes between nodes, when it does again: shares are told anew by then."""
    access = three.nodes[0].service.access
    ada = await three.at(three.nodes[2], await three.person("Ada", Role.LEADER))
    await ada.come_in()
    cleo = await three.person("Cleo")
    link = await access.make_personal_link(
        three.room, name="Dev", role=Role.MEMBER, expires_in=Millis(HOUR)
    )
    devices = []
    for _ in range(2):
        opened = await access.open_link(link.text, held_pass=None, name=None)
        who = opened.person
        await three.nodes[0].service.rooms.arrive(
            three.room, who, "Dev", Role.MEMBER, is_stranger=False
        )
        devices.append(Caller(three.nodes[0], three.room, who, opened.pass_text))
    laptop = await three.at(three.nodes[0], devices[0])
    again = await three.at(three.nodes[0], cleo)
    phone = await three.at(three.nodes[1], devices[1])
    await three.at(three.nodes[1], cleo)  # the same browser, at another node

    for line in (laptop, again):
        await line.until(lambda one: one.closed == 4502, WITHIN)
    await three.heard()
    told = (0 if three.away is None else REPEAT / 1000) + WITHIN
    await ada.until(
        lambda one: one.view["presence"]["another_device"] == [phone.caller.person], told
    )

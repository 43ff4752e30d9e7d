"""What passes between people whose sockets are at different nodes, over the bus of PostgreSQL."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from app.phases.shipped import SHIPPED
from app.rooms.roles import Role
from tests.support.node import Node, running_node
from tests.support.rim import quick, soon
from tests.support.wire import Caller, Line

pytestmark = pytest.mark.postgres
TOLD = 1.0
"""Seconds after which leaders are told of a lost connection, in a room ten times as quick."""
SOON = 1.5
"""Seconds within which anybody sees what is so."""


@dataclass
class Circle:
    """A leader and a member at each of two nodes, all in the circle; nobody moves yet."""

    stack: AsyncExitStack
    here: Node
    there: Node
    ada: Line
    ben: Line
    cleo: Line
    dev: Line

    async def everyone(self) -> None:
        """Everybody accepts what is asked, and the meeting has come to choosing a case."""
        for line in (self.ada, self.ben, self.cleo, self.dev):
            await line.come_in()
        await self.ada.do("open_meeting")
        await self.ada.until(lambda one: one.view["phase"]["phase"] == "opening")
        await self.ada.do("advance")
        for line in (self.ada, self.ben, self.cleo, self.dev):
            await line.until(lambda one: one.view["phase"]["phase"] == "select", SOON)


def at(node: Node, caller: Caller) -> Caller:
    """The same person, at another node."""
    return Caller(node, caller.room, caller.person, caller.pass_text)


async def circle(stack: AsyncExitStack, url: str) -> Circle:
    """Ada and Cleo at one node, Ben and Dev at the other."""
    here = await stack.enter_async_context(running_node(url))
    there = await stack.enter_async_context(running_node(url))
    await soon(lambda: here.service.bus.is_up and there.service.bus.is_up)
    room = await here.room(quick(SHIPPED["two_case_90"], by=10.0))
    people = [
        ("Ada", Role.LEADER),
        ("Ben", Role.LEADER),
        ("Cleo", Role.MEMBER),
        ("Dev", Role.MEMBER),
    ]
    callers = [await here.person(room, name, role) for name, role in people]
    nodes = (here, there, here, there)
    lines = [
        await stack.enter_async_context(at(node, one).connected())
        for node, one in zip(nodes, callers, strict=True)
    ]
    found = Circle(stack, here, there, *lines)
    await found.everyone()
    return found


async def sees(line: Line, section: str, wanted: dict[str, Any]) -> None:
    """This is on their screen, soon."""
    await line.until(lambda one: wanted.items() <= one.view.get(section, {}).items(), SOON)


async def test_every_section_that_passes_reaches_the_other_node(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        pair = await circle(stack, postgres_url)
        cleo_, dev_ = pair.cleo.caller.person, pair.dev.caller.person
        ada_, ben_ = pair.ada.caller.person, pair.ben.caller.person

        await pair.cleo.do("need_leader")
        await pair.ben.until(lambda one: one.view["signals"]["needs"], SOON)
        await pair.ben.do("answer_need", person=cleo_)
        await pair.cleo.until(
            lambda one: one.view["own"]["need"] and one.view["own"]["need"]["seen_by"] == ["Ben"],
            SOON,
        )
        await pair.cleo.do("volunteer")
        for line in (pair.dev, pair.ben):
            await sees(line, "signals", {"volunteers": [cleo_]})
        await pair.dev.do("someone_can_hear")
        await pair.cleo.until(lambda one: one.view["presence"]["people"][dev_] == "away", SOON)
        await pair.ada.do("about_to", move="advance")
        await pair.ben.until(
            lambda one: (
                [(k["kind"], k["by"]) for k in one.view["between"]["lines"]] == [("about_to", ada_)]
            ),
            SOON,
        )
        await pair.ben.do("not_yet")
        await pair.ada.until(
            lambda one: (
                [(k["kind"], k["by"]) for k in one.view["between"]["lines"]] == [("not_yet", ben_)]
            ),
            SOON,
        )

        assert pair.cleo.view["signals"] == pair.dev.view["signals"]
        assert pair.ada.view["signals"] == pair.ben.view["signals"]
        assert not {"between"} & (set(pair.cleo.view) | set(pair.dev.view))


async def test_node_that_begins_late_knows_at_once_what_has_been_said(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        pair = await circle(stack, postgres_url)
        await pair.dev.do("volunteer")
        late = await stack.enter_async_context(running_node(postgres_url))
        await soon(lambda: late.service.bus.is_up)

        eve_ = await pair.here.person(pair.ada.caller.room, "Eve")
        eve = await stack.enter_async_context(at(late, eve_).connected())
        await eve.come_in()

        await sees(eve, "signals", {"volunteers": [pair.dev.caller.person]})


async def test_who_is_lost_and_found_at_one_node_is_so_at_the_other(postgres_url: str) -> None:
    """The rows say so; the bus says that they are worth reading."""
    async with AsyncExitStack() as stack:
        pair = await circle(stack, postgres_url)
        dev_ = pair.dev.caller
        await pair.dev.raw.close()
        await pair.ada.until(
            lambda one: one.view["presence"]["people"][dev_.person] == "not_connected",
            TOLD + SOON,
        )

        await stack.enter_async_context(dev_.connected())
        await pair.ada.until(
            lambda one: one.view["presence"]["people"][dev_.person] == "here", SOON + 1.0
        )


async def test_newer_socket_at_another_node_replaces_the_older_one_soon(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        pair = await circle(stack, postgres_url)

        await stack.enter_async_context(at(pair.here, pair.dev.caller).connected())

        await pair.dev.until(lambda one: one.closed is not None, SOON + 1.0)
        assert 4502 == pair.dev.closed

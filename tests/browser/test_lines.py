"""Connections that break and come back, and a server that is killed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.support.browser import HASTE, Group
from tests.support.node import running_node, sqlite_url
from tests.support.process import ServerProcess

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

CUT = ("WebSocket connection to", "net::ERR_")
"""What a browser says of a line that is gone."""
BLOCKED = """
window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose({ code: 1006 })); }
  close() {}
};
"""
"""A network that lets no socket through."""


async def listens(server: ServerProcess) -> None:
    """Until the server takes connections."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)  # it offers nothing to wait for
            else:
                writer.close()
                return await writer.wait_closed()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A process of its own, not started yet."""
    process = ServerProcess(sqlite_url(tmp_path), tmp_path, DRAIN_SECONDS="1")
    yield process
    process.end()


@pytest_asyncio.fixture(loop_scope="session")
async def far(browser: Browser, tmp_path: Path, server: ServerProcess) -> AsyncIterator[Group]:
    """A group whose server can be killed: the room and its links were made before it starts."""
    async with running_node(sqlite_url(tmp_path)) as node:
        group = Group(node, browser, await node.room(), server.origin, pardoned=[*CUT])
        for name, role in (("Ada", Role.LEADER), ("Cleo", Role.MEMBER)):
            await group.invites(name, role)
    server.start()
    await listens(server)
    yield group
    await group.goes()
    assert [] == group.unpardoned


async def test_a_page_without_a_network_says_so_and_comes_back_by_itself(group: Group) -> None:
    group.pardoned.extend(CUT)
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")

    await cleo.context.set_offline(True)
    await expect(cleo.get_by_text("What you see may be old.")).to_be_visible()
    await group.moves_to(Phase.OPENING)
    await cleo.context.set_offline(False)

    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    await expect(cleo.get_by_text("What you see may be old.")).to_have_count(0)


async def test_a_press_made_without_a_network_arrives_once(group: Group) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await expect(ada.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    before = group.state.seq

    await ada.context.set_offline(True)
    await expect(ada.get_by_text("What you see may be old.")).to_be_visible()
    await ada.get_by_role("button", name="Pause the clock").click()
    await ada.context.set_offline(False)

    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    assert before + 1 == group.state.seq


@pytest.mark.slow
async def test_a_page_outlives_its_server_and_presses_made_meanwhile_arrive(
    far: Group, server: ServerProcess
) -> None:
    ada = await far.joins("Ada", Role.LEADER, script=HASTE)
    cleo = await far.joins("Cleo")
    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()

    server.kill()
    for page in (ada, cleo):
        await expect(page.get_by_text("What you see may be old.")).to_be_visible()
    await ada.get_by_role("button", name="Pause the clock").click()
    server.start()

    for page in (ada, cleo):
        await expect(page.get_by_text("What you see may be old.")).to_have_count(0, timeout=30_000)
        await expect(page.locator(".room").get_by_text("The clock is paused").first).to_be_visible()


async def test_where_sockets_are_blocked_the_page_lives_by_a_stream(group: Group) -> None:
    group.pardoned.extend(CUT)
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", script=BLOCKED)

    await cleo.get_by_role("button", name="I need a leader").click()
    await ada.get_by_role("button", name="I have seen it").click()
    await expect(cleo.get_by_text("Ada has seen this.")).to_be_visible()
    await group.moves_to(Phase.OPENING)

    await expect(cleo.get_by_role("heading", level=1, name="Opening")).to_be_visible()

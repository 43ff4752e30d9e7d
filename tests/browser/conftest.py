"""One browser for all of these tests, and a group around a node of its own for each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.janus.conftest import janus, there
from tests.support.browser import Group, running_browser
from tests.support.node import Node, running_node, sqlite_url

__all__ = ["janus", "there"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One process; playwright lives in the loop that started it, so these tests share theirs."""
    async with running_browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A running node over a file of its own."""
    async with running_node(sqlite_url(tmp_path)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def group(browser: Browser, node: Node) -> AsyncIterator[Group]:
    """A room that nobody has come to yet; afterwards no page may have complained."""
    gathered = Group(node, browser, await node.room(), node.origin)
    yield gathered
    await gathered.goes()
    assert [] == gathered.unpardoned

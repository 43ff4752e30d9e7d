"""One browser for all examples, a call of its own for each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.examples.calls import Call, running_call
from tests.support.browser import running_browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One process."""
    async with running_browser() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def call(browser: Browser, tmp_path: Path) -> AsyncIterator[Call]:
    """A room, and the example's backend."""
    async with running_call(tmp_path, browser) as running:
        yield running

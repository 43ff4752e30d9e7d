"""A node of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.node import Node, running_node, sqlite_url


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A node that has just been started."""
    async with running_node(sqlite_url(tmp_path)) as running:
        yield running

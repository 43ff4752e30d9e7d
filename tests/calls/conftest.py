"""What tests of calls share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.rim import Node, World, world_at


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Nodes over a real database in memory."""
    async with world_at() as made:
        yield made


@pytest.fixture
def node(world: World) -> Node:
    """The first node."""
    return world.node()

"""Every test here has a door of its own, with nobody inside."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.door import Door, sqlite_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with sqlite_door(tmp_path) as opened:
        yield opened

"""A law that is broken is shrunk to its shortest meeting, which takes longer than a test may."""

from pathlib import Path

import pytest
from hypothesis import settings

SECONDS_PER_EXAMPLE = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    enough = pytest.mark.timeout(SECONDS_PER_EXAMPLE * settings().max_examples)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(enough)

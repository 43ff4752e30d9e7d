"""What every test shares: how Hypothesis looks for counterexamples, and what is measured."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.in_memory import keep_in_memory

keep_in_memory()

# A deadline measures the machine, not the code; pytest-timeout bounds what hangs.
settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("house"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

pytest_plugins = [
    "tests.support.door",
    "tests.support.postgres",
    "tests.support.nats",
    "tests.support.root_log",
]

HERE = Path(__file__).parent
OF_THE_WHOLE = frozenset(
    {"benchmarks", "browser", "deploy", "durability", "faults", "hostile", "laws", "simulation"}
)
"""Directories whose tests no coverage is taken of: they go through the same few files many thousand
times, which takes two and a half times as long where each branch is noted. What covers a file is
the tests that mirror it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the whole."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in OF_THE_WHOLE:
            item.add_marker(pytest.mark.no_cover)

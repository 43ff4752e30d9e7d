"""A PostgreSQL for this folder that survives a crash, as it must where it is crashed."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import PostgresServer, server


@pytest.fixture(scope="session")
def crashing_postgres() -> Iterator[PostgresServer]:
    """A durable server of all tests here, which may crash it if they start it again."""
    with server() as running:
        yield running

"""Tests that hold for every database run on each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from tests.support.postgres import PostgresServer

EVERY = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=EVERY)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the newest schema, of either kind."""
    if request.param == "sqlite":
        file = f"sqlite:///{tmp_path / 'rooms.db'}"
        upgrade(file)
        return file
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
def stranger(postgres_server: PostgresServer) -> Iterator[str]:
    """A database with the newest schema, by the address of a role that was granted nothing."""
    name = postgres_server.database()
    postgres_server.run("CREATE ROLE stranger LOGIN")
    yield postgres_server.url(name).replace("postgres@", "stranger@")
    postgres_server.drop(name)
    postgres_server.run("DROP ROLE stranger")


def database_of(url: str) -> str:
    """The name in the address of a database on the tests' server."""
    return url.partition("@/")[2].partition("?")[0]

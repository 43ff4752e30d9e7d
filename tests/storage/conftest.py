"""Tests that hold for every database run on each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.migrating import upgrade

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

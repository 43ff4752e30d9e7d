"""What tests of the contract share: two rooms over a real database in memory."""

from collections.abc import AsyncIterator

import pytest

from app.storage.contract_store import SqlContractStore
from app.storage.engine import open_database, room_log
from tests.contracts.samples import OTHER, ROOM, created


@pytest.fixture
async def store() -> AsyncIterator[SqlContractStore]:
    """Two rooms of whose calls nothing is known."""
    database = await open_database("sqlite://")
    for room in (ROOM, OTHER):
        await room_log(database).create(room, "epoch-1", [created()])
    yield SqlContractStore(database)
    await database.close()

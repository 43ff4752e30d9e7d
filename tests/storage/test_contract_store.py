"""Calls that others make, in both databases."""

from collections.abc import AsyncIterator

import pytest

from app.contract.ports import ContractStore
from app.storage.contract_store import SqlContractStore
from app.storage.engine import open_database, room_log
from tests.contracts.contract_rows import ContractStoreContract
from tests.contracts.samples import OTHER, ROOM, created


async def store_at(url: str) -> AsyncIterator[ContractStore]:
    database = await open_database(url)
    for room in (ROOM, OTHER):
        await room_log(database).create(room, "epoch-1", [created()])
    yield SqlContractStore(database)
    await database.close()


class TestSqliteContractStore(ContractStoreContract):
    @pytest.fixture
    async def store(self) -> AsyncIterator[ContractStore]:
        async for store in store_at("sqlite://"):
            yield store


@pytest.mark.postgres
class TestPostgresContractStore(ContractStoreContract):
    @pytest.fixture
    async def store(self, postgres_url: str) -> AsyncIterator[ContractStore]:
        async for store in store_at(postgres_url):
            yield store

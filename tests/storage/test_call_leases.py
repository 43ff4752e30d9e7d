"""Leases of calls in both databases."""

from collections.abc import AsyncIterator

import pytest

from app.calls.ports import Leases
from app.rooms.fields import RoomId
from app.rooms.ports import NoSuchRoom
from app.storage.call_leases import SqlLeases
from app.storage.engine import open_database, room_log
from tests.contracts.call_leases import LeasesContract, taken
from tests.contracts.samples import OTHER, ROOM, created


async def leases_at(url: str) -> AsyncIterator[Leases]:
    database = await open_database(url)
    for room in (ROOM, OTHER):
        await room_log(database).create(room, "epoch-1", [created()])
    yield SqlLeases(database)
    await database.close()


class SqlLeasesContract(LeasesContract):
    async def test_nobody_drives_the_call_of_a_room_that_is_not_there(self, leases: Leases) -> None:
        with pytest.raises(NoSuchRoom):
            await taken(leases, "node-1", room=RoomId("nowhere"))


class TestSqliteLeases(SqlLeasesContract):
    @pytest.fixture
    async def leases(self) -> AsyncIterator[Leases]:
        async for leases in leases_at("sqlite://"):
            yield leases


@pytest.mark.postgres
class TestPostgresLeases(SqlLeasesContract):
    @pytest.fixture
    async def leases(self, postgres_url: str) -> AsyncIterator[Leases]:
        async for leases in leases_at(postgres_url):
            yield leases

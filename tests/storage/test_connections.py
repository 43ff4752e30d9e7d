from collections.abc import AsyncIterator

import pytest

from app.rooms.fields import RoomId
from app.rooms.ports import Connections, NoSuchRoom
from app.storage.connections import SqlConnections
from app.storage.engine import open_database, room_log
from tests.contracts.connections import ANN, ConnectionsContract
from tests.contracts.samples import OTHER, ROOM, created
from tests.support.clock import NOON


async def connections_at(url: str) -> AsyncIterator[Connections]:
    database = await open_database(url)
    for room in (ROOM, OTHER):
        await room_log(database).create(room, "epoch-1", [created()])
    yield SqlConnections(database)
    await database.close()


class SqlConnectionsContract(ConnectionsContract):
    async def test_nobody_arrives_in_a_room_that_is_not_there(
        self, connections: Connections
    ) -> None:
        with pytest.raises(NoSuchRoom):
            await connections.arrive(RoomId("nowhere"), ANN, "node-1", NOON)
        assert [] == await connections.signs([RoomId("nowhere")], NOON, 1)


class TestSqliteConnections(SqlConnectionsContract):
    @pytest.fixture
    async def connections(self) -> AsyncIterator[Connections]:
        async for connections in connections_at("sqlite://"):
            yield connections


@pytest.mark.postgres
class TestPostgresConnections(SqlConnectionsContract):
    @pytest.fixture
    async def connections(self, postgres_url: str) -> AsyncIterator[Connections]:
        async for connections in connections_at(postgres_url):
            yield connections

"""The row of an arrival, whichever transaction it is taken in."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from app.rooms.fields import RoomId
from app.storage.access_store import SqlAccessStore
from app.storage.arriving import arrive
from app.storage.connections import SqlConnections
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from tests.contracts.connections import ANN
from tests.contracts.samples import ROOM, created
from tests.support.clock import NOON


class Undone(Exception):
    """As a job fails."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """Either database, with one room."""
    is_sqlite = request.param == "sqlite"
    url = "sqlite://" if is_sqlite else request.getfixturevalue("postgres_url")
    found = await open_database(url)
    await room_log(found).create(ROOM, "epoch-1", [created()])
    yield found
    await found.close()


async def test_visits_are_counted_together_by_whichever_way_they_are_taken(
    database: Database,
) -> None:
    connections, store = SqlConnections(database), SqlAccessStore(database)

    visits = [
        await connections.arrive(ROOM, ANN, "node-1", NOON),
        await store.write(lambda rows: rows.arrive(ROOM, ANN, "node-2", NOON)),
        await connections.arrive(ROOM, ANN, "node-1", NOON),
    ]

    assert [1, 2, 3] == visits


async def test_a_visit_is_not_taken_by_a_transaction_that_fails(database: Database) -> None:
    def fail(connection: Connection) -> None:
        assert 1 == arrive(connection, ROOM, ANN, "node-1", NOON)
        raise Undone

    with pytest.raises(Undone):
        await database.write(fail)

    assert [] == await SqlConnections(database).signs([ROOM], NOON, 1)


async def test_there_is_no_visit_where_there_is_no_room(database: Database) -> None:
    store = SqlAccessStore(database)

    assert 0 == await store.write(lambda rows: rows.arrive(RoomId("nowhere"), ANN, "node-1", NOON))

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.rooms.ports import LogConflict, RoomLog
from app.storage.engine import open_database, room_log
from tests.contracts.room_log import RoomLogContract
from tests.contracts.samples import ROOM, accepted, arrived, created


@pytest.mark.postgres
class TestPostgresEventLog(RoomLogContract):
    @pytest.fixture
    async def log(self, postgres_url: str) -> AsyncIterator[RoomLog]:
        database = await open_database(postgres_url)
        yield room_log(database)
        await database.close()

    async def test_row_that_the_statement_could_not_see_is_a_conflict(
        self, log: RoomLog, postgres_url: str
    ) -> None:
        await log.create(ROOM, "epoch-1", [created()])
        connection = await asyncpg.connect(postgres_url)
        await connection.execute("INSERT INTO event VALUES ($1, 2, 'x', 1, 0, NULL, '')", ROOM)
        await connection.close()

        with pytest.raises(LogConflict):
            await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))
        assert await log.answered(ROOM, accepted(1).command_id) is None

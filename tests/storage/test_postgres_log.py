from collections.abc import AsyncIterator

import pytest

from app.rooms.ports import RoomLog
from app.storage.engine import open_database, room_log
from tests.contracts.room_log import RoomLogContract


@pytest.mark.postgres
class TestPostgresEventLog(RoomLogContract):
    @pytest.fixture
    async def log(self, postgres_url: str) -> AsyncIterator[RoomLog]:
        database = await open_database(postgres_url)
        yield room_log(database)
        await database.close()

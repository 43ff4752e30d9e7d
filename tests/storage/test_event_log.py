from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.rooms.ports import RoomLog
from app.storage.engine import open_database, room_log
from app.storage.migrating import upgrade
from tests.contracts.room_log import RoomLogContract


class TestSqliteEventLog(RoomLogContract):
    @pytest.fixture
    async def log(self, tmp_path: Path) -> AsyncIterator[RoomLog]:
        url = f"sqlite:///{tmp_path / 'rooms.db'}"
        upgrade(url)
        database = await open_database(url)
        yield room_log(database)
        await database.close()


class TestSqliteEventLogInMemory(RoomLogContract):
    @pytest.fixture
    async def log(self) -> AsyncIterator[RoomLog]:
        database = await open_database("sqlite://")
        yield room_log(database)
        await database.close()

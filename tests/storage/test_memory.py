import pytest

from app.rooms.ports import RoomLog
from app.storage.memory import MemoryEventLog
from tests.contracts.room_log import RoomLogContract
from tests.support.clock import FakeClock


class TestMemoryEventLog(RoomLogContract):
    @pytest.fixture
    def log(self) -> RoomLog:
        return MemoryEventLog(FakeClock().now)

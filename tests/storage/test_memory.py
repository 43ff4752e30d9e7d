import pytest

from app.rooms.ports import Connections, RoomLog
from app.storage.memory import MemoryConnections, MemoryEventLog
from tests.contracts.connections import ConnectionsContract
from tests.contracts.room_log import RoomLogContract
from tests.support.clock import FakeClock


class TestMemoryEventLog(RoomLogContract):
    @pytest.fixture
    def log(self) -> RoomLog:
        return MemoryEventLog(FakeClock().now)


class TestMemoryConnections(ConnectionsContract):
    @pytest.fixture
    def connections(self) -> Connections:
        return MemoryConnections()

import pytest

from app.calls.ports import Leases
from app.rooms.ports import Connections, RoomLog
from app.storage.memory import MemoryConnections, MemoryEventLog, MemoryLeases
from tests.contracts.call_leases import LeasesContract
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


class TestMemoryLeases(LeasesContract):
    @pytest.fixture
    def leases(self) -> Leases:
        return MemoryLeases()

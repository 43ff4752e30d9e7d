"""The bus inside one process."""

import pytest

from app.bus.memory import MemoryBus
from app.rooms.ports import Bus, Meter
from tests.contracts.bus import BusContract


class MemoryWire:
    """Nothing between."""

    def __init__(self) -> None:
        self._between = MemoryBus()

    def bus(self, _node: str, meter: Meter) -> Bus:
        return self._between.join(meter)


class TestMemoryBus(BusContract):
    @pytest.fixture
    def wire(self) -> MemoryWire:
        return MemoryWire()

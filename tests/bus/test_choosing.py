"""Which bus a node has."""

from app.bus.choosing import chosen_bus
from app.bus.memory import MemoryBusEnd
from app.bus.reconnecting import ReconnectingBus
from app.rooms.ports import Bus
from app.storage.engine import connecting
from tests.support.rim import Tally


def chosen(bus_url: str, database_url: str) -> Bus:
    return chosen_bus(bus_url, connecting(database_url), node="node-1", meter=Tally())


def test_one_file_has_one_server_and_nothing_between() -> None:
    assert isinstance(chosen("", "sqlite:///file"), MemoryBusEnd)


async def test_nodes_of_one_postgres_hear_each_other_by_it() -> None:
    assert isinstance(chosen("", "postgresql://there/name"), ReconnectingBus)


async def test_nats_is_chosen_by_naming_it() -> None:
    assert isinstance(chosen("nats://there", "postgresql://there/name"), ReconnectingBus)

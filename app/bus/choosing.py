"""Which bus a node has, by its settings."""

from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

from app.bus.addresses import servers_of
from app.bus.memory import MemoryBus
from app.bus.nats import subscribed
from app.bus.postgres import PAUSE, listening
from app.bus.reconnecting import ReconnectingBus
from app.rooms.ports import Bus, Meter

if TYPE_CHECKING:
    from app.bus.postgres import Connect


def chosen_bus(url: str, connect: "Connect | None", *, node: str, meter: Meter) -> Bus:
    """NATS where `url` names it, else what the database offers: `connect` makes a connection to
    PostgreSQL, and is None for a file, which has one server."""
    if url:
        servers = cycle(servers_of(url))
        return ReconnectingBus(lambda take: subscribed(next(servers), meter, take), node, meter)
    if connect is not None:
        return ReconnectingBus(partial(listening, connect, node, meter), node, meter, pause=PAUSE)
    return MemoryBus().join(meter)

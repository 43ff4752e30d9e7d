"""Who listens on this node, and what came for them."""

import logging
from collections.abc import Callable

from app.bus.codec import NotCarried, decode
from app.rooms.ports import Hint, Meter, Share

Hear = Callable[[Hint | Share], None]

_log = logging.getLogger(__name__)


class Listeners:
    """Tells each of them; one that fails has nothing to do with the others or with the bus."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._listeners: list[Hear] = []

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """As `Bus.subscribe`."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear)

    def take(self, data: bytes) -> None:
        """What came from another node, or from anybody else: then it is dropped and counted."""
        try:
            message = decode(data)
        except NotCarried as error:
            self._meter.count("bus_dropped", error.why)
            return
        for hear in tuple(self._listeners):
            try:
                hear(message)
            except Exception as error:  # whatever it was
                _log.error("what came by the bus failed: %s", type(error).__name__)
                self._meter.count("fault", type(error).__name__)

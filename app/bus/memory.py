"""A bus inside one process: what one node publishes, the others of this process hear.

Messages travel as bytes here too, so that nothing passes by this bus that would not by another.
"""

import asyncio

from app.bus.codec import NotCarried, encode
from app.bus.listeners import Listeners
from app.rooms.ports import Hint, Meter, Share


class MemoryBus:
    """The wire between `MemoryBusEnd`s; `join` gives each node its own end."""

    def __init__(self) -> None:
        self._ends: list[MemoryBusEnd] = []

    def join(self, meter: Meter) -> "MemoryBusEnd":
        """Another node."""
        end = MemoryBusEnd(self, meter)
        self._ends.append(end)
        return end

    def others(self, sender: "MemoryBusEnd") -> "list[MemoryBusEnd]":
        """Every end but the sender's."""
        return [end for end in self._ends if end is not sender]


class MemoryBusEnd:
    """One node's `Bus`."""

    def __init__(self, bus: MemoryBus, meter: Meter) -> None:
        self._bus = bus
        self._meter = meter
        self._listeners = Listeners(meter)
        self.subscribe = self._listeners.subscribe
        self.take = self._listeners.take

    @property
    def is_up(self) -> bool:
        """Always: nothing is between."""
        return True

    @property
    def lines(self) -> int:
        """The one there is."""
        return 1

    async def run(self) -> None:
        """Until cancelled; there is nothing to keep up."""
        await asyncio.Event().wait()

    def publish(self, message: Hint | Share) -> None:
        """To every other node, at once."""
        others = self._bus.others(self)
        if not others:
            return
        try:
            data = encode(message)
        except NotCarried as error:
            self._meter.count("bus_dropped", error.why)
            return
        for end in others:
            end.take(data)

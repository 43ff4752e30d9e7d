"""A bus inside one process: what one node publishes, the others of this process hear."""

from collections.abc import Callable

from app.rooms.ports import Hint, Share

Hear = Callable[[Hint | Share], None]


class MemoryBus:
    """The wire between `MemoryBusEnd`s; `join` gives each node its own end."""

    def __init__(self) -> None:
        self._ends: list[MemoryBusEnd] = []

    def join(self) -> "MemoryBusEnd":
        """Another node."""
        end = MemoryBusEnd(self)
        self._ends.append(end)
        return end

    def carry(self, message: Hint | Share, sender: "MemoryBusEnd") -> None:
        """To every end but the sender's."""
        for end in self._ends:
            if end is not sender:
                end.hear(message)


class MemoryBusEnd:
    """One node's `Bus`."""

    def __init__(self, bus: MemoryBus) -> None:
        self._bus = bus
        self._listeners: list[Hear] = []

    def publish(self, message: Hint | Share) -> None:
        """To every other node."""
        self._bus.carry(message, self)

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` for what others publish; returns how to stop."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear)

    def hear(self, message: Hint | Share) -> None:
        """Tell whoever listens here."""
        for listener in tuple(self._listeners):
            listener(message)

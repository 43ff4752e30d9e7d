"""A bus that loses, doubles, delays and reorders, as its seed says; and claims to be up."""

from collections.abc import Callable
from random import Random

from app.bus.codec import decode, encode
from app.rooms.ports import Hint, Meter, Share

Hear = Callable[[Hint | Share], None]


class UnrulyBus:
    """The wire between `UnrulyBusEnd`s. `lost` and `doubled` are shares of one; the rest is held
    back and let go, in any order, when something else is published."""

    def __init__(self, seed: int, *, lost: float = 0.3, doubled: float = 0.3) -> None:
        self._chance = Random(seed)
        self._lost = lost
        self._doubled = doubled
        self._ends: list[UnrulyBusEnd] = []
        self._held: list[tuple[UnrulyBusEnd, bytes]] = []
        self.is_up = True
        self.lines = 1

    def join(self, _meter: Meter) -> "UnrulyBusEnd":
        """Another node."""
        end = UnrulyBusEnd(self)
        self._ends.append(end)
        return end

    def carry(self, message: Hint | Share, sender: "UnrulyBusEnd") -> None:
        """Perhaps, once or twice, now or later."""
        for end in self._ends:
            if end is sender or self._chance.random() < self._lost:
                continue
            times = 2 if self._chance.random() < self._doubled else 1
            self._held += [(end, encode(message))] * times
        self._chance.shuffle(self._held)
        for _ in range(self._chance.randint(0, len(self._held))):
            end, data = self._held.pop()
            end.hear(decode(data))


class UnrulyBusEnd:
    """One node's `Bus`."""

    def __init__(self, bus: UnrulyBus) -> None:
        self._bus = bus
        self._listeners: list[Hear] = []

    @property
    def is_up(self) -> bool:
        """As the test says, whatever is lost."""
        return self._bus.is_up

    @property
    def lines(self) -> int:
        """As the test says, too."""
        return self._bus.lines

    async def run(self) -> None:
        """There is nothing to keep up."""

    def publish(self, message: Hint | Share) -> None:
        """To every other node, or not."""
        self._bus.carry(message, self)

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` for what comes through; returns how to stop."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear)

    def hear(self, message: Hint | Share) -> None:
        """Tell whoever listens here."""
        for listener in tuple(self._listeners):
            listener(message)

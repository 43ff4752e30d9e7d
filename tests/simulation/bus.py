"""A bus that loses, doubles, delays and reorders, and whose ends can be cut off, noticed or not."""

import asyncio
from dataclasses import dataclass, field
from random import Random

from app.bus.codec import encode
from app.bus.listeners import Listeners
from app.rooms.ports import Hint, Meter, Share
from tests.simulation.loop import Host


@dataclass(frozen=True, slots=True)
class Wind:
    """Shares of messages, and the longest delay in seconds: those that overtake are reordered."""

    lost: float = 0.0
    doubled: float = 0.0
    most: float = 0.003


CALM = Wind()
STORM = Wind(lost=0.5, doubled=0.3, most=0.3)


@dataclass
class WindyBus:
    """Between all `WindyEnd`s."""

    wind: Wind = CALM
    ends: "list[WindyEnd]" = field(default_factory=list)

    def join(self, host: Host, meter: Meter, chance: Random) -> "WindyEnd":
        """Another node."""
        end = WindyEnd(self, host, meter, chance)
        self.ends.append(end)
        return end


class WindyEnd:
    """One node's `Bus`."""

    def __init__(self, bus: WindyBus, host: Host, meter: Meter, chance: Random) -> None:
        self._bus = bus
        self._chance = chance
        self.host = host
        self.is_cut = False
        self.is_up = True
        self.lines = 1
        listeners = Listeners(meter)
        self.subscribe = listeners.subscribe
        self.take = listeners.take

    async def run(self) -> None:
        """There is nothing to keep up."""
        await asyncio.Event().wait()

    def publish(self, message: Hint | Share) -> None:
        """To every other node, or not, once or twice, by and by."""
        data, wind, chance = encode(message), self._bus.wind, self._chance
        loop = asyncio.get_running_loop()
        for end in self._bus.ends:
            if end is self:
                continue
            is_lost, is_doubled = chance.random() < wind.lost, chance.random() < wind.doubled
            delays = [chance.uniform(0.0002, wind.most), chance.uniform(0.0002, wind.most)]
            if is_lost or self.is_cut or end.is_cut:
                continue
            for delay in delays[: 1 + is_doubled]:
                loop.call_later(delay, end.take, data, context=end.host.context)

"""A media server with pretend participants: packets flow each 20 ms, or are dropped."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

EVERY = 0.02
"""Seconds from one packet of a stream to the next."""
RECENT = 0.1
"""Seconds after the last packet in which somebody still counts as heard."""


@dataclass
class Stream:
    """`is_open`: by the person's own hand. `is_shut`: dropped where it comes in."""

    is_open: bool = False
    is_shut: bool = False

    @property
    def flows(self) -> bool:
        """Whether its packets are sent on."""
        return self.is_open and not self.is_shut


@dataclass
class Place:
    """Somebody's place in the call. `got`: when the last packet of whom came here."""

    ref: str
    person: str | None
    via: str = "web"
    is_deaf: bool = False
    streams: list[Stream] = field(default_factory=lambda: [Stream()])
    got: dict[str, float] = field(default_factory=dict)


class Media:
    """`places` are in the call; a listener hears everything beside them."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self._listener: dict[str, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._flow(_now())
            await asyncio.sleep(EVERY)

    def heard(self, at: str | None = None) -> list[str]:
        """Of whom packets have just come, to the listener or to that place."""
        got = self._listener if at is None else self.places[at].got
        return sorted(ref for ref, last in got.items() if _now() - last <= RECENT)

    def of(self, person: str | None) -> list[Place]:
        """All places of a person."""
        return [one for one in self.places.values() if person and one.person == person]

    def _flow(self, now: float) -> None:
        for place in self.places.values():
            if any(stream.flows for stream in place.streams):
                for got in self._receivers(place):
                    got[place.ref] = now

    def _receivers(self, sender: Place) -> Iterable[dict[str, float]]:
        yield self._listener
        for place in self.places.values():
            if place is not sender and not place.is_deaf:
                yield place.got


def _now() -> float:
    return asyncio.get_running_loop().time()

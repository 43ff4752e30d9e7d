"""The bus loses, doubles and reorders as its wind says, and tells nobody who is cut off."""

import asyncio
from collections.abc import Callable
from random import Random

from app.rooms.ports import Hint, Share
from tests.simulation.bus import STORM, Wind, WindyBus, WindyEnd
from tests.simulation.loop import Host, VirtualLoop
from tests.simulation.stages import EPOCH, ROOM
from tests.support.rim import Tally

MANY = 200


def heard(
    wind: Wind, meddle: Callable[[WindyEnd, WindyEnd], None] = lambda a, b: None
) -> list[int]:
    """The seqs of the hints that the second node heard of the first's, in that order."""
    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    bus, seqs = WindyBus(wind), list[int]()
    one, other = (bus.join(Host(name), Tally(), Random(name)) for name in ("one", "other"))

    def hear(message: Hint | Share) -> None:
        assert isinstance(message, Hint)
        seqs.append(message.seq)

    async def main() -> None:
        other.subscribe(hear)
        meddle(one, other)
        for seq in range(MANY):
            one.publish(Hint(ROOM, EPOCH, seq))
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)

    loop.run_until_complete(main())
    return seqs


def test_without_wind_everything_arrives_once_and_in_order() -> None:
    assert list(range(MANY)) == heard(Wind())


def test_storm_loses_doubles_and_reorders() -> None:
    seqs = heard(STORM)

    assert len(set(seqs)) < MANY
    assert len(set(seqs)) < len(seqs)
    assert sorted(seqs) != seqs


def test_end_that_is_cut_off_hears_and_tells_nothing() -> None:
    def cut_one(one: WindyEnd, _: WindyEnd) -> None:
        one.is_cut = True

    def cut_other(_: WindyEnd, other: WindyEnd) -> None:
        other.is_cut = True

    assert [] == heard(Wind(), cut_one)
    assert [] == heard(Wind(), cut_other)

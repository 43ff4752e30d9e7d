"""The collector runs when nobody waits, and never walks what the start has made."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from app.web.serving.collector import THRESHOLDS, collect_when_quiet, tune
from tests.web.serving.edge import until


@pytest.fixture(autouse=True)
def _collector_as_found() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Knot:
    """A cycle: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_tuning_freezes_what_lives_and_frees_what_does_not() -> None:
    gc.unfreeze()
    kept = Knot()
    lost = weakref.ref(Knot())
    tune()

    assert lost() is None
    assert kept not in gc.get_objects()
    assert gc.get_freeze_count() > 1_000
    assert gc.get_threshold() == THRESHOLDS


async def test_garbage_of_a_busy_spell_is_collected_once_it_is_quiet() -> None:
    events = 0

    async with collecting(lambda: events) as collections:
        lost = weakref.ref(Knot())
        await asyncio.sleep(0.05)
        assert lost() is not None
        events = 1
        await until(lambda: lost() is None)
        await asyncio.sleep(0.1)
        assert collections() == 1


async def test_idle_server_is_not_collected_again() -> None:
    async with collecting(lambda: 7) as collections:
        await asyncio.sleep(0.1)

        assert collections() == 0


async def test_busy_server_is_left_alone_until_it_pauses() -> None:
    busy = Busy()
    async with collecting(busy.count) as collections:
        await until(lambda: busy.asked > 30)
        assert collections() == 0

        busy.has_paused = True
        await until(lambda: collections() == 1)


class Busy:
    """An activity that has moved each time one looks, until it pauses."""

    def __init__(self) -> None:
        self.asked = 0
        self.at = 0
        self.has_paused = False

    def count(self) -> int:
        self.asked += 1
        self.at += not self.has_paused
        return self.at


@asynccontextmanager
async def collecting(activity: Callable[[], int]) -> AsyncIterator[Callable[[], int]]:
    """Collect when quiet, and nothing else; yields how many full collections there were."""
    gc.disable()
    before = full_collections()
    running = asyncio.ensure_future(collect_when_quiet(activity, every_s=0.01, quiet_s=0.005))
    try:
        yield lambda: full_collections() - before
    finally:
        gc.enable()
        running.cancel()
        await asyncio.wait([running])


def full_collections() -> int:
    count = gc.get_stats()[2]["collections"]
    assert isinstance(count, int)
    return count

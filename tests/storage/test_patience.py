"""One timer for everybody who waits for the database."""

import asyncio

import pytest

from app.rooms.ports import LogUnavailable
from app.storage.patience import Patience

SHORT = 0.02


async def test_whoever_is_not_answered_in_time_hears_that_the_database_does_not_answer() -> None:
    loop = asyncio.get_running_loop()
    patience, waiting = Patience(loop, SHORT), [loop.create_future() for _ in range(3)]
    for future in waiting:
        patience.begin(future)
    waiting[1].set_result("in time")

    for future in (waiting[0], waiting[2]):
        with pytest.raises(LogUnavailable, match="does not answer"):
            async with asyncio.timeout(5):
                await future
    assert "in time" == await waiting[1]


async def test_who_begins_later_waits_as_long_as_everybody() -> None:
    loop = asyncio.get_running_loop()
    patience, began = Patience(loop, SHORT), loop.time()
    first, second = loop.create_future(), loop.create_future()
    patience.begin(first)
    with pytest.raises(LogUnavailable):
        await first
    patience.begin(second)
    with pytest.raises(LogUnavailable):
        await second

    assert loop.time() - began >= 2 * SHORT


async def test_no_timer_stays_when_nobody_waits_any_more() -> None:
    loop = asyncio.get_running_loop()
    patience, future = Patience(loop, SHORT), loop.create_future()
    patience.begin(future)
    future.cancel()
    async with asyncio.timeout(5):
        while patience.timer is not None:  # noqa: ASYNC110  # a timer has no event to wait for
            await asyncio.sleep(0)
    patience.begin(answered := loop.create_future())
    answered.set_result(None)
    patience.stop()

    assert patience.timer is None

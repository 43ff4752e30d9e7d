"""The loop jumps in time, keeps asyncio's order, and stops what a stopped host would run."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from tests.simulation.loop import Host, Stuck, VirtualLoop


def run(main: Callable[[VirtualLoop], Awaitable[object]]) -> VirtualLoop:
    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    loop.run_until_complete(main(loop))
    return loop


def test_an_hour_takes_no_time_and_is_an_hour() -> None:
    assert 3_600.0 == run(lambda _: asyncio.sleep(3_600)).now


def test_timers_run_by_their_instant_and_equal_ones_by_their_order() -> None:
    said: list[str] = []

    async def main(loop: VirtualLoop) -> None:
        for delay, word in ((2.0, "d"), (1.0, "b"), (1.0, "c"), (0.5, "a")):
            loop.call_later(delay, said.append, word)
        loop.call_later(0.7, said.append, "never").cancel()
        await asyncio.sleep(3)

    run(main)

    assert ["a", "b", "c", "d"] == said


def test_order_of_what_is_ready_is_that_of_asyncio() -> None:
    async def main(said: list[str]) -> None:
        gate = asyncio.Event()

        async def one(name: str) -> None:
            said.append(f"{name} begins")
            await gate.wait()
            said.append(f"{name} goes on")
            await asyncio.sleep(0)
            said.append(f"{name} ends")

        async with asyncio.TaskGroup() as tasks:
            for name in ("a", "b", "c"):
                tasks.create_task(one(name))
            await asyncio.sleep(0)
            gate.set()

    ours, theirs = list[str](), list[str]()
    run(lambda _: main(ours))
    asyncio.run(main(theirs))

    assert theirs == ours


async def ticks(said: list[float]) -> None:
    loop = asyncio.get_running_loop()
    try:
        while True:
            await asyncio.sleep(1)
            said.append(loop.time())
    finally:
        said.append(-1)


def test_paused_host_does_nothing_until_it_goes_on_and_then_all_of_it() -> None:
    said: list[float] = []

    async def main(loop: VirtualLoop) -> None:
        host = Host("node")
        loop.create_task(ticks(said), context=host.context)
        await asyncio.sleep(1.5)
        host.is_paused = True
        await asyncio.sleep(3)
        assert [1.0] == said
        loop.go_on(host)
        await asyncio.sleep(2)

    run(main)

    assert [1.0, 4.5, 5.5] == said


def test_dead_host_does_not_even_tidy_up() -> None:
    said: list[float] = []

    async def main(loop: VirtualLoop) -> None:
        host = Host("node")
        task = loop.create_task(ticks(said), context=host.context)
        await asyncio.sleep(1.5)
        host.is_dead = True
        task.cancel()
        await asyncio.sleep(3)

    run(main)

    assert [1.0] == said


def test_what_a_host_begins_is_of_that_host() -> None:
    said: list[float] = []

    async def begins() -> None:
        asyncio.get_running_loop().create_task(ticks(said))

    async def main(loop: VirtualLoop) -> None:
        host = Host("node")
        loop.create_task(begins(), context=host.context)
        await asyncio.sleep(0.5)
        host.is_dead = True
        await asyncio.sleep(3)

    run(main)

    assert [] == said


def test_waiting_for_what_will_never_come_is_said() -> None:
    with pytest.raises(Stuck):
        run(lambda loop: loop.create_future())


def test_going_round_in_circles_is_said() -> None:
    async def main(_: VirtualLoop) -> None:
        while True:  # noqa: ASYNC110  # that is what it is about
            await asyncio.sleep(0)

    with pytest.raises(Stuck):
        run(main)


def test_exception_that_nobody_catches_is_kept() -> None:
    async def main(loop: VirtualLoop) -> None:
        loop.call_soon(lambda: 1 // 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await asyncio.Event().wait()

    assert ["a callback failed: ZeroDivisionError"] == run(main).troubles

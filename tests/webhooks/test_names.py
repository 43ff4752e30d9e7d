import asyncio
import gc
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from app.webhooks.endpoint import MOST_ENDPOINTS
from app.webhooks.names import MOST_OF_ONE, NAMES_AT_ONCE, Names, TooManyNames, resolved

HERE = ["127.0.0.1"]


class Slow:
    """A resolver that answers for a name once it is let; `asked` is whom it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.free = threading.Event()

    def __call__(self, name: str, _: int) -> list[str]:
        self.asked.append(name)
        if name.startswith("slow"):
            self.free.wait(30)
        if name.endswith("nowhere"):
            raise socket.gaierror(socket.EAI_NONAME, "canary")
        return HERE


@contextmanager
def let_go(slow: Slow) -> Iterator[None]:
    try:
        yield
    finally:
        slow.free.set()


async def begun(
    names: Names, name: str, whose: str = "", *, port: int = 443
) -> "asyncio.Task[Sequence[str]]":
    task = asyncio.create_task(names.find(name, port, whose))
    await asyncio.sleep(0)
    return task


async def test_name_is_looked_up_once_for_all_who_wait_for_it() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        waiting = [await begun(names, "slow") for _ in range(100)]
        slow.free.set()

        assert [HERE] * 100 == await asyncio.gather(*waiting)

    assert ["slow"] == slow.asked


async def test_name_is_looked_up_anew_for_whoever_comes_later() -> None:
    """What it meant a moment ago says nothing of now."""
    slow = Slow()
    names = Names(slow)

    for _ in range(2):
        await names.find("quick", 443)

    assert ["quick", "quick"] == slow.asked


async def test_there_is_a_thread_for_the_name_of_every_endpoint() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        for number in range(2 * MOST_ENDPOINTS - 1):
            await begun(names, f"slow-{number}")

        async with asyncio.timeout(5):
            assert HERE == await names.find("quick", 443)


async def test_names_of_one_organisation_that_hang_keep_nobody_elses_waiting() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        for number in range(MOST_OF_ONE):
            await begun(names, f"slow-{number}", "acme")

        async with asyncio.timeout(5):
            with pytest.raises(TooManyNames):
                await names.find("quick", 443, "acme")
            assert HERE == await names.find("quick", 443, "other")


async def test_organisation_whose_names_hang_no_longer_has_more_looked_up() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        waiting = [await begun(names, f"slow-{number}", "acme") for number in range(MOST_OF_ONE)]
        slow.free.set()
        await asyncio.gather(*waiting)

        assert HERE == await names.find("quick", 443, "acme")
        assert not names._running


async def test_name_that_hangs_is_looked_up_once_at_whatever_port() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        waiting = [await begun(names, "slow", port=port) for port in (443, 444)]
        slow.free.set()
        await asyncio.gather(*waiting)

    assert ["slow"] == slow.asked


def test_there_are_threads_for_more_than_one_organisation_whose_names_all_hang() -> None:
    assert NAMES_AT_ONCE > 2 * MOST_OF_ONE


async def test_who_stops_waiting_stops_nobody_else() -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        first, second = await begun(names, "slow"), await begun(names, "slow")
        first.cancel()
        await asyncio.wait([first])
        slow.free.set()

        assert HERE == await second


async def test_name_that_is_not_there_is_said_to_all_who_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        waiting = [await begun(names, "slow-nowhere") for _ in range(3)]
        waiting[0].cancel()
        slow.free.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)

    assert [asyncio.CancelledError, socket.gaierror, socket.gaierror] == [
        type(one) for one in found
    ]
    assert "" == caplog.text


async def test_nothing_is_complained_of_where_nobody_waits_any_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow()
    names = Names(slow)
    with let_go(slow):
        only = await begun(names, "slow-nowhere")
        only.cancel()
        await asyncio.wait([only])
    async with asyncio.timeout(5):
        while names._asked:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0)
    del only  # its frame holds what it waited for
    gc.collect()

    assert "" == caplog.text


def test_this_machine_is_found_by_its_name() -> None:
    assert set(resolved("localhost", 80)) <= {"127.0.0.1", "::1"}

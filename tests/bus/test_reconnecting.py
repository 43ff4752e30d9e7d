"""A bus over a line that a test makes and breaks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from app.bus.reconnecting import LONGEST_WAIT, Line, ReconnectingBus, Take, wait_before
from tests.contracts.bus import Ear, hint, running
from tests.support.rim import Tally, soon


class TriedLine:
    """A line that lasts until the test says otherwise; while `is_stuck` nothing leaves."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.broken = asyncio.Event()
        self.error: Exception | None = None
        self.is_stuck = False

    async def send(self, messages: Sequence[bytes]) -> None:
        if self.is_stuck:
            await asyncio.Event().wait()
        self.sent += messages

    async def last(self) -> None:
        await self.broken.wait()
        if self.error is not None:
            raise self.error


class Dialled:
    """Every line that was asked for; those that cannot be had raise what `refusals` holds."""

    def __init__(self) -> None:
        self.lines: list[TriedLine] = []
        self.refusals: list[Exception] = []
        self.take: Take = lambda _: None

    @asynccontextmanager
    async def __call__(self, take: Take) -> AsyncIterator[Line]:
        if self.refusals:
            raise self.refusals.pop()
        self.take = take
        self.lines.append(TriedLine())
        yield self.lines[-1]


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> Dialled:
    monkeypatch.setattr("app.bus.reconnecting.FIRST_WAIT", 0.001)
    return Dialled()


async def test_line_that_ends_without_a_word_is_made_again(dialled: Dialled) -> None:
    bus = ReconnectingBus(dialled, "node-1", Tally())
    async with running(bus):
        dialled.lines[0].broken.set()
        assert 1 == bus.lines
        await soon(lambda: len(dialled.lines) == 2 and bus.is_up)
        assert 2 == bus.lines
        bus.publish(hint(1))
        await soon(lambda: dialled.lines[1].sent)

    assert not bus.is_up


async def test_other_end_that_takes_nothing_counts_as_dead(
    dialled: Dialled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.bus.reconnecting.DEADLINE", 0.01)
    bus = ReconnectingBus(dialled, "node-1", Tally())
    async with running(bus):
        dialled.lines[0].is_stuck = True
        bus.publish(hint(1))
        await soon(lambda: len(dialled.lines) == 2)


async def test_outage_is_said_once_and_never_in_the_words_of_a_driver(
    dialled: Dialled, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dialled.refusals = [OSError("canary") for _ in range(5)]
    bus = ReconnectingBus(dialled, "node-1", Tally())
    async with running(bus):
        dialled.lines[0].error = ValueError("canary")
        dialled.lines[0].broken.set()
        await soon(lambda: len(dialled.lines) == 2 and bus.is_up)

    said = ["down: OSError", "up", "down: ValueError", "up"]
    assert [f"the bus is {one}" for one in said] == [
        record.getMessage() for record in caplog.records if record.name.startswith("app")
    ]
    assert "canary" not in caplog.text


async def test_what_is_heard_does_not_depend_on_the_line(dialled: Dialled) -> None:
    bus = ReconnectingBus(dialled, "node-1", Tally())
    ear = Ear(bus)
    async with running(bus):
        for seq in (1, 2):
            dialled.take(b'hint {"room":"room-a","epoch":"epoch-1","seq":%d}' % seq)
            await ear.hears(hint(seq))
            dialled.lines[-1].broken.set()
            await soon(lambda seq=seq: len(dialled.lines) > seq and bus.is_up)  # type: ignore[misc]


async def test_short_line_does_not_begin_the_waits_anew(
    dialled: Dialled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that lets everybody in and shows everybody out is not asked without end."""
    asked: list[int] = []

    def wait(_: str, attempt: int) -> float:
        asked.append(attempt)
        return 0.0

    monkeypatch.setattr("app.bus.reconnecting.wait_before", wait)
    bus = ReconnectingBus(dialled, "node-1", Tally())
    async with running(bus):
        for n in range(3):
            dialled.lines[n].broken.set()
            await soon(lambda n=n: len(dialled.lines) > n + 1)  # type: ignore[misc]
        monkeypatch.setattr("app.bus.reconnecting.STEADY_AFTER", -1.0)
        dialled.lines[3].broken.set()
        await soon(lambda: len(dialled.lines) > 4)

    assert [1, 2, 3, 0] == asked


def test_waits_grow_to_a_bound_and_differ_from_node_to_node() -> None:
    waits = [[wait_before(f"node-{n}", attempt) for n in range(20)] for attempt in range(60)]

    assert all(0 < wait <= LONGEST_WAIT for row in waits for wait in row)
    assert max(waits[0]) < min(waits[3])
    assert all(len(set(row)) > 15 for row in waits)

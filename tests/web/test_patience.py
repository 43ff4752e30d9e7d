"""How long somebody waits to be let in."""

import asyncio

import pytest

from app.rooms.errors import Forbidden, Unavailable
from app.web import patience
from app.web.patience import Patience, within

SOON = 0.01


async def hangs() -> None:
    await asyncio.get_running_loop().create_future()


async def test_who_is_let_in_in_time_is_let_in() -> None:
    async def admits() -> str:
        return "guest"

    assert "guest" == await within(10, admits())


async def test_refusal_stays_what_it_is() -> None:
    async def refuses() -> None:
        raise Forbidden

    with pytest.raises(Forbidden):
        await within(10, refuses())


async def test_who_waits_for_too_long_may_come_again() -> None:
    has_ended = False

    async def admits() -> None:
        nonlocal has_ended
        try:
            await hangs()
        finally:
            has_ended = True

    with pytest.raises(Unavailable):
        await within(SOON, admits())
    assert has_ended


async def test_taking_back_that_hangs_as_well_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "TIDYING", SOON)

    async def admits() -> None:
        try:
            await hangs()
        finally:
            await hangs()

    async with asyncio.timeout(5):
        with pytest.raises(Unavailable):
            await within(SOON, admits())


async def test_end_of_who_waits_is_no_refusal() -> None:
    waiting = asyncio.create_task(within(10, hangs()))
    await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting


def test_whoever_is_kept_waiting_hears_so_before_they_take_the_connection_for_dead() -> None:
    assert Patience().hello + Patience().admission + patience.TIDYING < 30

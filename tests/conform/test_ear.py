"""What a listener hears, and what may be said of it."""

import asyncio

import pytest

from app.calls.capabilities import Strength
from app.conform.ear import Ear, Figures, Look, heard_in
from app.conform.noticing import NotSo, Weaker
from app.conform.stand import NotPlayable
from tests.conform.scripted import BRISK, ScriptedStand

CLEO = frozenset({"cleo"})
HEARD, SILENT, DEAF = "ada cleo", "ada", ""


def ear(*looks: str) -> Ear:
    return Ear(ScriptedStand(*looks), BRISK, Figures(), "ada")


def now() -> float:
    return asyncio.get_running_loop().time()


async def falls_silent(*looks: str, claimed: float | None = None) -> Weaker | None:
    return await ear(*looks).falls_silent(CLEO, now(), lambda: claimed, "Cleo")


async def test_who_is_silent_while_somebody_else_is_heard_is_silent() -> None:
    assert None is await falls_silent(HEARD, HEARD, SILENT)


async def test_silence_of_everybody_shows_nothing() -> None:
    with pytest.raises(NotPlayable, match="heard nobody"):
        await falls_silent(DEAF)


async def test_who_is_heard_while_it_is_said_that_they_are_locked_is_a_lie() -> None:
    with pytest.raises(NotSo) as caught:
        await falls_silent(HEARD, claimed=now())
    assert caught.value.is_lie


async def test_who_is_heard_and_of_whom_nothing_is_said_is_no_lie() -> None:
    with pytest.raises(NotSo) as caught:
        await falls_silent(HEARD)
    assert (False, Strength.REQUESTED) == (caught.value.is_lie, caught.value.allows)


async def test_saying_so_before_it_is_so_is_a_lie() -> None:
    with pytest.raises(NotSo, match="after its report had said") as caught:
        await falls_silent(HEARD, SILENT, claimed=now() - 1)
    assert caught.value.is_lie


async def test_who_is_heard_again_and_closed_again_is_guarded() -> None:
    found = await falls_silent(SILENT, SILENT, HEARD, SILENT)

    assert found is not None
    assert Strength.GUARDED is found.allows


async def test_who_is_heard_again_and_stays_so_is_not_held() -> None:
    with pytest.raises(NotSo):
        await falls_silent(SILENT, SILENT, HEARD)


async def test_who_is_to_stay_closed_is_not_heard_in_a_single_look() -> None:
    await ear(SILENT).is_closed(CLEO, "Cleo")
    with pytest.raises(NotSo):
        await ear(SILENT, HEARD, SILENT).is_closed(CLEO, "Cleo")


async def test_listener_that_goes_deaf_shows_nothing_either() -> None:
    with pytest.raises(NotPlayable):
        await falls_silent(SILENT, DEAF)
    with pytest.raises(NotPlayable):
        await ear(DEAF).is_closed(CLEO, "Cleo")


async def test_who_goes_on_being_heard_may_be_lost_now_and_then() -> None:
    await ear(HEARD, SILENT, HEARD).goes_on(CLEO, "Cleo")
    with pytest.raises(NotSo):
        await ear(SILENT).goes_on(CLEO, "Cleo")


async def test_who_is_waited_for_has_until_the_deadline() -> None:
    await ear(SILENT, SILENT, HEARD).hears(CLEO, now() + 1, "Cleo")
    with pytest.raises(NotSo, match="was not heard within"):
        await ear(SILENT).hears(CLEO, now() + 0.02, "Cleo")


async def test_listening_goes_on_beside_what_is_done_and_ends_with_it() -> None:
    one = ear(HEARD)
    async with one.listening() as looks:
        await one.watch(now() + BRISK.watch)

    assert looks
    assert one.figures.looks > len(looks)
    assert one.figures.widest_gap > 0


async def test_what_goes_wrong_while_listening_is_raised_as_it_is() -> None:
    with pytest.raises(NotSo):
        async with ear(HEARD).listening():
            raise NotSo("it is not so")


def test_a_slip_is_told_by_looks_and_time() -> None:
    looks = [Look(0.0, CLEO), Look(0.1, CLEO), Look(0.2, frozenset())]

    assert "in 2 looks over 100 ms" == heard_in(looks, CLEO)
    assert "" == heard_in(looks[2:], CLEO)

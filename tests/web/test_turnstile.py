"""Between HTTP requests everybody else has their turn."""

import asyncio

import pytest

from app.web.turnstile import BREATH_S, Turnstile
from tests.simulation.loop import VirtualLoop


async def test_whoever_comes_alone_waits_for_nothing() -> None:
    entering = Turnstile().enter()

    try:
        entering.send(None)
    except StopIteration:
        return
    raise AssertionError("it waited")


async def test_between_two_requests_the_others_have_a_turn() -> None:
    turnstile, happened = Turnstile(at_a_time=2), list[str]()

    async def asks(name: str) -> None:
        await turnstile.enter()
        happened.append(name)

    def tick() -> None:
        happened.append("-")
        if len(happened) < 40:
            asyncio.get_running_loop().call_soon(tick)

    tick()
    async with asyncio.TaskGroup() as tasks:
        for name in "abcdef":
            tasks.create_task(asks(name))

    between = "".join(happened).split("-")
    assert "abcdef" == "".join(between)
    assert max(map(len, between)) <= 2


async def test_whoever_has_gone_is_passed_over() -> None:
    turnstile = Turnstile()
    first, gone, left = (asyncio.create_task(turnstile.enter()) for _ in range(3))
    await asyncio.sleep(0)
    gone.cancel()

    async with asyncio.timeout(5):
        await asyncio.gather(first, left)

    assert gone.cancelled()


async def test_after_a_rush_the_next_enters_at_once() -> None:
    turnstile = Turnstile()
    await asyncio.gather(*(turnstile.enter() for _ in range(5)))
    await asyncio.sleep(0)

    entering = turnstile.enter()
    try:
        entering.send(None)
    except StopIteration:
        return
    raise AssertionError("it waited")


@pytest.mark.parametrize(
    ("crowd", "breaths"), [(3, [0, 0, 1, 2, 2, 2]), (4, [0, 0, 1, 1, 1, 1]), (None, [0] * 6)]
)
def test_as_long_as_a_crowd_waits_the_loop_takes_a_breath_before_the_next(
    crowd: int | None, breaths: list[int]
) -> None:
    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    turnstile, entered = Turnstile(crowd=crowd), list[float]()

    async def asks() -> None:
        await turnstile.enter()
        entered.append(loop.time())

    async def all_ask() -> None:
        for task in [loop.create_task(asks()) for _ in range(6)]:
            await task

    loop.run_until_complete(all_ask())
    assert [breath * BREATH_S for breath in breaths] == pytest.approx(entered)

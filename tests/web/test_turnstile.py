"""Between HTTP requests everybody else has their turn."""

import asyncio

from app.web.turnstile import Turnstile


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

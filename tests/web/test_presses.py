"""One connection's presses: begun in their order, so many at a time, awaited at the end."""

import asyncio

import pytest

from app.web.presses import MOST, Presses


async def test_presses_are_begun_in_their_order_and_only_so_many_wait() -> None:
    presses, begun, answered = Presses(), list[int](), asyncio.Event()

    async def answering(n: int) -> None:
        begun.append(n)
        await answered.wait()

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        for n in range(MOST):
            await presses.room()
            presses.begin(tasks, answering(n))
        one_more = asyncio.create_task(presses.room())
        await asyncio.sleep(0.01)
        assert not one_more.done()
        assert (list(range(MOST)), MOST) == (begun, len(presses))
        answered.set()
        await one_more
        await presses.answered()
    assert 0 == len(presses)


async def test_after_the_end_of_the_tasks_none_is_begun() -> None:
    async def answering() -> None: ...

    async with asyncio.TaskGroup() as tasks:
        pass
    with pytest.raises(RuntimeError):
        Presses().begin(tasks, answering())


async def test_where_nothing_was_pressed_nothing_is_awaited() -> None:
    async with asyncio.timeout(5):
        await Presses().answered()

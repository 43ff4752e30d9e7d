"""A queue and an event as small as one connection needs them."""

import asyncio

import pytest

from app.web.serving.waiting import Gate, Inbox


async def test_what_is_put_is_taken_in_order() -> None:
    inbox = Inbox[int]()
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert not inbox.empty()
    assert [1, 2] == [await inbox.get(), await inbox.get()]
    assert inbox.empty()


async def test_reader_is_woken_once_however_much_comes() -> None:
    inbox = Inbox[int]()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert [1, 2] == [await reading, await inbox.get()]


async def test_reader_who_gives_up_takes_nothing_along() -> None:
    inbox = Inbox[int]()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait(1)
    reading.cancel()
    await asyncio.wait([reading])
    assert 1 == await inbox.get()


async def test_there_is_one_reader() -> None:
    inbox = Inbox[int]()
    reading = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        await inbox.get()
    inbox.put_nowait(1)
    assert 1 == await reading


async def test_nobody_waits_at_an_open_gate() -> None:
    gate = Gate()
    gate.set()
    assert await gate.wait()


async def test_everybody_who_waits_goes_on_when_it_opens_whoever_has_given_up() -> None:
    gate = Gate()
    gate.clear()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert not waiting[1].done()
    gate.set()
    assert [True, True] == await asyncio.gather(*waiting[1:])


async def test_gate_that_shuts_again_at_once_keeps_everybody() -> None:
    gate = Gate()
    gate.clear()
    waiting = asyncio.create_task(gate.wait())
    await asyncio.sleep(0)
    gate.set()
    gate.clear()
    await asyncio.sleep(0.01)
    assert not waiting.done()
    gate.set()
    assert await waiting

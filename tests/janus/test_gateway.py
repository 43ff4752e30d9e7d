"""The way to Janus, made again for ever."""

import asyncio

import pytest

from app.calls.ports import CallUnavailable
from app.janus.gateway import FIRST_WAIT, LONGEST_WAIT, Gateway, wait_before
from tests.janus.calls import QUICK
from tests.janus.fake_janus import fake_janus
from tests.support.janus import SECRET


async def test_a_line_that_breaks_is_made_again_and_both_are_told() -> None:
    told: list[str] = []
    changed = asyncio.Event()

    def tell(what: str) -> None:
        told.append(what)
        changed.set()

    async def until(count: int) -> None:
        while len(told) < count:
            changed.clear()
            await changed.wait()

    async with fake_janus() as fake, asyncio.timeout(8):
        gateway = Gateway(fake.url, SECRET, "n1", lambda: tell("came"), lambda: tell("went"), QUICK)
        with pytest.raises(CallUnavailable):
            gateway.line()
        running = asyncio.create_task(gateway.run())
        await until(1)
        first = gateway.line()
        await fake.hang_up()
        await until(3)
        assert gateway.line() is not first
        running.cancel()
        await asyncio.wait([running])
    assert told == ["came", "went", "came", "went"]
    with pytest.raises(CallUnavailable):
        gateway.line()


async def test_an_outage_is_said_once_and_by_a_code(caplog: pytest.LogCaptureFixture) -> None:
    gateway = Gateway("ws://127.0.0.1:9/canary", SECRET, "n1", _nothing, _nothing)
    await gateway._one_line()
    await gateway._one_line()
    assert [one.getMessage() for one in caplog.records if one.name == "app.janus.gateway"] == [
        "the line to the call is down: unreachable"
    ]
    assert "canary" not in caplog.text


def test_attempts_become_rarer_and_nodes_do_not_keep_step() -> None:
    assert FIRST_WAIT / 2 <= wait_before("n1", 0) <= FIRST_WAIT
    assert LONGEST_WAIT / 2 <= wait_before("n1", 50) <= LONGEST_WAIT
    assert wait_before("n1", 3) != wait_before("n2", 3)


def _nothing() -> None:
    """Nobody is told."""

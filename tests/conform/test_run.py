"""A run over real sockets: it waits for the stand, and leaves nothing behind."""

import asyncio

import httpx
import pytest
from starlette.types import ASGIApp

from app.calls.capabilities import Strength
from app.conform.conform import Found, Silence
from app.conform.pace import Pace
from app.conform.run import NobodyThere, run
from app.conform.scenarios.table import SCENARIOS
from app.conform.serving import serving
from app.conform.wiring import wired
from app.system import SystemClock, SystemIds
from app.web.serving.server import bind
from tests.conform.stands import SECRET
from tests.support.stand.application import application
from tests.support.stand.stand import Stand, Wiring

UNHURRIED = Pace(deadline=2.0, watch=0.2, bound=0.4)
FIRST = SCENARIOS[:3]


async def ran(patience: float, url: str = "", app: ASGIApp | None = None) -> Found:
    listener = bind("127.0.0.1", 0)
    wiring = wired(SECRET, f"http://127.0.0.1:{listener.getsockname()[1]}")
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.TaskGroup() as group:
        stand = Stand(Wiring(wiring.base, wiring.key, SECRET), http)
        running = group.create_task(stand.run())
        theirs = bind("127.0.0.1", 0)
        there = f"http://127.0.0.1:{theirs.getsockname()[1]}/hook"
        try:
            async with serving(app or application(stand), theirs):
                return await run(
                    url or there, SECRET, wiring, listener, FIRST, pace=UNHURRIED,
                    clock=SystemClock(), ids=SystemIds(), watcher=Silence(), patience=patience,
                )  # fmt: skip
        finally:
            running.cancel()


async def test_stand_is_played_at_over_sockets() -> None:
    found = await ran(5.0)

    assert Strength.ENFORCED is found.verdict.may_claim
    assert found.figures.looks


async def test_nobody_there_is_said() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await ran(0.0, "http://127.0.0.1:9/hook")
    assert caught.group_contains(NobodyThere)

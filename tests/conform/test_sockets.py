"""The sockets of a stand: whoever has the key is heard on them, and told."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.calls.wanted import Version
from app.conform.inbound import FORBIDDEN, Inbound
from app.conform.sockets import Sockets
from app.conform.told import Told
from tests.conform.stands import CALL, KEY, Socket

JOINED = {"type": "events", "events": [{"id": "1", "ref": "a", "type": "joined", "at": 1}]}
REPORT = {
    "type": "floor_report", "version": {"seq": 2, "n": 1}, "outcomes": [], "class": "enforced",
    "at": 1,
}  # fmt: skip


class Ours:
    """Our side, and one who has a socket open."""

    def __init__(self, key: str = KEY) -> None:
        self.told, self.sockets, self.is_away = Told(), Sockets(), False
        inbound = Inbound(
            CALL, KEY, self.told, lambda: self.is_away, lambda: Version(2, 1), self.sockets
        )
        self.socket = Socket(inbound.app(), key)

    async def says(self, frame: Any) -> dict[str, Any]:
        """What is answered."""
        await self.socket.say(frame if isinstance(frame, str) else json.dumps(frame))
        answer: dict[str, Any] = json.loads(await self.socket.came.get())
        return answer


@contextlib.asynccontextmanager
async def connected() -> AsyncIterator[Ours]:
    ours = Ours()
    running = asyncio.create_task(ours.socket.run())
    try:
        yield ours
    finally:
        running.cancel()


async def test_what_is_told_is_answered_as_its_post_is() -> None:
    async with connected() as ours:
        assert {"type": "done", "of": "events", "taken": 1} == await ours.says(JOINED)
        assert {"type": "done", "of": "floor_report", "newest": {"seq": 2, "n": 1}} == (
            await ours.says(REPORT)
        )
    assert [] == ours.told.refused


@pytest.mark.parametrize(
    ("frame", "of", "code"),
    [
        ("nonsense", "", "invalid"),
        ([], "", "invalid"),
        ({"type": ["events"]}, "", "invalid"),
        ({"type": "speech"}, "", "invalid"),
        ({"type": "events"}, "events", "invalid"),
        (REPORT | {"version": {"seq": 9, "n": 0}}, "floor_report", "unknown_version"),
    ],
)
async def test_what_is_none_of_the_contract_s_is_refused_and_counted(
    frame: Any, of: str, code: str
) -> None:
    async with connected() as ours:
        answer = await ours.says(frame)

    assert ("refused", of, code, False) == tuple(
        answer[name] for name in ("type", "of", "code", "retry")
    )
    assert 1 == len(ours.told.refused)


async def test_while_we_are_away_everything_is_refused_for_now() -> None:
    async with connected() as ours:
        await ours.says(REPORT)
        ours.is_away = True
        answer = await ours.says(JOINED)

    assert ("unavailable", True) == (answer["code"], answer["retry"])
    assert [] == ours.told.events


async def test_who_has_not_the_key_is_not_let_in() -> None:
    ours = Ours("another")
    await ours.socket.run()

    assert (FORBIDDEN, 0) == (ours.socket.code, ours.sockets.count)


async def test_whoever_is_told_is_waited_for_and_forgotten_when_gone() -> None:
    ours = Ours()
    telling = asyncio.create_task(ours.sockets.tell("a state", 5.0))
    await asyncio.sleep(0)
    running = asyncio.create_task(ours.socket.run())

    assert await telling
    assert "a state" == await ours.socket.came.get()
    ours.socket.to_us.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await running
    assert not await ours.sockets.tell("a state", 0.0)

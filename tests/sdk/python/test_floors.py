"""What a maker of a call is told, by a server that says what a test wants it to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from pushback import Report, Stopped
from pushback.floors import Floors
from tests.support.sdk_rooms import QUICK

Says = Callable[[ServerConnection], Awaitable[None]]
KEY = "pbk_canary"


@dataclass
class Server:
    """What each connection meets in turn, the last one for ever; `came` are their requests."""

    script: list[Says]
    came: list[tuple[str, str]] = field(default_factory=list)

    async def meet(self, connection: ServerConnection) -> None:
        """One connection."""
        assert connection.request is not None
        headers = connection.request.headers
        self.came.append((connection.request.path, headers.get("authorization", "")))
        await self.script[min(len(self.came), len(self.script)) - 1](connection)


@asynccontextmanager
async def told_by(*script: Says) -> AsyncIterator[tuple[Floors, Server]]:
    server = Server([*script])
    async with serve(server.meet, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        async with Report(url, "r1", KEY, world=QUICK) as report, asyncio.timeout(20):
            yield report.floors(), server


def state(seq: int, n: int = 0, **fields: Any) -> dict[str, Any]:
    usual = {"type": "floor.changed", "contract": 1, "call": "r1", "at": 1, "deadline_ms": 2_000}
    version = {"seq": seq, "n": n}
    return {**usual, "version": version, "participants": [], "out": [], **fields}


def says(*frames: Any, then: int | None = None) -> Says:
    async def them(connection: ServerConnection) -> None:
        for frame in frames:
            await connection.send(frame if isinstance(frame, str) else json.dumps(frame))
        if then is None:
            await connection.wait_closed()
        else:
            await connection.close(then)

    return them


async def seqs(floors: Floors, count: int) -> list[int | None]:
    found = [await anext(floors) for _ in range(count)]
    return [None if floor is None else floor["version"]["seq"] for floor in found]


async def test_states_come_by_a_socket_of_the_call_with_the_key() -> None:
    place = {"ref": "laptop", "person": "p1", "microphone": "locked", "camera": "free"}
    async with told_by(says(state(3, participants=[place]))) as (floors, server):
        floor = await anext(floors)

    assert floor is not None
    assert [place] == floor["participants"]
    assert [("/api/calls/r1/floor", f"Bearer {KEY}")] == server.came


async def test_same_state_again_is_told_and_an_older_one_is_not() -> None:
    async with told_by(says(state(3, 1), state(3, 0), state(2, 9), state(3, 1), state(4))) as (
        f,
        _,
    ):
        assert [3, 3, 4] == await seqs(f, 3)


async def test_line_comes_back_and_no_state_of_it_is_older() -> None:
    async with told_by(says(state(3), then=1001), says(state(2), state(4))) as (floors, server):
        assert [3, 4] == await seqs(floors, 2)

    assert 2 == len(server.came)


async def test_after_silence_every_lock_is_let_go_of_once() -> None:
    """A server that is not there holds nobody."""
    quiet = says(state(3, lasts_ms=100))
    late = says(then=4000)
    async with told_by(quiet, late, late, says(state(3))) as (floors, _):
        assert [3, None, 3] == await seqs(floors, 3)


async def test_whoever_reads_slowly_lets_go_of_nothing_that_was_told_meanwhile() -> None:
    async with told_by(says(state(3, lasts_ms=1), state(4, lasts_ms=60_000))) as (floors, _):
        first = await seqs(floors, 1)
        await asyncio.sleep(0.01)

        assert [3, 4] == first + await seqs(floors, 1)


@pytest.mark.parametrize(
    "bad", ["", "no JSON", "[]", "7", '{"type": 1}', '{"type": "floor.changed"}',
            '{"type": "floor.changed", "version": {"seq": "x", "n": 0}}'],
)  # fmt: skip
async def test_what_is_no_frame_ends_the_line_and_not_the_stay(bad: str) -> None:
    async with told_by(says(bad), says(state(4))) as (floors, server):
        assert [4] == await seqs(floors, 1)

    assert 2 == len(server.came)


async def test_what_is_new_is_left_alone() -> None:
    async with told_by(says({"type": "weather"}, state(4, colour="red"))) as (floors, server):
        assert [4] == await seqs(floors, 1)

    assert 1 == len(server.came)


@pytest.mark.parametrize(("code", "reason"), [(4501, "closed"), (4504, "not_by_contract")])
async def test_end_of_the_meeting_or_of_the_key_is_the_end(code: int, reason: str) -> None:
    frames = [{"type": "refused", "of": "", "code": reason}] if code == 4504 else []
    async with told_by(says(*frames, then=code)) as (floors, server):
        with pytest.raises(Stopped) as stopped:
            await anext(floors)

    assert reason == stopped.value.reason
    assert 1 == len(server.came)


async def test_nothing_is_left_open_behind_the_block() -> None:
    gone = asyncio.Event()

    async def sees(connection: ServerConnection) -> None:
        await connection.send(json.dumps(state(1)))
        await connection.wait_closed()
        gone.set()

    async with told_by(sees) as (floors, _):
        await anext(floors)
    async with asyncio.timeout(5):
        await gone.wait()

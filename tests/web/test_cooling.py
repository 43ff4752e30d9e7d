"""Who broke the rules stays out for a while, and nobody else does."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from app.phases.units import Instant
from app.rooms.errors import RateLimited
from app.web.cooling import COOLS_FOR, MOST, Cooling, chain_of
from app.web.partings import RATE_LIMITED
from app.web.strikes import STRIKES
from tests.support.node import Node, running_node, sqlite_url
from tests.support.stalling import stalled
from tests.support.wire import Line

NOW = Instant(1_000_000)


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    async with running_node(sqlite_url(tmp_path), presses_per_second=50) as made:
        yield made


def test_who_was_put_out_waits_and_then_does_not() -> None:
    cooling = Cooling()
    cooling.put_out("a", NOW)
    assert cooling.left("a", NOW) == COOLS_FOR
    assert cooling.left("a", Instant(NOW + COOLS_FOR - 1)) == 1
    assert cooling.left("a", Instant(NOW + COOLS_FOR)) == 0
    assert cooling.left("b", NOW) == 0


def test_who_is_put_out_again_waits_anew() -> None:
    cooling = Cooling()
    cooling.put_out("a", NOW)
    cooling.put_out("a", Instant(NOW + 5_000))
    assert cooling.left("a", Instant(NOW + 5_000)) == COOLS_FOR
    assert len(cooling) == 1


def test_only_so_many_are_remembered_and_the_newest_of_them() -> None:
    cooling = Cooling()
    for nth in range(MOST + 1):
        cooling.put_out(str(nth), NOW)
    assert len(cooling) == MOST
    assert cooling.left("0", NOW) == 0
    assert cooling.left(str(MOST), NOW) == COOLS_FOR


def test_what_is_no_secret_of_a_tab_is_of_no_chain() -> None:
    secret = "0123456789abcdef0123_" + "a" * 27
    brought = [f"pbr_{secret}", f"pbt_{secret}", "pbr_", "", None]
    assert ["0123456789abcdef0123", "", "", "", ""] == [chain_of(one) for one in brought]


async def knocked(node: Node, hello: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """The first frame and the close code that this hello is answered with."""
    async with connect(node.socket_url, origin=Origin(node.origin)) as raw:
        await raw.send(json.dumps(hello))
        first = json.loads(await raw.recv())
        await raw.wait_closed()
    return first, raw.close_code


async def talks_nonsense(line: Line) -> None:
    for _ in range(STRIKES + 1):
        await line.send({"t": "nonsense"})
    await line.until(lambda one: one.closed is not None)


async def sends_bytes(line: Line) -> None:
    await line.raw.send(b"\x00")
    await line.until(lambda one: one.closed is not None)


async def sends_no_utf_8(line: Line) -> None:
    await line.raw.send(b"\xff\xfe", text=True)
    await line.until(lambda one: one.closed is not None)


@pytest.mark.parametrize("misbehaves", [talks_nonsense, sends_bytes, sends_no_utf_8])
async def test_tab_that_broke_the_rules_is_refused_before_the_database_is_asked(
    node: Node, misbehaves: object
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada")
    async with ada.connected() as line:
        assert line.welcome is not None
        secret = line.welcome["resume"]
        await misbehaves(line)  # type: ignore[operator]  # one of the three above
    async with stalled(node.service.database):
        first, code = await knocked(node, {"t": "hello", "room": room, "resume": secret})
    assert code == RATE_LIMITED.code
    assert (first["t"], first["code"], first["retry"]) == ("refused", RateLimited.code, True)
    async with ada.connected() as line:  # by a ticket, which has bounds of its own
        assert line.welcome is not None


@pytest.mark.parametrize("code", [1002, 1008, 1009, 4505])
async def test_tab_that_goes_by_itself_comes_straight_back_whatever_it_says(
    node: Node, code: int
) -> None:
    """As a browser does where something between us has spoilt a frame."""
    room = await node.room()
    ada = await node.person(room, "Ada")
    async with ada.connected() as line:
        assert line.welcome is not None
        secret = line.welcome["resume"]
        await line.raw.close(code)
    async with ada.connected(resume=secret) as line:
        assert line.welcome is not None


async def test_tab_that_only_lost_its_line_or_pressed_too_fast_comes_straight_back(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada")
    async with ada.connected() as line:
        assert line.welcome is not None
        secret = line.welcome["resume"]
        for _ in range(50 * 3 + STRIKES + 10):
            await line.send({"t": "sync", "c0": 1})
        await line.until(lambda one: one.closed is not None)
        assert line.closed == RATE_LIMITED.code
    async with ada.connected(resume=secret) as line:
        assert line.welcome is not None

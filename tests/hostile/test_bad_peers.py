"""Every kind of bad peer at a real node: gone in time, quietly, and nobody else is the worse."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.rooms.roles import Role
from app.web.envelope import BODY_WITHIN
from app.web.guests import GLANCE, PARTS, STUCK_FOR
from app.web.patience import Patience
from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.untaken import LOOK_EVERY, SHUT_FOR
from tests.hostile.bad_peers import (
    KINDS,
    READS_NOTHING,
    SMALL_BUFFER,
    UNKNOWN,
    become_guest,
    text,
    told,
    upgrade,
)
from tests.support.node import Node, running_node, sqlite_url
from tests.support.rim import soon
from tests.support.wire import Line
from tests.web.serving.raw_peer import CLOSE, RawPeer, peer

EACH = 2
"""Bad peers of every kind."""
PATIENCE = 30.0
"""Far more than any of them has: how long each has is in the constants, which are tested below."""
MOST_HELD = 512 * 1024


@dataclass
class Evening:
    """A meeting that goes on: Ada pauses and resumes, and Cleo sees it."""

    node: Node
    ada: Line
    cleo: Line
    presses: int = 0
    is_over: bool = False
    most_held: int = 0
    bad: dict[tuple[str, int], str] = field(default_factory=dict)

    async def goes_on(self) -> None:
        """Until it is over; every press is answered and seen."""
        await self.ada.do("open_meeting")
        await self.ada.until(lambda one: one.view["phase"]["phase"] == "opening")
        while not self.is_over:
            await self.ada.do("resume" if self.presses % 2 else "pause")
            self.presses += 1
            await self.cleo.until(lambda one: one.seq >= self.ada.seq)
            self.most_held = max(
                [self.most_held, *map(held, self.node.server.server_state.connections)]
            )
            await asyncio.sleep(0.15)  # no faster than anybody may press

    def is_there(self, one: RawPeer) -> bool:
        """Whether the server still has this peer's connection."""
        address = one.connection.getsockname()
        ours: set[Any] = self.node.server.server_state.connections
        return any(other.client == address for other in ours)


def held(connection: Any) -> int:
    """Bytes of a peer that this process holds: not parsed, not taken, not sent."""
    waiting = len(getattr(connection, "frames", ())) + len(connection.unparsed)
    return waiting + int(connection.transport.get_write_buffer_size())


@contextlib.asynccontextmanager
async def evening(folder: Path, **settings: Any) -> AsyncIterator[Evening]:
    async with running_node(sqlite_url(folder), **settings) as node:
        room = await node.room()
        ada, cleo = (
            await node.person(room, "Ada", Role.LEADER),
            await node.person(room, "Cleo"),
        )
        async with ada.connected() as leading, cleo.connected() as watching:
            for one in (leading, watching):
                await one.come_in()
            yield Evening(node, leading, watching)


@pytest.mark.slow
async def test_every_bad_peer_is_told_and_gone_and_the_meeting_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with evening(tmp_path) as here:
        caplog.set_level(logging.INFO)
        caplog.clear()
        capsys.readouterr()
        going_on = asyncio.create_task(here.goes_on())
        names = [name for name in KINDS for _ in range(EACH)]
        async with asyncio.TaskGroup() as tasks:
            ends = [tasks.create_task(misbehave(here, name, nth)) for nth, name in enumerate(names)]
        here.is_over = True
        await going_on
        await soon(lambda: len(here.node.server.server_state.connections) == EACH)

        found = [(name, end.result()) for name, end in zip(names, ends, strict=True)]
        assert [] == [(name, told) for name, told in found if not is_told(name, told)]
        assert "" == caplog.text + "".join(capsys.readouterr())
        assert here.presses > 10
        assert [None, None] == [here.ada.closed, here.cleo.closed]
        assert here.ada.seq == here.cleo.seq
        assert 0 < here.most_held < MOST_HELD
        assert EACH == len(here.node.service.guests)


def is_told(name: str, status_or_code: int) -> bool:
    """Whether this is how one of this kind is ended."""
    right = KINDS[name].told
    return status_or_code in (right if isinstance(right, tuple) else (right,))


async def misbehave(here: Evening, name: str, nth: int) -> int:
    """One bad peer from connecting to its end; with what it was told."""
    kind, node = KINDS[name], here.node
    address = ("127.0.0.1", node.port)
    async with peer(address, receive_buffer=SMALL_BUFFER, at=f"127.0.3.{nth + 1}") as one:
        if kind.has_hello:
            room = await node.room()
            guest = await node.person(room, "Bad")
            await become_guest(one, node.origin, room, await guest.ticket())
        elif kind.is_socket:
            await upgrade(one, node.origin)
        acting = asyncio.create_task(kind.act(one))
        await soon(lambda: not here.is_there(one), within=PATIENCE)
        acting.cancel()
        return await told(one, is_socket=kind.is_socket)


def test_everybody_bad_is_gone_within_ten_seconds() -> None:
    """By the server's own timers. A peer that never reads is noticed when its own kernel takes no
    more; until then it costs nothing, and its missing pong ends it."""
    patience, look = Patience(), GLANCE * PARTS
    bounds = {
        "a head and a body": HttpProtocol.header_deadline_s + BODY_WITHIN,
        "an answer that is not read": HttpProtocol.user_timeout_ms / 1000,
        "no hello": patience.hello + patience.close,
        "a message that does not end, and a goodbye": SocketProtocol.message_deadline_s + 2,
        "what waits and is not read": STUCK_FOR / 1000 + look,
        "what the kernel keeps and is not acknowledged": SocketProtocol.user_timeout_ms / 1000,
        "what the kernel keeps and is not read": SHUT_FOR + 2 * LOOK_EVERY,
    }

    assert [] == [name for name, seconds in bounds.items() if seconds > 10]


@pytest.mark.slow
async def test_who_reads_nothing_is_gone_within_ten_seconds_of_the_first_unread_byte(
    tmp_path: Path,
) -> None:
    loop = asyncio.get_running_loop()
    async with evening(tmp_path) as here:
        node, room = here.node, await here.node.room()
        guest = await node.person(room, "Bad")
        async with peer(("127.0.0.1", node.port), receive_buffer=SMALL_BUFFER) as one:
            await become_guest(one, node.origin, room, await guest.ticket())
            begun = loop.time()
            acting = asyncio.create_task(KINDS[READS_NOTHING].act(one))
            await soon(lambda: not here.is_there(one), within=PATIENCE)
            gone_after = loop.time() - begun
            acting.cancel()

    assert gone_after < 10


async def test_thousand_reconnections_of_one_address_are_cut_off_and_nobody_else_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Far below the usual numbers, and in the same proportion: 20 at once, and then 8 a second."""
    async with evening(tmp_path, opens_per_second=2) as here:
        caplog.set_level(logging.INFO)
        caplog.clear()
        capsys.readouterr()
        going_on = asyncio.create_task(here.goes_on())
        greeted = [await reconnect(here.node, "127.0.3.1") for _ in range(200)]
        other = await reconnect(here.node, "127.0.3.2")
        here.is_over = True
        await going_on
        await soon(lambda: len(here.node.server.server_state.connections) == EACH)

        assert "" == caplog.text + "".join(capsys.readouterr())
    assert other == 101
    assert greeted.count(101) < 20
    assert greeted.count(None) > 100


async def reconnect(node: Node, at: str) -> int | None:
    """Connect, ask for a WebSocket, and be gone: the status, None where nothing was answered."""
    async with peer(("127.0.0.1", node.port), at=at) as one:
        try:
            head = await upgrade(one, node.origin)
        except (AssertionError, ConnectionError):
            return None
        return int(head.split()[1])


async def test_guessers_of_tickets_get_few_tries_and_no_hint(tmp_path: Path) -> None:
    async with evening(tmp_path, opens_per_second=1) as here:
        tickets = [f"pbt_{nth:020}_{nth:032}" for nth in range(29)]
        ends = [await guess(here.node, ticket) for ticket in [*tickets, "no ticket at all"]]

    answers = {end for end in ends if end is not None}
    assert 1 == len(answers)
    assert ends.count(None) > 20


async def guess(node: Node, ticket: str) -> bytes | None:
    """What is answered to a ticket that nobody drew, None where the door is closed already."""
    async with peer(("127.0.0.1", node.port), at="127.0.3.1") as one:
        try:
            if b" 101 " not in await upgrade(one, node.origin):
                return None
        except (AssertionError, ConnectionError):
            return None
        await one.send(text({"t": "hello", "room": "r", "ticket": ticket}))
        said = [await one.frame()]
        while said[-1][0] != CLOSE:
            said.append(await one.frame())
        return b"".join(payload for _, payload in said)


async def test_flood_of_requests_is_answered_no_more(tmp_path: Path) -> None:
    async with evening(tmp_path, opens_per_second=1) as here:
        going_on = asyncio.create_task(here.goes_on())
        async with peer(("127.0.0.1", here.node.port), at="127.0.3.1") as one:
            with contextlib.suppress(ConnectionError):
                await one.send(UNKNOWN * 5_000)
            answered = (await one.rest()).count(b"HTTP/1.1 404 ")
        here.is_over = True
        await going_on

    assert answered <= 100

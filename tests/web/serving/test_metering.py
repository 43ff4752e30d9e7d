"""Before its hello a peer may send little, and what is too large for one is known by its head.

How pings, pongs and parts are metered is shown in `test_reading.py`, where they are read.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from starlette.types import Receive, Send

from app.web.serving.frame_heads import LARGEST_HEAD
from app.web.serving.server import MAX_MESSAGE_BYTES
from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import Room, edge, until
from tests.web.serving.raw_peer import PING, TEXT, RawPeer, masked, peer

HELLO = 100
TOO_MUCH = HELLO + LARGEST_HEAD
CONT = 0x0


class Lasting(SocketProtocol):
    """With all the time in the world."""

    message_deadline_s: ClassVar[float] = 60.0


class Door(Room):
    """Expects a small hello, and lets in whoever says anything."""

    async def listen(self, receive: Receive, send: Send) -> None:
        self.transports[0].expect_hello(HELLO)
        message = await receive()
        if message["type"] == "websocket.receive":
            self.heard.append(message["text"])
            self.transports[0].let_in()
            await super().listen(receive, send)


@asynccontextmanager
async def at(door: Door) -> AsyncIterator[RawPeer]:
    async with edge(door.app, ws=Lasting) as here, peer(here.address) as client:
        await client.upgrade()
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: connection.is_asked)
        yield client


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(masked(TEXT, b"x" * TOO_MUCH), id="whole"),
        pytest.param(masked(TEXT, b"x" * TOO_MUCH)[:4], id="its head"),
        pytest.param(masked(2, b"x" * TOO_MUCH)[:4], id="of bytes"),
        pytest.param(masked(TEXT, b"x" * TOO_MUCH) + masked(TEXT, b"more"), id="and more behind"),
        pytest.param(
            masked(TEXT, b"x" * HELLO, is_final=False) + masked(CONT, b"x" * HELLO),
            id="in parts, which are not",
        ),
        pytest.param(masked(PING, b"") + masked(TEXT, b"x" * TOO_MUCH)[:4], id="behind a ping"),
        pytest.param(masked(TEXT, b"x" * (MAX_MESSAGE_BYTES - LARGEST_HEAD))[:4], id="far more"),
    ],
)
async def test_what_is_too_large_for_a_hello_is_refused_as_none(sent: bytes) -> None:
    door = Door(lets_in=False)
    async with at(door) as client:
        await client.send(sent)
        assert 4505 == await client.close_code()
    assert not door.heard


async def test_part_that_makes_a_hello_too_large_is_refused_also_in_a_read_of_its_own() -> None:
    door = Door(lets_in=False)
    async with at(door) as client:
        await client.send(masked(TEXT, b"x" * HELLO, is_final=False) + masked(PING, b"?"))
        assert (0xA, b"?") == await client.frame()
        await client.send(masked(CONT, b"x" * (HELLO // 2), is_final=False))
        assert 4505 == await client.close_code()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(masked(TEXT, b"x" * (MAX_MESSAGE_BYTES + 1)), 1009, id="for anybody"),
        pytest.param(masked(PING, b"x" * 126), 1002, id="too long a ping"),
        pytest.param(masked(3, b"x" * TOO_MUCH), 1002, id="no such opcode"),
        pytest.param(b"\xc1" + masked(TEXT, b"x" * TOO_MUCH)[1:], 1002, id="a reserved bit"),
    ],
)
async def test_rule_of_the_protocol_that_is_broken_too_is_what_is_told(
    sent: bytes, code: int
) -> None:
    async with at(Door(lets_in=False)) as client:
        await client.send(sent)
        assert code == await client.close_code()


async def test_whoever_is_let_in_may_send_more() -> None:
    door = Door(lets_in=False)
    hello, more = "x" * HELLO, "y" * MAX_MESSAGE_BYTES
    async with at(door) as client:
        await client.send(masked(TEXT, hello.encode()))
        await until(lambda: [hello] == door.heard)
        await client.send(masked(TEXT, more.encode()))
        await until(lambda: [hello, more] == door.heard)

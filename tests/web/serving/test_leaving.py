"""Whoever is ended learns why, and what they send on is not read for it."""

from typing import Any, ClassVar

import pytest
from starlette.types import Receive, Send

from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import Edge, Room, edge, until
from tests.web.serving.raw_peer import CLOSE, PING, PONG, TEXT, RawPeer, masked, peer

CODE = 4505
A_LOT = 8 << 20
"""More than the kernel keeps for a connection that is not read."""
FEW = masked(TEXT, b"late")
MANY = FEW * (SocketProtocol.forgiven_bytes // len(FEW) + 1)


class Counting(SocketProtocol):
    """Notes what it reads; for once it has all the time in the world."""

    linger_s: ClassVar[float] = 60.0
    moment_s: ClassVar[float] = 60.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reads: list[int] = []

    def data_received(self, data: bytes) -> None:
        self.reads.append(len(data))
        super().data_received(data)


class Hasty(SocketProtocol):
    linger_s: ClassVar[float] = 60.0
    moment_s: ClassVar[float] = 0.1


class Leaving(Room):
    """Says goodbye once it has heard something."""

    async def listen(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": CODE})
        await super().listen(receive, send)


def only(here: Edge) -> SocketProtocol:
    (connection,) = here.server.server_state.connections
    assert isinstance(connection, SocketProtocol)
    return connection


async def goodbye(client: RawPeer) -> int:
    """The code of a close frame behind which nothing comes but the end."""
    code = await client.close_code()
    assert b"" == await client.rest()
    return code


NO_PARSER = masked(TEXT, b"x")
PARSER = masked(PING, b"") + masked(TEXT, b"x")


@pytest.mark.parametrize("first", [NO_PARSER, PARSER], ids=["without a parser", "with one"])
async def test_flood_in_one_read_with_what_ended_it_is_the_last_that_is_read(first: bytes) -> None:
    async with edge(Leaving().app, ws=Counting) as here, peer(here.address) as client:
        await client.upgrade()
        connection = only(here)
        assert isinstance(connection, Counting)
        await client.send(first + MANY)
        assert CODE == await goodbye(client)
        assert connection.is_held
        assert connection.is_deaf
        assert not connection.transport.is_reading()
        assert not connection.unparsed
        assert not connection.frames
        assert len(first + MANY) == sum(connection.reads)


async def test_flood_behind_a_goodbye_is_read_once_and_its_sender_cut_off_in_a_moment() -> None:
    async with edge(Leaving().app, ws=Hasty) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(masked(TEXT, b"x"))
        assert CODE == await goodbye(client)
        assert not only(here).is_held
        with pytest.raises(ConnectionError):
            await client.send(b"x" * A_LOT)
        await until(lambda: here.is_empty, within_s=3)


async def test_flood_behind_a_goodbye_is_read_no_more_until_its_sender_is_cut_off() -> None:
    async with edge(Leaving().app, ws=Counting) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(masked(TEXT, b"x"))
        assert CODE == await goodbye(client)
        connection = only(here)
        assert isinstance(connection, Counting)
        before = len(connection.reads)
        await client.send(b"x" * (Counting.forgiven_bytes + 1))
        await until(lambda: connection.is_held)
        after = len(connection.reads)
        assert 0 < after - before < 3
        await client.send(b"x")
        for _ in range(3):
            await until(lambda: not here.server.server_state.tasks)
        assert not connection.transport.is_reading()
        assert after == len(connection.reads)
        connection.transport.abort()


async def test_sender_of_a_flood_that_broke_a_rule_learns_which_and_is_held() -> None:
    broken = masked(TEXT, b"\xff") + MANY
    async with edge(Room().app, ws=Counting) as here, peer(here.address) as client:
        await client.upgrade()
        connection = only(here)
        await client.send(masked(PING, b"") + broken)
        assert (PONG, b"") == await client.frame()
        assert 1007 == await goodbye(client)
        assert connection.is_held
        assert not connection.transport.is_reading()
        connection.transport.abort()


async def test_who_said_a_little_more_is_waited_for_until_they_have_ended_it() -> None:
    async with edge(Leaving().app, ws=Counting) as here, peer(here.address) as client:
        await client.upgrade()
        connection = only(here)
        await client.send(masked(TEXT, b"x") + FEW * 3)
        assert CODE == await goodbye(client)
        assert not connection.is_held
        assert connection.transport.is_reading()
        await client.send(FEW + masked(CLOSE, CODE.to_bytes(2, "big")))
        client.connection.close()
        await until(lambda: here.is_empty, within_s=3)


@pytest.mark.parametrize("first", [NO_PARSER, PARSER], ids=["without a parser", "with one"])
async def test_whose_goodbye_was_read_already_is_not_waited_for(first: bytes) -> None:
    async with edge(Leaving().app, ws=Counting) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(first + FEW + masked(CLOSE, b"\x03\xe8"))
        assert CODE == await goodbye(client)
        await until(lambda: here.is_empty, within_s=3)


async def test_ended_socket_leaves_no_timer_when_it_was_held() -> None:
    async with edge(Leaving().app, ws=Counting) as here:
        async with peer(here.address) as client:
            await client.upgrade()
            connection = only(here)
            await client.send(masked(TEXT, b"x") + MANY)
            assert CODE == await goodbye(client)
            timer = connection.close_timer
            assert timer is not None
            connection.transport.abort()
        await until(lambda: here.is_empty)
        assert timer.cancelled()

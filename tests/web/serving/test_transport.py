"""One frame goes to everybody as the same bytes, and who does not read it is told of."""

from typing import ClassVar

import pytest
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ProtocolError
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from app.rooms.seat import HIGH_WATER
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.transport import EXTENSION, close_frame, text_frame, transport_of
from tests.web.serving.edge import Room, edge, until, with_lifespan
from tests.web.serving.raw_peer import CLOSE, PING, PONG, TEXT, UPGRADE, masked, peer
from tests.web.serving.stalled import SMALL_WINDOW, stalled, url


class Impatient(SocketProtocol):
    message_deadline_s: ClassVar[float] = 0.3


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_text_frame_is_what_the_library_would_send(size: int) -> None:
    payload = b"a" * size

    assert Frame(Opcode.TEXT, payload).serialize(mask=False) == text_frame(payload)


async def test_prepared_frames_and_asgi_sends_arrive_whole_and_in_order() -> None:
    sent = [f"{number}:" + "ä" * (number * 37 % 9_000) for number in range(200)]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        transport = transport_of(scope)
        assert transport is not None
        for number, text in enumerate(sent):
            if number % 2:
                await send({"type": "websocket.send", "text": text})
            else:
                assert transport.write_frame(text_frame(text.encode()))
        await receive()

    async with edge(with_lifespan(app)) as here, connect(url(here.address)) as client:
        received = [await client.recv() for _ in sent]

    assert sent == received


async def test_one_frame_goes_to_every_member() -> None:
    room = Room()
    async with (
        edge(room.app) as here,
        connect(url(here.address)) as one,
        connect(url(here.address)) as other,
    ):
        await until(lambda: len(room.transports) == 2)
        frame = text_frame(b"to all")
        for transport in room.transports:
            transport.write_frame(frame)

        assert ["to all", "to all"] == [await one.recv(), await other.recv()]


async def test_compression_is_refused_to_a_browser_that_offers_it() -> None:
    async with edge(Room().app) as here, peer(here.address) as client:
        head = await client.upgrade(headers=b"Sec-WebSocket-Extensions: permessage-deflate\r\n")

    assert b" 101 " in head
    assert b"extensions" not in head.lower()


async def test_nothing_is_written_before_the_socket_is_accepted() -> None:
    written: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        transport = transport_of(scope)
        assert transport is not None
        written.append(transport.write_frame(text_frame(b"too early")))
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4500})
        written.append(transport.write_frame(text_frame(b"too late")))

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        assert b" 101 " in await client.upgrade()
        assert await client.close_code() == 4500

    assert written == [False, False]


async def test_transport_of_an_ended_socket_takes_nothing_and_keeps_nothing() -> None:
    room = Room()
    async with edge(room.app) as here:
        async with connect(url(here.address)):
            await until(lambda: bool(room.transports))
        await until(lambda: here.is_empty)
        transport = room.transports[0]

        assert not transport.write_frame(text_frame(b"anyone there?"))
        assert transport.buffered() == 0
        transport.abort()


async def test_transport_is_full_while_a_peer_has_more_to_read_than_it_is_sent_at_a_time() -> None:
    room, sent = Room(), 0
    async with edge(room.app) as here, peer(here.address, receive_buffer=SMALL_WINDOW) as client:
        await client.upgrade()
        await until(lambda: bool(room.transports))
        transport = room.transports[0]
        while transport.buffered() <= HIGH_WATER:
            assert not transport.is_full
            sent += transport.write_frame(text_frame(b"x" * 1_000))
        assert transport.is_full
        for _ in range(sent):
            await client.frame()
        await until(lambda: not transport.is_full)

        assert transport.buffered() <= HIGH_WATER


async def test_peers_library_answers_a_ping_by_itself() -> None:
    room = Room()
    async with edge(room.app) as here, connect(url(here.address)):
        await until(lambda: bool(room.transports))
        transport = room.transports[0]
        assert not transport.is_awaited

        transport.ping()

        assert transport.is_awaited
        await until(lambda: not transport.is_awaited)


async def test_pong_that_nobody_asked_for_is_no_answer() -> None:
    room = Room()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await until(lambda: bool(room.transports))
        transport = room.transports[0]
        transport.ping()

        assert (PING, b"here") == await client.frame()
        await client.send(masked(PONG, b"there") + masked(PING, b"more"))
        assert (PONG, b"more") == await client.frame()
        assert transport.is_awaited

        await client.send(masked(PONG, b"here"))
        await until(lambda: not transport.is_awaited)


async def test_nothing_is_awaited_of_a_socket_that_has_ended() -> None:
    room = Room()
    async with edge(room.app) as here:
        async with connect(url(here.address)):
            await until(lambda: bool(room.transports))
        await until(lambda: here.is_empty)

        room.transports[0].ping()

        assert not room.transports[0].is_awaited


@pytest.mark.parametrize("special", [b"", b"Sec-WebSocket-Protocol: a\r\n"])
async def test_transport_is_full_from_the_start_where_an_answer_before_it_is_unread(
    special: bytes,
) -> None:
    room, body = Room(), b"x" * 4_000_000

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await room.serve(scope, receive, send)
            return
        length = str(len(body)).encode()
        head = {"type": "http.response.start", "status": 200}
        await send(head | {"headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": body})

    async with (
        edge(with_lifespan(app)) as here,
        peer(here.address, receive_buffer=SMALL_WINDOW) as client,
    ):
        await client.send(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        await client.head()
        await client.send(UPGRADE % (b"/", special))
        connections = here.server.server_state.connections
        await until(lambda: any(isinstance(one, SocketProtocol) for one in connections))
        (connection,) = connections
        assert isinstance(connection, SocketProtocol)
        transport = connection.below
        assert transport.buffered() > HIGH_WATER
        assert transport.is_full
        await client.exactly(len(body))
        await client.head()

        await until(lambda: not transport.is_full)


async def test_transport_of_a_peer_that_was_cut_off_is_not_full() -> None:
    room = Room()
    async with stalled(room) as (here, _):
        assert room.transports[0].is_full
        room.transports[0].abort()
        await until(lambda: here.is_empty)

        assert not room.transports[0].is_full


def test_another_server_offers_no_transport() -> None:
    assert transport_of({"type": "websocket"}) is None
    assert transport_of({"type": "websocket", "extensions": {}}) is None
    assert transport_of({"type": "websocket", "extensions": {EXTENSION: {}}}) is None


@pytest.mark.parametrize(
    ("sent", "is_ours"),
    [
        pytest.param(b"\xff" * 8, True, id="what is no frame"),
        pytest.param(masked(TEXT, b"\xff"), True, id="what is no text"),
        pytest.param(masked(PING, b"") * 100, True, id="a flood of pings"),
        pytest.param(masked(CLOSE, (1002).to_bytes(2)), False, id="a goodbye by that code"),
        pytest.param(masked(TEXT, b"half")[:-1], False, id="half a message, as on a bad line"),
    ],
)
async def test_it_is_remembered_beyond_the_end_whether_the_peer_broke_a_rule(
    sent: bytes, is_ours: bool
) -> None:
    room = Room()
    async with edge(room.app, ws=Impatient) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(sent)
        await until(lambda: bool(room.ends))
        client.connection.close()
        await until(lambda: here.is_empty)

        assert is_ours is room.transports[0].was_refused


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (4200, "bye"), (4999, "x" * 123)])
def test_our_goodbye_is_a_frame_as_the_library_writes_it(code: int, reason: str) -> None:
    parser = ServerProtocol(state=State.OPEN)
    parser.send_close(code, reason)

    assert b"".join(parser.data_to_send()) == close_frame(code, reason)


@pytest.mark.parametrize(("code", "reason"), [(1005, ""), (999, ""), (4200, "x" * 124)])
def test_goodbye_that_no_peer_would_understand_is_a_mistake(code: int, reason: str) -> None:
    with pytest.raises(ProtocolError):
        close_frame(code, reason)

"""A peer is read one frame after the other, whatever it sends at once and however slowly."""

import asyncio
import inspect
import logging
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import pytest
from starlette.types import ASGIApp, Receive, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from app.web.serving.reading import Reading
from app.web.serving.server import serve_config
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.transport import text_frame
from tests.hostile.still import StillTransport
from tests.web.serving.edge import Edge, Room, edge, hello_http, until
from tests.web.serving.raw_peer import CLOSE, PING, PONG, TEXT, UPGRADE, RawPeer, masked, peer

CONT = 0x0
MOST = 5
"""Asides of the impatient; their long run is nothing."""


class Impatient(SocketProtocol):
    message_deadline_s: ClassVar[float] = 0.3
    asides_per_second: ClassVar[float] = 0.0
    most_asides: ClassVar[int] = MOST


class Sparing(SocketProtocol):
    """With no asides to spare, and all the time in the world."""

    message_deadline_s: ClassVar[float] = 60.0
    linger_s: ClassVar[float] = 60.0
    asides_per_second: ClassVar[float] = 0.0
    most_asides: ClassVar[int] = MOST


class Resting(SocketProtocol):
    """Reads a frame in two pieces, and the rest of it never."""

    most_pieces: ClassVar[int] = 1
    piece_every_s: ClassVar[float] = 60.0
    message_deadline_s: ClassVar[float] = 0.3


class Strict(Sparing):
    """With next to nothing before hello."""

    most_asides_before_hello: ClassVar[int] = 2


@asynccontextmanager
async def upgraded(room: Room, **settings: Any) -> AsyncIterator[tuple[Edge, RawPeer]]:
    async with edge(room.app, **settings) as here, peer(here.address) as client:
        await client.upgrade()
        yield here, client


class Busy(Room):
    """Takes nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may_listen = asyncio.Event()

    async def listen(self, receive: Receive, send: Send) -> None:
        await self.may_listen.wait()
        await super().listen(receive, send)


class Answering(Room):
    """Answers each text twice where it was read, unless it is busy."""

    def __init__(self, *, is_busy: bool = False) -> None:
        super().__init__()
        self.is_busy = is_busy
        self.taken: list[str] = []
        self.gathered: list[list[bytes]] = []

    async def listen(self, receive: Receive, send: Send) -> None:
        self.transports[0].heard_by(self._hear)
        await super().listen(receive, send)

    def _hear(self, text: str) -> bool:
        if self.is_busy:
            return False
        self.taken.append(text)
        transport = self.transports[0]
        for payload in (text.encode(), b"heard"):
            assert transport.write_frame(text_frame(payload))
        assert transport._protocol is not None
        self.gathered.append(list(transport._protocol.gathered or ()))
        return True


# One after the other


async def test_what_comes_at_once_is_heard_in_order() -> None:
    room = Room()
    sent = [f"{n}:" + "x" * (n * 37 % 3_000) for n in range(500)]
    async with upgraded(room) as (_, client):
        await client.send(b"".join(masked(TEXT, one.encode()) for one in sent))
        await until(lambda: len(room.heard) == len(sent))

    assert sent == room.heard


async def test_message_is_heard_also_byte_by_byte() -> None:
    room = Room()
    async with upgraded(room) as (_, client):
        whole = masked(TEXT, b"a" * 200, is_final=False) + masked(PING, b"?") + masked(CONT, b"b")
        for byte in whole:
            await client.send(bytes((byte,)))
            await asyncio.sleep(0)
        assert (PONG, b"?") == await client.frame()
        await until(lambda: room.heard == ["a" * 200 + "b"])


async def test_next_message_is_parsed_when_the_one_before_was_taken() -> None:
    room = Busy()
    async with upgraded(room) as (here, client):
        await client.send(masked(TEXT, b"x") * 1_000 + masked(PING, b"behind"))
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: not connection.queue.empty() and bool(connection.unparsed))

        room.may_listen.set()
        assert (PONG, b"behind") == await client.frame()
        assert 1_000 == len(room.heard)
        assert not connection.unparsed


@pytest.mark.parametrize(
    ("behind", "is_leaving"),
    [
        (b"", False),
        (masked(TEXT, b"second"), False),
        (masked(CLOSE, b"\x03\xe9"), True),
        (masked(TEXT, b"second") + masked(PING, b"") + masked(CLOSE, b""), True),
        (masked(TEXT, b"second") + masked(CLOSE, b"\x03\xe9")[:-1], False),
        (masked(TEXT, b"x") * 1_000 + masked(CLOSE, b""), False),
    ],
)
async def test_goodbye_is_known_of_before_its_turn(behind: bytes, is_leaving: bool) -> None:
    room = Busy()
    async with upgraded(room) as (here, client):
        await client.send(masked(TEXT, b"first") + behind)
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: not connection.queue.empty())

        assert is_leaving is room.transports[0].is_leaving
        room.may_listen.set()


async def test_what_waits_when_the_application_says_goodbye_does_not_keep_the_peers_goodbye() -> (
    None
):
    class Leaving(Room):
        async def listen(self, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "websocket.close", "code": 4500})
            await super().listen(receive, send)

    room = Leaving()
    async with upgraded(room, ws=Sparing) as (here, client):
        await client.send(masked(TEXT, b"x") * MOST + masked(CLOSE, b"\x11\x94"))
        assert 4500 == await client.close_code()
        await client.rest()
        await until(lambda: here.is_empty, within_s=2)

    assert not room.heard


async def test_text_is_taken_where_it_is_read_and_what_answers_it_leaves_in_one_piece() -> None:
    room = Answering()
    async with upgraded(room) as (_, client):
        for said in (b"one", b"two"):
            await client.send(masked(TEXT, said))
            assert [(TEXT, said), (TEXT, b"heard")] == [await client.frame(), await client.frame()]
    assert ["one", "two"] == room.taken
    assert [2, 2] == [len(pieces) for pieces in room.gathered]
    assert not room.heard


async def test_text_that_must_wait_is_heard_in_its_turn_and_so_is_all_that_follows() -> None:
    room = Answering(is_busy=True)
    async with upgraded(room) as (_, client):
        await client.send(masked(TEXT, b"one"))
        await until(lambda: ["one"] == room.heard)
        room.is_busy = False
        await client.send(masked(TEXT, b"two"))
        await until(lambda: ["two"] == room.taken)
        await client.send(masked(TEXT, b"three") + masked(TEXT, b"four"))
        await until(lambda: ["one", "three", "four"] == room.heard)


async def test_text_is_not_taken_while_the_application_is_busy_with_the_one_before() -> None:
    room = Busy()
    async with upgraded(room) as (here, client):
        await until(lambda: bool(room.transports))
        room.transports[0].heard_by(lambda _: pytest.fail("it was not its turn"))
        await client.send(masked(TEXT, b"one"))
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: not connection.queue.empty())
        room.transports[0].heard_by(lambda _: False)
        room.may_listen.set()
        await until(lambda: ["one"] == room.heard)


async def test_text_does_not_overtake_one_that_was_read_in_the_same_turn() -> None:
    room = Answering(is_busy=True)
    async with upgraded(room) as (here, _):
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: connection.is_asked)
        connection.data_received(masked(TEXT, b"one"))
        room.is_busy = False
        connection.data_received(masked(TEXT, b"two"))
        await until(lambda: ["one", "two"] == room.heard)


@pytest.mark.parametrize("size", [1, 8, len(masked(TEXT, b"early")), 17])
async def test_what_comes_in_one_read_with_the_handshake_is_heard_too(size: int) -> None:
    room, said = Room(), masked(TEXT, b"early") + masked(TEXT, b"late")
    connection = SocketProtocol(served_by(room.app), ServerState(), {})
    transport = StillTransport()
    connection.connection_made(transport)  # type: ignore[arg-type]  # all that is asked of one
    transport.protocol = connection
    connection.data_received(UPGRADE % (b"/", b"") + said[:size])
    await until(lambda: not transport.is_paused and bool(room.transports))
    connection.data_received(said[size:])
    await until(lambda: ["early", "late"] == room.heard)
    transport.close()
    await asyncio.gather(*connection.tasks)


async def test_one_read_of_tiny_frames_costs_little_memory() -> None:
    """A read is 256 KiB at most; parsed at once it would be 37,000 messages, some 15 MiB."""
    most = 64 * 1024
    flood = masked(TEXT, b"x") * (256 * 1024 // 7)

    room = Busy()
    async with upgraded(room) as (here, _):
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        tracemalloc.start()
        try:
            connection.data_received(flood)
            held = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        room.may_listen.set()

    assert held < most


async def test_message_that_will_be_too_large_is_refused_by_its_head() -> None:
    async with upgraded(Room(), ws=Sparing) as (_, client):
        await client.send(b"\x81\xff" + (1 << 40).to_bytes(8, "big"))
        assert 1009 == await client.close_code()


# In its time


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x81", id="one byte"),
        pytest.param(masked(TEXT, b"")[:2], id="half a head"),
        pytest.param(masked(TEXT, b"x" * 300)[:4], id="half a long head"),
        pytest.param(masked(TEXT, b"half")[:-1], id="all but a byte"),
        pytest.param(masked(PING, b"half")[:-1], id="half a ping"),
        pytest.param(masked(TEXT, b"", is_final=False), id="an empty first part"),
        pytest.param(masked(TEXT, b"a", is_final=False) + masked(PING, b""), id="a ping within"),
        pytest.param(masked(TEXT, b"whole") + masked(TEXT, b"half")[:-1], id="behind a whole one"),
    ],
)
async def test_message_that_does_not_end_is_refused(sent: bytes) -> None:
    async with upgraded(Room(), ws=Impatient) as (here, client):
        await client.send(sent)
        assert 1008 == await client.close_code()
        client.connection.close()
        await until(lambda: here.is_empty)


async def test_trickle_of_bytes_does_not_move_the_deadline() -> None:
    async with upgraded(Room(), ws=Impatient) as (_, client):
        began = client.loop.time()
        trickling = asyncio.create_task(trickle(client, masked(TEXT, b"x" * 60_000)))
        assert 1008 == await client.close_code()
        trickling.cancel()

        assert client.loop.time() - began < 10 * Impatient.message_deadline_s


async def test_whoever_has_ended_their_messages_may_be_silent() -> None:
    room = Room()
    async with upgraded(room, ws=Impatient) as (_, client):
        await client.send(masked(TEXT, b"first")[:3])
        await client.send(masked(TEXT, b"first")[3:])
        await asyncio.sleep(2 * Impatient.message_deadline_s)  # what is tested is that time passes
        await client.send(masked(TEXT, b"second"))
        await until(lambda: room.heard == ["first", "second"])


async def test_peer_is_given_its_time_while_it_is_we_who_do_not_read() -> None:
    room = Busy()
    async with upgraded(room, ws=Impatient) as (_, client):
        await client.send(masked(TEXT, b"first") + masked(TEXT, b"second")[:-1])
        await asyncio.sleep(2 * Impatient.message_deadline_s)  # what is tested is that time passes
        room.may_listen.set()
        await until(lambda: room.heard == ["first"])
        await client.send(masked(TEXT, b"second")[-1:])
        await until(lambda: room.heard == ["first", "second"])


async def test_ended_socket_leaves_no_deadline() -> None:
    async with upgraded(Room()) as (here, client):
        await client.send(masked(TEXT, b"half")[:-1])
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await until(lambda: connection.message_timer is not None)
        client.connection.close()
        await until(lambda: here.is_empty)

        assert connection.message_timer is None
        assert not connection.unparsed


# In few pieces


async def test_frame_in_crumbs_is_read_a_few_at_a_time_and_heard_all_the_same() -> None:
    reads: list[int] = []

    class Counting(SocketProtocol):
        def data_received(self, data: bytes) -> None:
            reads.append(len(data))
            super().data_received(data)

    room, whole = Room(), masked(TEXT, b"x" * 2_000)
    most = SocketProtocol.most_pieces
    async with upgraded(room, ws=Counting) as (_, client):
        for nth in range(most + 1):
            await client.send(whole[nth : nth + 1])
            await until(lambda nth=nth: nth < sum(reads))  # type: ignore[misc]  # a lambda's default
        for byte in whole[most + 1 :]:
            await client.send(bytes((byte,)))
        await until(lambda: ["x" * 2_000] == room.heard)
        assert most + 1 <= len(reads) < 100
        before = len(reads)
        await client.send(masked(TEXT, b"and one more"))
        await until(lambda: "and one more" == room.heard[-1])
        assert before + 1 == len(reads)


async def test_frame_that_is_read_no_further_is_still_refused_in_time() -> None:
    async with upgraded(Room(), ws=Resting) as (here, client):
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send(b"\x81")
        await until(lambda: connection.pieces == 1)
        assert connection.transport.is_reading()
        await client.send(b"\xfe")
        await until(lambda: connection.pieces == 2)
        assert not connection.transport.is_reading()
        assert 1008 == await client.close_code()
        rest = connection.rest_timer
        assert rest is not None
        connection.transport.abort()
        await until(lambda: here.is_empty)
        assert rest.cancelled()


async def test_pieces_of_one_frame_are_not_held_against_the_next() -> None:
    room = Room()
    async with upgraded(room, ws=Resting) as (here, client):
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        frame = masked(TEXT, b"said")
        for nth in range(1, 4):
            await client.send(frame[:3])
            await until(lambda: len(connection.unparsed) == 3)
            assert connection.transport.is_reading()
            await client.send(frame[3:])
            await until(lambda nth=nth: len(room.heard) == nth)  # type: ignore[misc]  # a default


# What the application never sees


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(masked(PING, b"x" * 125), id="pings"),
        pytest.param(masked(PONG, b""), id="pongs"),
        pytest.param(masked(CONT, b"", is_final=False), id="empty parts"),
    ],
)
async def test_flood_of_frames_that_are_no_messages_is_refused(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with upgraded(Room(), ws=Sparing) as (here, client):
        caplog.set_level(logging.INFO)
        await client.send(masked(TEXT, b"x", is_final=False) + sent * MOST)
        await client.send(sent * 10_000)
        assert 1008 == await client.close_code()
        client.connection.close()
        await until(lambda: here.is_empty)
        lines = list(caplog.messages)

    assert not lines


async def test_few_pings_are_answered() -> None:
    async with upgraded(Room(), ws=Impatient) as (_, client):
        await client.send(masked(PING, b"?") * MOST)
        for _ in range(MOST):
            assert (PONG, b"?") == await client.frame()


@pytest.mark.parametrize("kind", [PING, PONG])
async def test_more_pings_than_are_allowed_are_refused_before_one_is_parsed(kind: int) -> None:
    async with upgraded(Room(), ws=Sparing) as (here, client):
        await until(lambda: not here.is_empty)
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send(masked(kind, b"x" * 125) * (MOST + 1))
        assert CLOSE == (await client.frame())[0], "not one pong"
        assert connection.asides is not None
        assert MOST == connection.asides.left(connection._now())


@pytest.mark.parametrize(
    ("behind", "code"),
    [
        pytest.param(masked(PING, b"", is_final=False), 1002, id="in parts"),
        pytest.param(masked(PING, b"x" * 126), 1002, id="too long"),
        pytest.param(b"\x89\x00", 1002, id="unmasked"),
        pytest.param(masked(CLOSE, b"\x03\xe8"), 1000, id="a goodbye"),
        pytest.param(masked(TEXT, b"\xff"), 1007, id="a bad text"),
    ],
)
async def test_pings_that_may_come_do_not_hide_what_comes_among_them(
    behind: bytes, code: int
) -> None:
    async with upgraded(Room(), ws=Sparing) as (_, client):
        await client.send(masked(PING, b"") * MOST + behind + masked(PING, b"") * MOST)
        assert code == await client.close_code()


async def test_little_is_borne_with_from_whoever_has_not_been_let_in() -> None:
    early = SocketProtocol.most_asides_before_hello
    async with upgraded(Room(lets_in=False)) as (_, client):
        await client.send(masked(PING, b"?") * early)
        for _ in range(early):
            assert (PONG, b"?") == await client.frame()
    async with upgraded(Room(lets_in=False)) as (_, client):
        await client.send(masked(PING, b"?") * (2 * early))
        assert 1008 == await client.close_code()


async def test_whoever_is_let_in_has_all_that_is_allowed_though_little_was_left() -> None:
    room = Room(lets_in=False)
    async with upgraded(room, ws=Strict) as (_, client):
        await client.send(masked(PING, b"?") * Strict.most_asides_before_hello)
        for _ in range(Strict.most_asides_before_hello):
            assert (PONG, b"?") == await client.frame()
        room.transports[0].let_in()
        await client.send(masked(PING, b"!") * MOST)
        for _ in range(MOST):
            assert (PONG, b"!") == await client.frame()
        room.transports[0].let_in()
        await client.send(masked(PING, b"?"))
        assert 1008 == await client.close_code()


async def test_flood_behind_our_goodbye_is_not_parsed_for_long() -> None:
    class Leaving(Room):
        async def listen(self, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "websocket.close", "code": 4102})

    class Listening(Impatient):
        """As where half a close cannot be said (TLS): then it hears until the peer has ended."""

        def may_be_deaf(self) -> bool:
            return False

    async with upgraded(Leaving(), ws=Listening) as (here, client):
        await client.send(masked(PING, b"") + masked(TEXT, b"x"))  # which need a parser
        assert 4102 == await client.close_code()
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send(masked(TEXT, b"x") * (MOST + 1))
        await until(lambda: connection.is_refused)


# What is relied on, of uvicorn


@pytest.mark.parametrize(
    "name",
    [
        "connection_lost", "data_received", "receive", "send", "send_receive_event_to_app",
        "handle_ping", "handle_pong", "handle_cont",
    ],
)  # fmt: skip
def test_uvicorn_still_has_the_method_that_is_overridden(name: str) -> None:
    theirs = inspect.signature(getattr(WebSocketsSansIOProtocol, name))
    ours = inspect.signature(getattr(Reading, name))

    assert name in vars(Reading)
    assert list(theirs.parameters) == list(ours.parameters)


def test_overridden_methods_are_all_listed() -> None:
    overridden = {
        name
        for name, value in vars(Reading).items()
        if inspect.isfunction(value) and hasattr(WebSocketsSansIOProtocol, name)
    }
    listed = test_uvicorn_still_has_the_method_that_is_overridden.pytestmark  # type: ignore[attr-defined]  # set by the decorator

    assert {*listed[0].args[1], "__init__"} == overridden


async def test_uvicorn_still_has_the_attributes_that_are_used() -> None:
    theirs = WebSocketsSansIOProtocol(loaded(), ServerState(), {})

    assert {
        "close_sent", "config", "conn", "frames", "handshake_initiated", "loop", "queue",
        "read_paused", "transport",
    } <= vars(theirs).keys()  # fmt: skip


def loaded() -> Any:
    return served_by(hello_http)


def served_by(app: ASGIApp) -> Any:
    config = serve_config(app, "127.0.0.1", 0)
    config.load()
    return config


async def trickle(client: RawPeer, data: bytes) -> None:
    for byte in data:
        await client.send(bytes((byte,)))
        await asyncio.sleep(0.01)

"""A socket costs one frame per event, and no peer can hold it, fill it or make it log."""

import asyncio
import gc
import inspect
import logging
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, ClassVar

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.server import MAX_MESSAGE_BYTES, serve_config
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.transport import text_frame
from tests.web.serving.edge import Edge, Room, edge, hello_http, until, with_lifespan
from tests.web.serving.raw_peer import CLOSE, PING, TEXT, UPGRADE, RawPeer, masked, peer
from tests.web.serving.stalled import SMALL_WINDOW, fill, stalled, url

NOT_UTF8 = masked(TEXT, b"canary \xff\xfe")


# Nobody holds a socket


async def test_aborting_a_peer_that_never_reads_ends_its_handler() -> None:
    room = Room()
    async with stalled(room) as (here, _):
        room.transports[0].abort()
        await until(lambda: here.is_empty, within_s=1)

        assert room.transports[0].buffered() == 0
        assert room.ends == [1005]


async def test_handler_waits_in_send_for_a_peer_that_does_not_read() -> None:
    room = Flood()
    async with clogged(room):
        for _ in range(50):
            await asyncio.sleep(0)

        assert room.transports[0].buffered() < 2 * SocketProtocol.most_unsent


async def test_aborting_ends_a_handler_that_waits_in_send() -> None:
    room = Flood()
    async with clogged(room) as (here, _):
        room.transports[0].abort()
        await until(lambda: here.is_empty, within_s=1)

    assert room.is_cut_off


async def test_kernel_drops_a_peer_that_acknowledges_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Room()
    async with stalled(room, ws=Hasty) as (here, _):
        await until(lambda: here.is_empty)

    assert room.ends == [1005]
    assert not tracebacks(caplog)


async def test_peer_that_says_goodbye_but_never_reads_is_cut_off() -> None:
    room = Room()
    async with stalled(room, ws=Brief) as (here, client):
        await client.send(masked(CLOSE, b"\x03\xe8"))
        await until(lambda: room.ends == [1000])
        assert not room.transports[0].write_frame(text_frame(b"too late"))
        await until(lambda: here.is_empty, within_s=3)


async def test_goodbye_of_a_peer_that_never_reads_frees_a_handler_that_waits_in_send() -> None:
    room = Flood()
    async with clogged(room) as (here, client):
        await client.send(masked(CLOSE, b"\x03\xe8"))
        await until(lambda: here.is_empty, within_s=3)

    assert room.is_cut_off


async def test_shutdown_frees_a_handler_that_waits_in_send() -> None:
    room = Flood()
    async with clogged(room) as (here, _):
        here.server.should_exit = True
        await until(lambda: here.is_empty, within_s=3)

    assert room.is_cut_off


async def test_handler_that_leaves_a_peer_that_never_reads_frees_the_socket() -> None:
    class Careless(Room):
        async def listen(self, receive: Receive, send: Send) -> None:
            fill(self.transports[0])

    room = Careless()
    async with (
        edge(room.app, ws=Brief) as here,
        peer(here.address, receive_buffer=SMALL_WINDOW) as client,
    ):
        await client.upgrade()
        await until(lambda: bool(room.transports))
        await until(lambda: here.is_empty, within_s=3)


async def test_shutdown_is_not_held_by_a_peer_that_never_reads() -> None:
    room = Room()
    async with stalled(room, ws=Brief) as (here, _):
        here.server.should_exit = True
        await until(lambda: here.is_empty, within_s=3)

    assert room.ends == [1012]


async def test_shutdown_survives_a_peer_that_is_closing_and_does_not_read() -> None:
    room = Room()
    async with stalled(room, ws=Patient) as (here, client):
        await client.send(masked(CLOSE, b"\x03\xe8"))
        await until(lambda: room.ends == [1000])
        here.server.should_exit = True
        await until(lambda: here.is_empty)


async def test_ended_sockets_leave_nothing_for_the_garbage_collector() -> None:
    room = Room()
    seen: list[weakref.ref[Any]] = []

    class WatchedSocket(SocketProtocol):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            seen.extend((weakref.ref(self), weakref.ref(self.conn)))

    class WatchedHttp(HttpProtocol):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            seen.append(weakref.ref(self))

    async with edge(room.app, ws=WatchedSocket, http=WatchedHttp) as here:
        with collector_off():
            for _ in range(5):
                async with connect(url(here.address)) as client:
                    await client.send("hello")
            async with peer(here.address) as rude:
                await rude.upgrade()
                await rude.send(NOT_UTF8)
                assert 1007 == await rude.close_code()
            await until(lambda: here.is_empty)
            room.scopes.clear()
            await until(lambda: not [ref for ref in seen if ref() is not None], within_s=2)

    assert len(seen) == 18


async def test_ended_socket_leaves_no_timer() -> None:
    ended: list[SocketProtocol] = []

    class Watched(SocketProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            ended.append(self)

    async with edge(Room().app, ws=Watched) as here, connect(url(here.address)) as client:
        await client.close()
        await until(lambda: bool(ended))

    timers = (ended[0].linger_timer, ended[0].close_timer, ended[0].ping_timer, ended[0].pong_timer)
    assert ended[0].linger_timer is not None
    assert not [timer for timer in timers if timer is not None and not timer.cancelled()]


# Our own goodbye


class Leaving(Room):
    """Says goodbye once it has heard something."""

    async def listen(self, receive: Receive, send: Send) -> None:
        self.heard.append((await receive()).get("text"))
        await send({"type": "websocket.close", "code": 4200, "reason": "no such ticket"})
        await super().listen(receive, send)


async def test_goodbye_needs_no_parser_and_is_read_by_any_client() -> None:
    room = Leaving()
    async with edge(room.app, ws=Patient) as here, connect(url(here.address)) as client:
        await until(lambda: bool(room.transports))
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send("hello")
        await client.wait_closed()
        assert (4200, "no such ticket") == (client.close_code, client.close_reason)
        assert client.protocol.close_rcvd_then_sent
        await until(lambda: here.is_empty)

    assert connection._parser is None
    assert [4200] == room.ends
    assert not room.transports[0].was_refused


async def test_what_comes_behind_our_goodbye_is_dropped_and_not_for_long() -> None:
    room = Leaving()
    async with edge(room.app, ws=Spending) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(masked(TEXT, b"hello"))
        assert (CLOSE, b"\x10\x68no such ticket") == await client.frame()
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send(b"\xff" * Spending.forgiven_bytes)
        await until(lambda: connection.forgiven == 0)
        assert not connection.transport.is_closing()
        await client.send(b"\xff")
        await until(lambda: here.is_empty)

    assert ["hello"] == room.heard
    assert connection._parser is None


async def test_peer_that_answers_no_goodbye_is_cut_off() -> None:
    async with edge(Leaving().app, ws=Brief) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(masked(TEXT, b"hello"))
        await until(lambda: here.is_empty, within_s=3)


async def test_half_a_message_does_not_keep_our_goodbye() -> None:
    room = Leaving()
    async with edge(room.app, ws=Patient) as here, peer(here.address) as client:
        await client.upgrade()
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, SocketProtocol)
        await client.send(masked(TEXT, b"half")[:-1])
        await until(lambda: connection.message_timer is not None)
        connection.queue.put_nowait({"type": "websocket.receive", "text": "hello"})
        assert 4200 == await client.close_code()

        assert connection.message_timer is None
        assert not connection.unparsed


async def test_application_that_speaks_after_its_goodbye_is_told_of_its_mistake(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4200})
        await send({"type": "websocket.send", "text": "one more thing"})

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.upgrade()
        assert 4200 == await client.close_code()
        await client.rest()
        client.connection.close()
        await until(lambda: here.is_empty)

    assert "after sending 'websocket.close'" in caplog.text


# Nobody makes it log


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(NOT_UTF8, 1007, id="not UTF-8"),
        pytest.param(NOT_UTF8 + masked(PING, b"x"), 1007, id="not UTF-8, then a ping"),
        pytest.param(NOT_UTF8 + masked(TEXT, b"x"), 1007, id="not UTF-8, then a text"),
        pytest.param(NOT_UTF8 + masked(CLOSE, b"\x03\xe8"), 1007, id="not UTF-8, then a close"),
        pytest.param(
            masked(TEXT, b"canary \xc3", is_final=False) + masked(0, b"\x28"),
            1007,
            id="not UTF-8 in two parts",
        ),
        pytest.param(masked(CLOSE, b"\x03\xe8canary \xff"), 1007, id="close reason not UTF-8"),
        pytest.param(masked(0xB, b"canary"), 1002, id="unknown opcode"),
        pytest.param(masked(0, b"canary"), 1002, id="continuation of nothing"),
        pytest.param(b"\x81\x06canary", 1002, id="unmasked"),
        pytest.param(b"\xf1\x86" + bytes(4) + b"canary", 1002, id="reserved bits"),
        pytest.param(masked(TEXT, b"canary" * 11_000), 1009, id="oversize"),
    ],
)
async def test_broken_rule_closes_with_its_code_and_without_a_traceback(
    sent: bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    room = Room()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(sent)

        assert await client.close_code() == code
        async with asyncio.timeout(SocketProtocol.linger_s / 2):
            await client.rest()
        client.connection.close()
        await until(lambda: here.is_empty)

    assert code in room.ends
    assert not room.heard
    assert not tracebacks(caplog)
    assert "canary" not in caplog.text
    assert len([line for line in caplog.messages if "refused" in line]) <= 1


async def test_message_of_the_largest_size_is_heard() -> None:
    room = Room()
    async with edge(room.app) as here, connect(url(here.address)) as client:
        await client.send("x" * MAX_MESSAGE_BYTES)
        await until(lambda: room.heard == ["x" * MAX_MESSAGE_BYTES])


async def test_sender_of_far_too_much_still_reads_why_it_was_refused() -> None:
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(masked(TEXT, b"x" * 900_000))

        assert await client.close_code() == 1009
        await client.rest()
        assert not client.was_reset


async def test_peer_that_sends_on_after_its_refusal_is_cut_off() -> None:
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(b"\xff")
        with pytest.raises(ConnectionError):
            await client.send(b"x" * (64 << 20))


async def test_refused_peer_that_stays_is_cut_off() -> None:
    async with edge(Room().app, ws=Brief) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(NOT_UTF8)
        await until(lambda: here.is_empty, within_s=3)


async def test_refused_peer_that_leaves_is_noticed_while_the_handler_is_busy() -> None:
    may_end = asyncio.Event()

    class Busy(Room):
        async def listen(self, receive: Receive, send: Send) -> None:
            self.heard.append(await receive())
            await may_end.wait()

    room = Busy()
    async with edge(room.app) as here:
        async with peer(here.address) as client:
            await client.upgrade()
            await client.send(masked(TEXT, b"first"))
            await until(lambda: bool(room.heard))
            await client.send(NOT_UTF8)
            assert await client.close_code() == 1007
        await until(lambda: not here.server.server_state.connections, within_s=1)
        may_end.set()


async def test_handler_that_sends_to_a_refused_peer_finds_it_gone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = Flood()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await client.send(NOT_UTF8)
        while (await client.frame())[0] == TEXT:
            pass
        client.connection.close()
        await until(lambda: here.is_empty)

    assert room.is_cut_off
    assert not tracebacks(caplog)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(NOT_UTF8, id="not UTF-8"),
        pytest.param(b"\xff\xff", id="no frame"),
        pytest.param(masked(CLOSE, b"\x03\xe8"), id="close"),
        pytest.param(masked(PING, b"x") + NOT_UTF8, id="ping, then not UTF-8"),
    ],
)
async def test_broken_rule_before_the_answer_ends_quietly(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    may_accept = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await may_accept.wait()
        await send({"type": "websocket.accept"})
        await receive()

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.send(UPGRADE % (b"/", b""))
        await until(lambda: bool(here.server.server_state.tasks))
        await client.send(sent)
        await client.rest()
        may_accept.set()
        await until(lambda: here.is_empty)

    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"X-Long: " + b"a" * 9_000 + b"\r\n", id="long line"),
        pytest.param(b"X: y\r\n" * 200, id="many lines"),
        pytest.param(b"Content-Length: 3\r\n", id="with a body"),
        pytest.param(b"Sec-WebSocket-Version: 12\r\n", id="two versions"),
    ],
)
async def test_unreadable_upgrade_is_closed_at_once(
    headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.send(UPGRADE % (b"/", headers))
        answer = await client.rest()
        await until(lambda: here.is_empty)

    assert b" 101 " not in answer
    assert not caplog.records


async def test_frames_are_not_described_to_any_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.upgrade()
        (connection,) = here.server.server_state.connections

        assert isinstance(connection, SocketProtocol)
        assert not connection.conn.debug


async def test_query_string_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with edge(Room().app) as here, peer(here.address) as client:
        await client.upgrade(b"/?token=canary", b"Cookie: canary\r\n")
        await client.send(masked(TEXT, b"canary"))
        await client.send(masked(CLOSE, b"\x03\xe8"))
        await client.rest()

    assert "canary" not in caplog.text
    assert "connection open" not in caplog.text


async def test_mistake_of_the_application_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("our own fault")

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        assert b" 500 " in await client.upgrade()

    assert "our own fault" in caplog.text


# What is relied on, of uvicorn and websockets


@pytest.mark.parametrize(
    "name",
    [
        "connection_made", "connection_lost", "data_received", "handle_connect", "handle_close",
        "handle_ping",
        "send_receive_event_to_app", "handle_parser_exception", "send", "shutdown",
        "on_task_complete", "pause_writing", "resume_writing",
    ],
)  # fmt: skip
def test_uvicorn_still_has_the_method_that_is_overridden(name: str) -> None:
    theirs = inspect.signature(getattr(WebSocketsSansIOProtocol, name))
    ours = inspect.signature(getattr(SocketProtocol, name))

    assert name in vars(SocketProtocol)
    assert list(theirs.parameters) == list(ours.parameters)


def test_overridden_methods_are_all_listed() -> None:
    overridden = {
        name
        for name, value in vars(SocketProtocol).items()
        if inspect.isfunction(value) and hasattr(WebSocketsSansIOProtocol, name)
    }
    listed = test_uvicorn_still_has_the_method_that_is_overridden.pytestmark  # type: ignore[attr-defined]  # set by the decorator

    assert {*listed[0].args[1], "__init__"} == overridden


async def test_uvicorn_still_has_the_attributes_that_are_used() -> None:
    config = serve_config(hello_http, "127.0.0.1", 0)
    config.load()
    theirs = WebSocketsSansIOProtocol(config, ServerState(), {})

    assert {
        "close_sent", "close_timeout", "close_timer", "client", "conn", "curr_msg_data_type",
        "disconnected", "frames", "handshake_complete", "handshake_initiated", "logger", "loop",
        "pending_ping_payload", "ping_interval", "queue", "read_paused", "transport",
    } <= vars(theirs).keys()  # fmt: skip
    assert {"close_sent", "debug", "logger", "state"} <= set(dir(theirs.conn))
    assert 0 == theirs.ping_interval


async def test_uvicorn_hands_the_socket_protocol_to_upgrades() -> None:
    room = Room()
    async with edge(room.app) as here, connect(url(here.address)):
        await until(lambda: bool(room.transports))
        kinds = {type(connection) for connection in here.server.server_state.connections}

    assert kinds == {SocketProtocol}
    assert callable(HttpToolsProtocol.handle_websocket_upgrade)


# Peers and rooms for the tests above


class Hasty(SocketProtocol):
    user_timeout_ms: ClassVar[int] = 300


class Brief(SocketProtocol):
    linger_s: ClassVar[float] = 0.2


class Spending(SocketProtocol):
    forgiven_bytes: ClassVar[int] = 100


class Patient(SocketProtocol):
    linger_s: ClassVar[float] = 1.0


class Flood(Room):
    """Sends by ASGI without end, and notes that sending became impossible."""

    is_cut_off = False

    async def listen(self, receive: Receive, send: Send) -> None:
        try:
            while True:
                await send({"type": "websocket.send", "text": "x" * 10_000})
                await asyncio.sleep(0)
        except OSError:
            self.is_cut_off = True


@asynccontextmanager
async def clogged(room: Flood) -> AsyncIterator[tuple[Edge, RawPeer]]:
    """A server whose handler waits in `send` for a peer that has stopped reading."""
    async with (
        edge(room.app, ws=Brief) as here,
        peer(here.address, receive_buffer=SMALL_WINDOW) as client,
    ):
        await client.upgrade()
        await until(lambda: bool(room.transports))
        await until(lambda: room.transports[0].buffered() > 1 << 16)
        yield here, client


@contextmanager
def collector_off() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.exc_info or "Traceback" in record.message]

"""The head of a request has a deadline and a size, and nothing of it reaches the log."""

import asyncio
import contextlib
import inspect
import logging
import socket
import struct
from typing import ClassVar

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.server import serve_config
from tests.web.serving.edge import answer_ok, edge, hello_http, until, with_lifespan
from tests.web.serving.raw_peer import UPGRADE, RawPeer, peer

GET = b"GET /?secret=canary HTTP/1.1\r\nHost: here\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


class Impatient(HttpProtocol):
    header_deadline_s: ClassVar[float] = 0.2


OVERTIME_S = 2 * Impatient.header_deadline_s


async def test_request_is_answered() -> None:
    async with edge(hello_http) as here, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get("http://{}:{}/".format(*here.address))

    assert (200, "ok") == (answer.status_code, answer.text)
    assert "server" not in answer.headers


# The deadline


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\r\n", id="blank lines"),
        pytest.param(GET[:-2], id="half a head"),
    ],
)
@pytest.mark.parametrize("was_answered", [False, True])
async def test_connection_without_a_whole_head_is_closed_at_the_deadline(
    sent: bytes, was_answered: bool
) -> None:
    keep_alive_s = 3600 if sent else 0
    async with edge(hello_http, http=Impatient, keep_alive_s=keep_alive_s) as here:
        async with peer(here.address) as client:
            if was_answered:
                await client.send(GET)
                await client.head()
            await client.send(sent)
            await client.rest()
        await until(lambda: here.is_empty)


async def test_trickle_of_header_lines_does_not_move_the_deadline() -> None:
    async with edge(hello_http, http=Impatient) as here, peer(here.address) as client:
        await client.send(GET[:-2])
        await until(lambda: bool(here.server.server_state.connections))
        started = client.loop.time()
        with contextlib.suppress(ConnectionError):
            while here.server.server_state.connections:
                await client.send(b"A: b\r\n")
                await asyncio.sleep(0.01)

        assert client.loop.time() - started < 2


async def test_one_peer_holds_only_so_many_connections_whose_head_is_awaited() -> None:
    class Few(HttpProtocol):
        most_awaited: ClassVar[int] = 3

    async with edge(hello_http, http=Few) as here, contextlib.AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(peer(here.address)) for _ in range(3)]
        await until(lambda: len(here.server.server_state.connections) == 3)
        async with peer(here.address) as one_more:
            with contextlib.suppress(ConnectionError):
                assert await one_more.rest() == b""
        await silent[0].send(GET)
        assert b" 200 " in await silent[0].head()
        async with peer(here.address) as another:
            await another.send(GET)
            assert b" 200 " in await another.head()
    assert not here.server.server_state.awaited  # type: ignore[attr-defined]  # ours


async def test_answer_that_nobody_reads_is_given_up() -> None:
    class Hasty(HttpProtocol):
        user_timeout_ms: ClassVar[int] = 300

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * (16 << 20)})

    async with (
        edge(with_lifespan(app), http=Hasty) as here,
        peer(here.address, receive_buffer=4096) as client,
    ):
        await client.send(GET)
        await until(lambda: bool(here.server.server_state.connections))
        await until(lambda: here.is_empty)


# The doorstep


async def test_address_that_connects_too_often_is_cut_off_unheard(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Few(HttpProtocol):
        opens_per_second: ClassVar[float] = 0.4  # 4 connections and 12 requests at once

    async with edge(hello_http, http=Few) as here:
        caplog.set_level(logging.DEBUG)
        answers = [await answer_to(here.address, b"") for _ in range(8)]
        other = await answer_to(here.address, b"", at="127.0.0.2")
        lines = list(caplog.messages)

    assert [True] * 4 + [False] * 4 == [b" 200 " in one for one in answers]
    assert b" 200 " in other
    assert not lines


async def test_nothing_is_made_for_a_connection_that_may_not_be() -> None:
    made: list[bool] = []

    class Few(HttpProtocol):
        opens_per_second: ClassVar[float] = 0.4  # 4 connections at once

        def connection_lost(self, exc: Exception | None) -> None:
            made.append(self.flow is not None)
            super().connection_lost(exc)

    async with edge(hello_http, http=Few) as here:
        for _ in range(6):
            await answer_to(here.address, b"")
        await until(lambda: here.is_empty)

    assert [True] * 4 + [False] * 2 == made


async def test_address_that_asks_too_often_is_told_and_closed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Few(HttpProtocol):
        opens_per_second: ClassVar[float] = 0.4  # 12 requests at once

    async with edge(hello_http, http=Few) as here:
        caplog.set_level(logging.DEBUG)
        async with peer(here.address) as client:
            for _ in range(12):
                await client.send(GET)
                assert b" 200 " in await client.head()
                await client.exactly(2)
            await client.send(GET)
            told = await client.rest()
        other = await answer_to(here.address, b"", at="127.0.0.2")
        lines = list(caplog.messages)

    assert told.startswith(b"HTTP/1.1 429 ")
    assert b" 200 " in other
    assert not lines


async def test_address_that_asks_too_much_at_once_is_cut_off() -> None:
    class Few(HttpProtocol):
        opens_per_second: ClassVar[float] = 0.1

    async with edge(hello_http, http=Few) as here:
        assert b" 429 " not in await answer_to(here.address, GET * 20)
        assert here.is_empty


async def test_trusted_proxy_stands_for_many() -> None:
    class Few(HttpProtocol):
        opens_per_second: ClassVar[float] = 0.1

    async with edge(hello_http, http=Few, trusted_proxies=("127.0.0.0/8",)) as here:
        answers = await answer_to(here.address, GET * 29)

    assert 30 == answers.count(b" 200 ")


async def test_limits_of_an_address_follow_the_setting() -> None:
    async with edge(hello_http, opens_per_second=7) as here, peer(here.address):
        await until(lambda: bool(here.server.server_state.connections))
        (connection,) = here.server.server_state.connections

        assert isinstance(connection, HttpProtocol)
        assert 28 == connection.doorstep.connects.per_second


async def test_request_that_takes_long_to_answer_is_not_closed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(OVERTIME_S)
        await answer_ok(scope, receive, send)

    async with (
        edge(with_lifespan(app), http=Impatient) as here,
        peer(here.address) as client,
    ):
        await client.send(GET)

        assert b" 200 " in await client.head()


async def test_body_may_take_longer_than_the_head() -> None:
    async with (
        edge(with_lifespan(answer_after_the_body), http=Impatient) as here,
        peer(here.address) as client,
    ):
        await client.send(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n")
        for part in (b"1", b"2"):
            await asyncio.sleep(OVERTIME_S)
            await client.send(part)

        assert b" 200 " in await client.head()


async def test_connection_kept_alive_answers_again_after_the_deadline() -> None:
    async with edge(hello_http, http=Impatient) as here, peer(here.address) as client:
        for _ in range(2):
            await client.send(GET)
            await client.head()
            await client.exactly(2)
            await asyncio.sleep(OVERTIME_S)


async def test_idle_connection_is_closed_after_the_keep_alive() -> None:
    async with edge(hello_http, keep_alive_s=0) as here, peer(here.address) as client:
        await client.send(GET)
        await client.rest()
        await until(lambda: here.is_empty)


@pytest.mark.parametrize("sent", [b"", GET])
async def test_broken_connection_leaves_no_timer(sent: bytes) -> None:
    ended: list[HttpProtocol] = []

    class Watched(HttpProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            ended.append(self)

    async with edge(hello_http, http=Watched) as here, peer(here.address) as client:
        await client.send(sent)
        if sent:
            await client.head()
        await until(lambda: bool(here.server.server_state.connections))
        reset(client)
        await until(lambda: bool(ended))

    assert ended[0].header_timer is None
    assert ended[0].timeout_keep_alive_task is None


# The size


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"a" * 17_000 + b"\r\n\r\n", id="one long line"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"A: bcd\r\n" * 2_100 + b"\r\n", id="many lines"),
        pytest.param(b"GET /" + b"a" * 17_000 + b" HTTP/1.1\r\n\r\n", id="long path"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"a" * 17_000, id="unfinished line"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"A: bcd\r\n" * 2_100, id="unfinished head"),
        pytest.param(GET + b"GET / HTTP/1.1\r\nX: " + b"a" * 17_000 + b"\r\n\r\n", id="second"),
    ],
)
async def test_too_large_head_is_refused(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with edge(hello_http) as here, peer(here.address) as client:
        await client.send(sent)
        answer = await client.rest()

    assert b"HTTP/1.1 431 " in answer
    assert not caplog.records


async def test_head_that_never_ends_is_refused_however_slowly_it_comes() -> None:
    async with edge(hello_http) as here, peer(here.address) as client:
        await client.send(GET)
        await client.head()
        await client.send(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(20):
                await client.send(b"A: " + b"b" * 995 + b"\r\n")
                await asyncio.sleep(0.001)

        assert b"HTTP/1.1 431 " in await client.rest()


async def test_head_within_the_size_is_answered() -> None:
    async with edge(hello_http) as here, peer(here.address) as client:
        await client.send(b"GET / HTTP/1.1\r\nX: " + b"a" * 16_000 + b"\r\n\r\n")

        assert b" 200 " in await client.head()


async def test_many_small_requests_in_one_write_are_no_large_head() -> None:
    async with edge(hello_http) as here, peer(here.address) as client:
        await client.send(GET * 1_000)
        for _ in range(1_000):
            assert b" 200 " in await client.head()
            await client.exactly(2)


async def test_many_requests_in_one_write_are_begun_one_after_the_other() -> None:
    running, most = 0, 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal running, most
        (connection,) = here.server.server_state.connections
        assert isinstance(connection, HttpProtocol)
        running += 1
        most = max(most, running + len(connection.pipeline))
        await asyncio.sleep(0)
        await answer_ok(scope, receive, send)
        running -= 1

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.send(GET * 500)
        for _ in range(500):
            assert b" 200 " in await client.head()
            await client.exactly(2)

    assert most <= 1 + HttpProtocol.parsed_bytes // len(GET)


async def test_upgrade_behind_a_request_that_is_being_answered_ends_both() -> None:
    """Handed over, nobody would tell the first that its peer has gone."""
    told: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (message := await receive())["type"] != "http.disconnect":
            pass
        told.append(message["type"])

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.send(GET + UPGRADE % (b"/", b""))
        await client.rest()
        await until(lambda: here.is_empty)

    assert ["http.disconnect"] == told


async def test_request_behind_a_body_is_answered_too() -> None:
    post = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3_000
    async with edge(with_lifespan(answer_after_the_body)) as here, peer(here.address) as client:
        await client.send((post + GET) * 20)
        for _ in range(40):
            assert b" 200 " in await client.head()
            await client.exactly(2)


async def test_body_is_no_part_of_the_head() -> None:
    async with edge(with_lifespan(answer_after_the_body)) as here, peer(here.address) as client:
        for _ in range(2):
            await client.send(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 900000\r\n\r\n")
            await client.send(b"x" * 900_000)

            assert b" 200 " in await client.head()
            await client.exactly(2)


# The log


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(GET, id="a request"),
        pytest.param(b"canary\r\n\r\n", id="no request"),
        pytest.param(GET.replace(b"Host", b"Upgrade: h2c\r\nConnection: upgrade\r\nX"), id="h2c"),
        pytest.param(GET.replace(b"GET", b"CONNECT"), id="CONNECT"),
        pytest.param(b"GET /canary\xff HTTP/1.1\r\n\r\n", id="not ASCII"),
    ],
)
async def test_requests_leave_no_line(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with edge(hello_http, keep_alive_s=0) as here, peer(here.address) as client:
        caplog.set_level(logging.DEBUG)
        await client.send(sent)
        assert b"HTTP/1.1 " in await client.rest()
        lines = list(caplog.messages)

    assert not lines


async def test_requests_leave_no_line_whatever_is_done_to_the_access_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with edge(hello_http) as here:
        monkeypatch.setattr(logging.getLogger("uvicorn.access"), "propagate", True)
        caplog.set_level(logging.DEBUG, "uvicorn.access")
        async with peer(here.address) as client:
            await client.send(GET)
            await client.head()

    assert "canary" not in caplog.text


async def test_mistake_of_the_application_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("our own fault")

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.send(GET)
        assert b" 500 " in await client.head()

    assert "our own fault" in caplog.text
    assert "canary" not in caplog.text


async def answer_after_the_body(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await answer_ok(scope, receive, send)


async def answer_to(address: tuple[str, int], sent: bytes, *, at: str = "127.0.0.1") -> bytes:
    """What comes back until the server closes, at the latest behind the last request."""
    async with peer(address, at=at) as client:
        with contextlib.suppress(ConnectionError):
            await client.send(sent + LAST)
        return await client.rest()


def reset(client: RawPeer) -> None:
    """Close without a farewell: with a linger of nothing the kernel sends a reset."""
    client.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.connection.close()


# What is relied on, of uvicorn


@pytest.mark.parametrize(
    "name",
    [
        "connection_made", "connection_lost", "data_received", "on_headers_complete", "on_body",
        "on_response_complete", "send_400_response", "handle_websocket_upgrade",
    ],
)  # fmt: skip
def test_uvicorn_still_has_the_method_that_is_overridden(name: str) -> None:
    theirs = inspect.signature(getattr(HttpToolsProtocol, name))
    ours = inspect.signature(getattr(HttpProtocol, name))

    assert name in vars(HttpProtocol)
    assert list(theirs.parameters) == list(ours.parameters)


def test_overridden_methods_are_all_listed() -> None:
    overridden = {
        name
        for name, value in vars(HttpProtocol).items()
        if inspect.isfunction(value) and hasattr(HttpToolsProtocol, name)
    }
    listed = test_uvicorn_still_has_the_method_that_is_overridden.pytestmark  # type: ignore[attr-defined]  # set by the decorator

    assert {*listed[0].args[1], "__init__"} == overridden


async def test_uvicorn_still_has_the_attributes_that_are_used() -> None:
    config = serve_config(hello_http, "127.0.0.1", 0)
    config.load()
    theirs = HttpToolsProtocol(config, ServerState(), {})
    theirs.on_message_begin()

    assert {
        "access_log", "config", "cycle", "flow", "headers", "logger", "loop", "parser", "pipeline",
        "server_state", "timeout_keep_alive_task", "transport", "url",
    } <= vars(theirs).keys()  # fmt: skip
    assert callable(theirs._unset_keepalive_if_required)
    theirs.parser = None  # type: ignore[assignment]  # as at the end of a connection

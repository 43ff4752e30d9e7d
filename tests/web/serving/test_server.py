"""The server says goodbye before it closes anything, and it always ends."""

import asyncio
import inspect
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.server import PortInUse, PushbackServer, bind, serve_config
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.transport import text_frame
from tests.web.serving.edge import Room, answer_ok, edge, hello_http, nothing, until, with_lifespan
from tests.web.serving.raw_peer import peer

ROOT = Path(__file__).parents[3]


# The farewell


async def test_farewell_is_read_before_the_sockets_close() -> None:
    room = Room()

    async def drain() -> None:
        for transport in room.transports:
            transport.write_frame(text_frame(b"goodbye"))

    async with edge(room.app, drain=drain) as here, connect(url(here.address, "ws")) as client:
        await until(lambda: bool(room.transports))
        here.server.should_exit = True

        assert await client.recv() == "goodbye"
        with pytest.raises(ConnectionClosed) as end:
            await client.recv()

    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 1012


async def test_everything_is_served_while_the_farewell_lasts() -> None:
    room = Room()
    may_end = asyncio.Event()
    has_begun = asyncio.Event()

    async def drain() -> None:
        has_begun.set()
        await may_end.wait()

    async with edge(room.app, drain=drain) as here, httpx.AsyncClient(trust_env=False) as client:
        here.server.should_exit = True
        await has_begun.wait()
        answer = await client.get(url(here.address, "http"))
        async with connect(url(here.address, "ws")) as late:
            await late.send("still here")
            await until(lambda: room.heard == ["still here"])
        may_end.set()

    assert answer.text == "ok"


async def test_lifespan_ends_after_the_farewell() -> None:
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        order.append(message["type"])
        await send({"type": "lifespan.shutdown.complete"})

    async def drain() -> None:
        order.append("drain")

    async with edge(app, drain=drain):
        pass

    assert ["drain", "lifespan.shutdown"] == order


async def test_farewell_without_end_is_cut_short(caplog: pytest.LogCaptureFixture) -> None:
    async def drain() -> None:
        await asyncio.Event().wait()

    async with edge(hello_http, drain=drain, drain_budget_s=0.1):
        pass

    assert "cut short" in caplog.text


async def test_second_signal_cuts_the_farewell_short() -> None:
    has_begun = asyncio.Event()
    was_cancelled = False

    async def drain() -> None:
        nonlocal was_cancelled
        has_begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled = True
            raise

    async with edge(hello_http, drain=drain, drain_budget_s=3600.0) as here:
        here.server.should_exit = True
        await has_begun.wait()
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: was_cancelled)


async def test_second_signal_before_the_farewell_skips_nothing() -> None:
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        order.append((await receive())["type"])
        await send({"type": "lifespan.shutdown.complete"})

    async def drain() -> None:
        order.append("drain")

    async with edge(app, drain=drain) as here:
        here.server.handle_exit(signal.SIGINT, None)
        here.server.handle_exit(signal.SIGINT, None)
        here.server._captured_signals.clear()  # else uvicorn passes them on to pytest

    assert ["drain", "lifespan.shutdown"] == order


async def test_failing_farewell_is_logged_and_holds_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def drain() -> None:
        raise LookupError("our own fault")

    async with edge(hello_http, drain=drain):
        pass

    assert "our own fault" in caplog.text


async def test_handler_that_does_not_end_is_cancelled() -> None:
    was_cancelled = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal was_cancelled
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            was_cancelled = True

    async with (
        edge(with_lifespan(app), graceful_shutdown_s=1) as here,
        peer(here.address) as client,
    ):
        await client.send(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        await until(lambda: bool(here.server.server_state.tasks))

    assert was_cancelled


# The process


def test_signal_ends_the_process_after_its_farewell() -> None:
    with process(drain="print('goodbye', flush=True)") as child:
        child.send_signal(signal.SIGTERM)

        assert child.communicate(timeout=30)[0].split() == ["goodbye", "lifespan.shutdown"]
        assert child.returncode == -signal.SIGTERM


def test_interrupt_ends_the_process_without_a_traceback() -> None:
    with process() as child:
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)

    assert out.split() == ["lifespan.shutdown"]
    assert not err
    assert child.returncode == 0


def test_second_interrupt_hurries_and_leaves_no_traceback_either() -> None:
    drain = "print('draining', flush=True); await asyncio.Event().wait()"
    with process(drain=drain, budget_s=3600) as child:
        child.send_signal(signal.SIGINT)
        assert child.stdout is not None
        assert child.stdout.readline() == "draining\n"
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)

    assert out.split() == ["lifespan.shutdown"]
    assert "Traceback" not in err
    assert child.returncode == 0


@pytest.mark.parametrize(
    "drain",
    [
        pytest.param("import time; time.sleep(3600)", id="blocked loop"),
        pytest.param("while True: await deaf()", id="swallowed cancellation"),
    ],
)
def test_process_that_cannot_end_is_ended_at_the_hard_limit(drain: str) -> None:
    with process(drain=drain, hard_limit_s=1) as child:
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=30)

    assert child.returncode == 1
    assert "most recent call first" in err


# The port


async def test_port_in_use_is_told_before_the_lifespan_starts() -> None:
    started: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        started.append(scope)

    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        server = PushbackServer(serve_config(app, "127.0.0.1", port), drain=nothing)
        with pytest.raises(PortInUse):
            await server.serve()

    assert not started


def test_port_in_use_is_told_by_run() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        server = PushbackServer(serve_config(hello_http, "127.0.0.1", port), drain=nothing)
        with pytest.raises(PortInUse):
            server.run()


async def test_server_opens_the_port_of_its_settings() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    server = PushbackServer(serve_config(hello_http, "127.0.0.1", port), drain=nothing)

    assert await answered(server, port) == "ok"


async def test_server_takes_over_the_descriptor_of_a_supervisor() -> None:
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        config = serve_config(hello_http, "ignored", 1, fd=os.dup(listener.fileno()))

        assert await answered(PushbackServer(config, drain=nothing), port) == "ok"


async def test_port_is_free_again_when_the_application_fails_to_start() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed"})

    with bind("127.0.0.1", 0) as listener:
        server = PushbackServer(serve_config(app, "127.0.0.1", 0), drain=nothing)
        with pytest.raises(SystemExit):
            await server.serve([listener])

        assert listener.fileno() == -1


# The settings


def test_settings_ask_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "7")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    config = serve_config(hello_http, "127.0.0.1", 8000)

    assert config.workers == 1
    assert config.forwarded_allow_ips == []
    assert not config.proxy_headers


def test_settings_are_those_of_a_room_server() -> None:
    config = serve_config(hello_http, "127.0.0.1", 8000)
    config.load()

    assert config.http_protocol_class is HttpProtocol
    assert config.ws_protocol_class is SocketProtocol
    assert config.ws_max_size == 64 * 1024
    assert config.backlog == 4096
    assert config.lifespan == "on"
    assert config.timeout_graceful_shutdown == 10
    assert config.log_config is None
    assert not config.ws_per_message_deflate
    assert not config.access_log
    assert not config.server_header


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [((), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.7"), (("10.0.0.1",), "127.0.0.1")],
)
async def test_forwarded_address_is_believed_only_from_a_trusted_proxy(
    trusted: tuple[str, ...], seen: str
) -> None:
    peers: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        peers.append(scope["client"][0])
        await answer_ok(scope, receive, send)

    async with (
        edge(with_lifespan(app), trusted_proxies=trusted) as here,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        await client.get(url(here.address, "http"), headers={"X-Forwarded-For": "203.0.113.7"})

    assert [seen] == peers


# What is relied on, of uvicorn


@pytest.mark.parametrize("name", ["run", "serve", "shutdown", "handle_exit"])
def test_uvicorn_still_has_the_method_that_is_overridden(name: str) -> None:
    theirs = inspect.signature(getattr(uvicorn.Server, name))
    ours = inspect.signature(getattr(PushbackServer, name))

    assert name in vars(PushbackServer)
    assert list(theirs.parameters) == list(ours.parameters)


def test_uvicorn_has_no_attribute_of_our_name() -> None:
    theirs = uvicorn.Server(serve_config(hello_http, "127.0.0.1", 8000))
    ours = PushbackServer(theirs.config, drain=nothing)
    added = vars(ours).keys() - vars(theirs).keys()
    methods = vars(PushbackServer).keys() - {"run", "serve", "shutdown", "handle_exit"}

    assert "should_exit" in vars(theirs)
    assert "drain" in added
    assert not (added | {name for name in methods if not name.startswith("__")}) & set(dir(theirs))


# Servers for the tests above

PROGRAM = """
import asyncio
from app.web.serving.server import PushbackServer, serve_config

async def app(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.complete"})
    print("ready", flush=True)
    print((await receive())["type"], flush=True)
    await send({"type": "lifespan.shutdown.complete"})

async def deaf():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        pass

async def drain():
    DRAIN

config = serve_config(app, "127.0.0.1", 0)
PushbackServer(config, drain=drain, drain_budget_s=BUDGET, hard_limit_s=LIMIT).run()
"""


@contextmanager
def process(
    *, drain: str = "pass", budget_s: float = 0.3, hard_limit_s: float = 30
) -> Iterator[subprocess.Popen[str]]:
    numbers = {"BUDGET": str(budget_s), "LIMIT": str(hard_limit_s)}
    program = PROGRAM.replace("DRAIN", drain)
    for name, number in numbers.items():
        program = program.replace(name, number)
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


async def answered(server: PushbackServer, port: int) -> str:
    serving = asyncio.ensure_future(server.serve())
    try:
        await until(lambda: server.started or serving.done())
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url(("127.0.0.1", port), "http"))).text
    finally:
        server.should_exit = True
        await serving


def url(address: tuple[str, int], scheme: str) -> str:
    return f"{scheme}://{address[0]}:{address[1]}/"

"""A refused upgrade costs no parser, and its status says whether another node would do."""

import asyncio
import re

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.web.serving.lean import Lean
from app.web.serving.refusing import FORBIDDEN, LATER, POLICY, RESTART, refusal, turned_away
from app.web.serving.socket_protocol import SocketProtocol
from tests.web.serving.edge import edge, until, with_lifespan
from tests.web.serving.raw_peer import UPGRADE, peer

USUAL, UNUSUAL = b"", b"Content-Length: 0\r\n"


def refusing(code: int | None) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close"} | ({} if code is None else {"code": code}))

    return with_lifespan(app)


@pytest.mark.parametrize(
    ("reason", "code", "status"),
    [
        ("draining", RESTART, 503),
        ("hellos", LATER, 429),
        ("sockets", LATER, 429),
        ("addresses", LATER, 429),
        ("opens", LATER, 429),
        ("origin", POLICY, 403),
        (None, POLICY, 403),
    ],
)
def test_reason_has_the_status_that_fits(reason: str | None, code: int, status: int) -> None:
    assert {"type": "websocket.close", "code": code} == turned_away(reason)
    assert refusal(code).startswith(b"HTTP/1.1 %d " % status)


def test_code_of_nobody_is_forbidden() -> None:
    assert FORBIDDEN == refusal(4000) == refusal(POLICY)


@pytest.mark.parametrize("code", [POLICY, RESTART, LATER])
def test_answer_is_whole_and_the_last_on_its_connection(code: int) -> None:
    head, _, body = refusal(code).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")

    assert re.fullmatch(rb"HTTP/1\.1 \d{3} [A-Z][A-Za-z ]+", lines[0])
    assert {b"Content-Length: 0", b"Connection: close"} <= set(lines)
    assert not body
    assert (b"Retry-After: 1" in lines) is (code != POLICY)


@pytest.mark.parametrize("headers", [USUAL, UNUSUAL], ids=["usual", "unusual"])
@pytest.mark.parametrize("code", [POLICY, RESTART, LATER, None])
async def test_peer_reads_these_bytes_and_then_the_end(
    code: int | None, headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with edge(refusing(code)) as here, peer(here.address) as client:
        await client.send(UPGRADE % (b"/", headers))
        answer = await client.rest()
        await until(lambda: here.is_empty)

    assert refusal(POLICY if code is None else code) == answer
    assert not client.was_reset
    assert not caplog.records


async def test_client_library_understands_it() -> None:
    async with edge(refusing(LATER)) as here:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://{here.address[0]}:{here.address[1]}/")

    assert 429 == refused.value.response.status_code
    assert "1" == refused.value.response.headers["retry-after"]


async def test_usual_upgrade_is_refused_without_a_parser() -> None:
    ended: list[Lean] = []

    class Watched(SocketProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            ended.append(self)
            super().connection_lost(exc)

    async with edge(refusing(LATER), ws=Watched) as here, peer(here.address) as client:
        await client.send(UPGRADE % (b"/", USUAL))
        await client.rest()
        await until(lambda: bool(ended))

    assert [None] == [one._parser for one in ended]


async def test_application_that_refused_is_told_that_it_is_over() -> None:
    told: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(dict(turned_away("opens")))
        told.append(await receive())

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.send(UPGRADE % (b"/", USUAL))
        await client.rest()
        await until(lambda: here.is_empty)

    assert [{"type": "websocket.disconnect", "code": 1006}] == told


async def test_peer_that_left_before_it_was_refused_ends_quietly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    may_refuse = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await may_refuse.wait()
        await send(dict(turned_away("opens")))

    async with edge(with_lifespan(app)) as here:
        async with peer(here.address) as client:
            await client.send(UPGRADE % (b"/", USUAL))
            await until(lambda: bool(here.server.server_state.tasks))
        await until(lambda: not here.server.server_state.connections)
        may_refuse.set()
        await until(lambda: here.is_empty)

    assert not caplog.records

"""An upgrade that is read once ends as the one that `websockets` reads anew."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from app.web.serving.handshake import Headers, Upgrade, usual_upgrade
from app.web.serving.http_protocol import HttpProtocol
from app.web.serving.server import serve_config
from app.web.serving.transport import EXTENSION
from tests.hostile.still import StillTransport
from tests.web.serving.edge import answer_ok, with_lifespan
from tests.web.serving.raw_peer import PING, TEXT, masked

BROWSER: Headers = [
    (b"host", b"balint.example"),
    (b"user-agent", b"Mozilla/5.0"),
    (b"upgrade", b"websocket"),
    (b"connection", b"keep-alive, Upgrade"),
    (b"origin", b"https://balint.example"),
    (b"sec-websocket-version", b"13"),
    (b"sec-websocket-extensions", b"permessage-deflate; client_max_window_bits"),
    (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ=="),
]
RFC_ACCEPT = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""For the key above, in RFC 6455, 1.3."""


class Anew(HttpProtocol):
    """Has `websockets` read every upgrade."""

    def asked(self) -> Upgrade | None:
        return None


class Handed(StillTransport):
    """Can be given to another protocol, and drops what is written behind the end."""

    def write(self, data: bytes) -> None:
        if not self.is_over:
            super().write(data)

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol


@dataclass
class Ended:
    """How an upgrade ended, for the peer and for the application."""

    written: bytes
    is_closed: bool
    scope: Scope | None
    heard: list[Any]


async def ended(kind: type[HttpProtocol], head: bytes) -> Ended:
    """What becomes of this head, of a text, and of a ping behind it."""
    scopes: list[Scope] = []
    heard: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await answer_ok(scope, receive, send)
            return
        scopes.append(dict(scope))
        await receive()
        await send(
            {"type": "websocket.accept", "subprotocol": "one", "headers": [(b"X-So", b"it is")]}
        )
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["text"])

    config = serve_config(with_lifespan(app), "127.0.0.1", 0)
    config.load()
    state = ServerState()
    state.default_headers = [(b"date", b"today")]
    transport = Handed()
    connection = kind(config, state, {})
    connection.connection_made(transport)  # type: ignore[arg-type]  # all that is asked of one
    connection.data_received(head)
    for data in (masked(TEXT, b"hello"), masked(PING, b"?"), masked(TEXT, b"again")):
        await turns()
        if transport.is_over or transport.protocol is None:
            break
        transport.protocol.data_received(data)
    await turns()
    written = re.sub(rb"Date: [^\r]*", b"Date: some time", transport.written)
    found = Ended(written, transport.is_over, None, heard)
    transport.close()
    if transport.protocol is None:
        connection.connection_lost(None)
    await turns()
    await asyncio.gather(*state.tasks)
    if scopes:
        scopes[0]["extensions"] = sorted(scopes[0]["extensions"])
        found.scope = scopes[0]
    return found


async def turns() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


def head_of(headers: Headers, target: bytes = b"/ws", method: bytes = b"GET") -> bytes:
    lines = [b"%s %s HTTP/1.1" % (method, target), *(b"%s: %s" % one for one in headers)]
    return b"\r\n".join([*lines, b"", b""])


def test_accepts_with_the_key_of_the_rfc() -> None:
    asked = usual_upgrade(b"GET", b"/a%20room?who=ada", BROWSER)

    assert asked is not None
    assert RFC_ACCEPT == asked.accept
    assert ("/a room", b"/a%20room", b"who=ada") == (asked.path, asked.raw_path, asked.query)
    assert BROWSER == asked.headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(b"upgrade", b"h2c", id="of something else"),
        pytest.param(b"connection", b"close", id="of nothing"),
        pytest.param(b"sec-websocket-version", b"12", id="of another version"),
        pytest.param(b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ=", id="with half a key"),
        pytest.param(b"sec-websocket-protocol", b"chat", id="that offers protocols"),
        pytest.param(b"content-length", b"0", id="with a body"),
        pytest.param(b"transfer-encoding", b"chunked", id="with a body of any size"),
        pytest.param(b"x", b"\x01", id="with what is no text"),
        pytest.param(b"x", b"a" * 8_000, id="of a large size"),
    ],
)
def test_special_upgrade_is_left_to_the_library(name: bytes, value: bytes) -> None:
    others = [one for one in BROWSER if one[0] != name]

    assert usual_upgrade(b"GET", b"/ws", [*others, (name, value)]) is None


def test_upgrade_with_a_header_too_many_is_left_to_the_library() -> None:
    twin = [(b"origin", b"https://elsewhere.example")]
    crowd = [(b"x", b"y")] * 100

    assert usual_upgrade(b"GET", b"/ws", [*BROWSER, *twin]) is None
    assert usual_upgrade(b"GET", b"/ws", [*BROWSER, *crowd]) is None


@pytest.mark.parametrize(("method", "target"), [(b"POST", b"/ws"), (b"GET", b"/\xe4")])
def test_upgrade_of_a_special_request_is_left_to_the_library(method: bytes, target: bytes) -> None:
    assert usual_upgrade(method, target, BROWSER) is None


NAMES = [name for name, _ in BROWSER] + [
    b"X", b"cookie", b"content-length", b"transfer-encoding", b"sec-websocket-protocol", b"expect",
]  # fmt: skip
VALUES = [value for _, value in BROWSER] + [
    b"", b"0", b"3", b"12", b"chunked", b"chat, one", b"UPGRADE", b"WebSocket", b"close, upgrade",
    b"upgrade,", b'"', b"\xe4\xff", b"  padded  ", b"\ttab\t", b"a" * 9_000, b"x" * 3_000,
    b"AAAAAAAAAAAAAAAAAAAAAA==", b"AAAAAAAAAAAAAAAAAAAAAB==", b"AAAA", b"100-continue",
]  # fmt: skip


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """A head that a browser may send, and often something that it may not."""
    headers = list(BROWSER)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(headers) - 1))
        match draw(st.sampled_from(["more", "less", "other", "any", "many"])):
            case "more":
                headers.insert(at, (draw(st.sampled_from(NAMES)), draw(st.sampled_from(VALUES))))
            case "less" if len(headers) > 1:
                del headers[at]
            case "other":
                headers[at] = (headers[at][0], draw(st.sampled_from(VALUES)))
            case "any":
                headers[at] = (headers[at][0], draw(st.binary(max_size=30)))
            case _:
                headers += [(b"x", b"y")] * draw(st.sampled_from([60, 90, 125]))
    target = draw(
        st.sampled_from([b"/ws", b"/%77s?a=b?c", b"//", b"*", b"/\xe4", b"http://here/ws?x"])
    )
    return head_of(headers, target, draw(st.sampled_from([b"GET", b"GET", b"GET", b"POST"])))


@settings(max_examples=300, deadline=None)
@given(heads())
@example(head_of(BROWSER))
@example(head_of(BROWSER).replace(b"HTTP/1.1", b"HTTP/1.0"))
@example(head_of([*BROWSER, (b"Cookie", b"a=b"), (b"Cookie", b"c=d")]))
@example(head_of([*BROWSER, (b"Origin", b"null")]))
@example(head_of([*BROWSER, (b"X", b" \tpadded \t"), (b"Y", b" \t")]))
@example(head_of([*BROWSER, (b"X", b"\xe4\xff")]))
def test_ends_as_if_the_library_had_read_it(head: bytes) -> None:
    once, anew = asyncio.run(ended(HttpProtocol, head)), asyncio.run(ended(Anew, head))

    assert anew == once


async def test_usual_upgrade_is_accepted_and_heard() -> None:
    found = await ended(HttpProtocol, head_of(BROWSER))

    assert found.written.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Accept: " + RFC_ACCEPT + b"\r\n" in found.written
    assert ["hello", "again"] == found.heard
    assert found.scope is not None
    assert EXTENSION in found.scope["extensions"]

"""Bad peers, each as bytes on a socket: what they do, and how they are told to go, if at all."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from tests.web.serving.raw_peer import CLOSE, PING, TEXT, UPGRADE, RawPeer, masked

SMALL_BUFFER = 4096
Act = Callable[[RawPeer], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Kind:
    """What one does once there, after a hello of its own where it `has_hello`; `told` is the status
    or close code with which it is ended, 0 for none. More than one where a reset may overtake it:
    the peer sends on, or does not read what stands before it."""

    act: Act
    told: int | tuple[int, ...]
    has_hello: bool = True
    is_socket: bool = True


def sends(data: bytes) -> Act:
    """These bytes at once, and no more."""

    async def act(peer: RawPeer) -> None:
        with contextlib.suppress(ConnectionError):
            await peer.send(data)

    return act


def trickles(begin: bytes, on: bytes) -> Act:
    """A beginning, then the same few bytes again and again."""

    async def act(peer: RawPeer) -> None:
        with contextlib.suppress(ConnectionError):
            await peer.send(begin)
            while True:
                await asyncio.sleep(0.2)
                await peer.send(on)

    return act


def text(found: object) -> bytes:
    """A frame that is understood."""
    return masked(TEXT, json.dumps(found).encode())


DEEP = masked(TEXT, b'{"a":' * 1_500 + b"1" + b"}" * 1_500)
POST = b"POST /api/enter HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
ASKED = text({"t": "sync", "c0": 1}) + masked(PING, b"x" * 125)
"""A clock sample and a pong."""
READS_NOTHING = "is past hello, asks and reads nothing"
GET = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
UNKNOWN = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"

KINDS: dict[str, Kind] = {
    "says nothing": Kind(sends(b""), 0, has_hello=False, is_socket=False),
    "sends its head slowly": Kind(
        trickles(b"GET / HTTP/1.1\r\nX: ", b"x"), 0, has_hello=False, is_socket=False
    ),
    "sends its body slowly": Kind(trickles(POST, b" "), (408, 0), has_hello=False, is_socket=False),
    "reads no answer": Kind(trickles(GET * 20, b"\r\n"), 0, has_hello=False, is_socket=False),
    "never says hello": Kind(sends(b""), 4104, has_hello=False),
    "says half a hello slowly": Kind(
        trickles(masked(TEXT, b"x" * 3_000)[:8], b"x"), 4104, has_hello=False
    ),
    "guesses a ticket": Kind(
        sends(text({"t": "hello", "room": "r", "ticket": "pbt_" + "0" * 60})), 4200, has_hello=False
    ),
    "says half a frame slowly": Kind(trickles(masked(TEXT, b"x" * 3_000)[:8], b"x"), 1008),
    "never ends its message": Kind(
        trickles(masked(TEXT, b"", is_final=False), masked(0, b"x", is_final=False)), 1008
    ),
    "floods": Kind(sends(masked(TEXT, b"{}") * 20_000), 4505),
    "floods with what is understood": Kind(sends(text({"t": "pong", "n": 1}) * 5_000), 4102),
    "floods with pings before hello": Kind(
        sends(masked(PING, b"x" * 125) * 5_000), (1008, 0), has_hello=False
    ),
    "floods with pings and reads no pong": Kind(sends(masked(PING, b"x" * 125) * 5_000), (1008, 0)),
    "floods with parts of nothing": Kind(
        sends(masked(TEXT, b"", is_final=False) + masked(0, b"", is_final=False) * 20_000), 1008
    ),
    "sends too much": Kind(sends(masked(TEXT, b"x" * 70_000)), 1009),
    "will send a terabyte": Kind(sends(b"\x81\xff" + (1 << 40).to_bytes(8, "big")), 1009),
    "sends what is not UTF-8": Kind(sends(masked(TEXT, b"\xff\xfe")), 1007),
    "nests deeply": Kind(sends(DEEP * 4), 4505),
    READS_NOTHING: Kind(trickles(ASKED * 16, ASKED), (0, 4101)),
}


async def become_guest(peer: RawPeer, origin: str, room: str, ticket: str) -> None:
    """Upgrade and say hello; the welcome stays unread, or half read."""
    await upgrade(peer, origin)
    await peer.send(text({"t": "hello", "room": room, "ticket": ticket}))
    await peer.frame()


async def upgrade(peer: RawPeer, origin: str) -> bytes:
    """Be a WebSocket from a page of this origin."""
    await peer.send(UPGRADE % (b"/ws", b"Origin: " + origin.encode() + b"\r\n"))
    return await peer.head()


async def told(peer: RawPeer, *, is_socket: bool) -> int:
    """The status or close code among what the peer had left unread; 0 for none."""
    data = await peer.rest()
    if not is_socket:
        last = data.rpartition(b"HTTP/1.1 ")[2]
        return int(last[:3]) if last[:3].isdigit() and b" 200 " not in data else 0
    code, at = 0, 0
    while len(data) - at >= 2:
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        if data[at] & 0x0F == CLOSE:
            code = int.from_bytes(data[start : start + 2], "big")
        at = start + size
    return code

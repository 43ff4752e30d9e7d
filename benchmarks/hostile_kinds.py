"""The kinds of bad peers: what each of them does, once it is connected."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import count

from benchmarks.hostile_peer import Peer
from benchmarks.line import PING, TEXT, frame

RECONNECTS_PER_SECOND = 1_000
GUESSES_PER_SECOND = 100
ELSEWHERE = "https://elsewhere.example"

Kind = Callable[[Peer], Awaitable[None]]


async def never_reads(peer: Peer) -> None:
    """Past hello: asks for clock samples and pongs, and reads none of them."""
    await peer.come_in()
    peer.begin()
    for nth in count():
        await peer.say_part(b'{"t":"sync","c0":%d}' % nth)
        await peer.say(frame(PING, b"x" * 125))
        await asyncio.sleep(0.2)


async def reads_no_answer(peer: Peer) -> None:
    """Asks for the largest document over HTTP, and reads nothing of it."""
    peer.begin()
    await peer.say(b"GET /openapi.json HTTP/1.1\r\nHost: here\r\n\r\n")
    await peer.trickle(b"\r\n")


async def slow_head(peer: Peer) -> None:
    """A header line that grows byte by byte."""
    peer.begin()
    await peer.say(b"GET / HTTP/1.1\r\nX: ")
    await peer.trickle(b"x")


async def slow_frame(peer: Peer) -> None:
    """Past hello: a frame that grows byte by byte."""
    await peer.come_in()
    peer.begin()
    await peer.say(frame(TEXT, b"x" * 5_000)[:8])
    await peer.trickle(b"x")


async def no_hello(peer: Peer) -> None:
    """A WebSocket that says nothing."""
    await peer.upgrade()
    peer.begin()
    await peer.gone()


async def floods(peer: Peer) -> None:
    """Past hello: ten thousand frames at once."""
    await peer.come_in()
    peer.begin()
    await peer.say(frame(TEXT, b"{}") * 10_000)
    await peer.gone()


async def floods_pings(peer: Peer) -> None:
    """Ten thousand pings at once, whose pongs are not read."""
    await peer.upgrade()
    peer.begin()
    await peer.say(frame(PING, b"x" * 100) * 10_000)
    await peer.gone()


async def breaks_rules(peer: Peer) -> None:
    """Past hello: not UTF-8, too large, nested too deeply four times, no opcode; in turn."""
    await peer.come_in()
    peer.begin()
    deep = frame(TEXT, b'{"a":' * 2_000 + b"1" + b"}" * 2_000)
    too_large = b"\x81\xff" + (1 << 20).to_bytes(8, "big") + bytes(4) + b"x" * 70_000
    await peer.say((frame(TEXT, b"\xff\xfe"), too_large, deep * 4, frame(11, b""))[peer.nth % 4])
    await peer.gone()


async def asks(peer: Peer) -> None:
    """Requests over HTTP, the next as soon as one is answered."""
    peer.begin()
    while True:
        await peer.say(b"GET /nowhere HTTP/1.1\r\nHost: here\r\n\r\n")
        await peer.read(b"}")


async def reconnects(peer: Peer) -> None:
    """A handshake, and nobody there any more."""
    await peer.upgrade()


async def guesses(peer: Peer) -> None:
    """A hello with a ticket that nobody drew."""
    await peer.upgrade()
    room, _ = peer.attack.people[0]
    guess = f"pbt_{peer.attack.tried:020}_{'0' * 32}"
    peer.begin()
    await peer.say_part(json.dumps({"t": "hello", "room": room, "ticket": guess}).encode())
    await peer.gone()


async def comes_from_elsewhere(peer: Peer) -> None:
    """A page of another origin."""
    await peer.upgrade(ELSEWHERE)


KINDS: dict[str, Kind] = {
    "never_reads": never_reads,
    "reads_no_answer": reads_no_answer,
    "slow_head": slow_head,
    "slow_frame": slow_frame,
    "no_hello": no_hello,
    "floods": floods,
    "floods_pings": floods_pings,
    "breaks_rules": breaks_rules,
    "asks": asks,
}
PACED: dict[str, tuple[int, Kind]] = {
    "reconnects": (RECONNECTS_PER_SECOND, reconnects),
    "guesses": (GUESSES_PER_SECOND, guesses),
    "comes_from_elsewhere": (GUESSES_PER_SECOND, comes_from_elsewhere),
}
ALL = "all"
"""Every kind at once: as many peers as of one kind, and those that come at a pace."""

"""Bad peers, in a process of their own: so many of one kind at a time, who come back when evicted.

Those with connections to keep come from twelve addresses, those that ask over HTTP as fast as they
are answered from one, and those that come at a pace (a thousand a second) from one.
`python -m benchmarks.hostile_peers` reads one JSON line for each attack and answers it with what
came of it. Everything bad here is bounded in number and time, and goes to the loopback only.
"""

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.line import PING, TEXT, frame
from benchmarks.machine import CLIENT_CORE, allow_many_files, pin, stand_back
from benchmarks.ticker import Ticker

COME_BACK_AFTER = 2.0
"""Seconds until one who was evicted is there again."""
RECONNECTS_PER_SECOND = 1_000
GUESSES_PER_SECOND = 100
SMALL_BUFFER = 4096
ELSEWHERE = "https://elsewhere.example"


@dataclass
class Attack:
    """One kind of bad peer for some seconds; `people` are rooms and tickets, for a hello."""

    port: int
    kind: str
    peers: int
    seconds: float
    people: list[tuple[str, str]]
    evicted: dict[str, list[float]] = field(default_factory=dict)
    """By kind, seconds from the first bad byte, or the first missing one, to the end."""
    refused: int = 0
    tried: int = 0

    @property
    def origin(self) -> str:
        """What a page of this server would say."""
        return f"http://127.0.0.1:{self.port}"

    async def run(self) -> dict[str, Any]:
        """Do it; what came of it."""
        began, used = time.perf_counter(), time.process_time()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.seconds), asyncio.TaskGroup() as tasks:
                if self.kind in (*KINDS, ALL):
                    for nth in range(self.peers):
                        tasks.create_task(self._again(nth))
                for kind in PACED if self.kind == ALL else {self.kind} & PACED.keys():
                    tasks.create_task(self._paced(kind))
        spent = time.perf_counter() - began
        return {
            "tried": self.tried,
            "refused": self.refused,
            "evicted": self.evicted,
            "cpu_percent": (time.process_time() - used) / spent * 100,
        }

    async def _again(self, nth: int) -> None:
        names = tuple(KINDS)
        name = names[nth % len(names)] if self.kind == ALL else self.kind
        await asyncio.sleep(nth / self.peers)
        while True:
            await self._once(nth, name, KINDS[name])
            await asyncio.sleep(COME_BACK_AFTER)

    async def _paced(self, name: str) -> None:
        rate, kind = PACED[name]
        async with asyncio.TaskGroup() as tasks:
            is_over = False

            def due(nth: int, _: float) -> None:
                if not is_over:
                    tasks.create_task(self._once(nth, name, kind))

            loop = asyncio.get_running_loop()
            try:
                await Ticker(loop, rate, int(rate * self.seconds), due).done
            finally:
                is_over = True

    async def _once(self, nth: int, name: str, kind: "Kind") -> None:
        self.tried += 1
        address = f"127.9.0.{1 + nth % 12}" if name in KINDS else "127.9.1.1"
        peer = Peer(self, nth, "127.9.2.1" if name == "asks" else address)
        try:
            async with asyncio.timeout(60):
                await peer.connect()
                await kind(peer)
        except (OSError, EOFError, TimeoutError):
            if peer.bad_at is None:
                self.refused += 1
            else:
                self.evicted.setdefault(name, []).append(time.perf_counter() - peer.bad_at)
        finally:
            peer.connection.close()


class Peer:
    """One bad peer's connection, which reads only when asked to."""

    def __init__(self, attack: Attack, nth: int, address: str) -> None:
        self.attack = attack
        self.nth = nth
        self.bad_at: float | None = None
        self.loop = asyncio.get_running_loop()
        self.connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        self.connection.setblocking(False)
        self.connection.bind((address, 0))

    async def connect(self) -> None:
        """To the server; `OSError` where it does not want us."""
        await self.loop.sock_connect(self.connection, ("127.0.0.1", self.attack.port))

    async def say(self, data: bytes) -> None:
        """Send, whatever is read."""
        await self.loop.sock_sendall(self.connection, data)

    async def say_part(self, text: bytes) -> None:
        """A text frame."""
        await self.say(frame(TEXT, text))

    async def read(self, until: bytes) -> bytes:
        """Until these bytes have come; `EOFError` if they never do."""
        found = b""
        while until not in found:
            data = await self.loop.sock_recv(self.connection, 1 << 16)
            if not data:
                raise EOFError
            found += data
        return found

    def begin(self) -> None:
        """From now on it is bad."""
        self.bad_at = time.perf_counter()

    async def gone(self) -> None:
        """Until the server ends the connection, which raises."""
        while await self.loop.sock_recv(self.connection, 1 << 16):
            continue
        raise EOFError

    async def trickle(self, data: bytes) -> None:
        """These bytes twice a second, until the server ends the connection, which raises."""
        while True:
            await self.say(data)
            await asyncio.sleep(0.5)

    async def upgrade(self, origin: str = "") -> None:
        """Be a WebSocket; `EOFError` where it is refused."""
        origin = origin or self.attack.origin
        await self.say(
            b"GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            b"Origin: " + origin.encode() + b"\r\n\r\n"
        )
        if b" 101 " not in await self.read(b"\r\n\r\n"):
            raise EOFError

    async def come_in(self) -> None:
        """Be somebody past hello, with the whole view; `EOFError` where that is refused."""
        await self.upgrade()
        room, way = self.attack.people[self.nth % len(self.attack.people)]
        kind = "resume" if way.startswith("resume:") else "ticket"
        hello = {"t": "hello", "room": room, kind: way.removeprefix("resume:")}
        await self.say_part(json.dumps(hello).encode())
        welcome = await self.read(b'"resume":"')
        if len(welcome.partition(b'"resume":"')[2]) < 90:
            welcome += await self.loop.sock_recv(self.connection, 1 << 16)
        secret = welcome.partition(b'"resume":"')[2].partition(b'"')[0].decode()
        self.attack.people[self.nth % len(self.attack.people)] = (room, f"resume:{secret}")


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


async def attend() -> None:
    """Attack as each line says, until there are no more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        asked = json.loads(line)
        asked["people"] = [tuple(one) for one in asked["people"]]
        print(json.dumps(await Attack(**asked).run()), flush=True)


if __name__ == "__main__":
    pin(0, CLIENT_CORE)
    stand_back()
    allow_many_files()
    asyncio.run(attend())

"""One bad peer's connection."""

import asyncio
import json
import socket
import time
from typing import Protocol

from benchmarks.line import TEXT, frame

SMALL_BUFFER = 4096


class Aim(Protocol):
    """Whom it attacks; `people` are rooms and tickets, for a hello."""

    port: int
    people: list[tuple[str, str]]
    tried: int

    @property
    def origin(self) -> str:
        """What a page of this server would say."""


class Peer:
    """One bad peer's connection, which reads only when asked to."""

    def __init__(self, attack: Aim, nth: int, address: str) -> None:
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

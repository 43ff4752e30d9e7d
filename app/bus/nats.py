"""Core NATS, spoken by ourselves: of its protocol a hint needs eight words.

Nothing is stored on the server, and a message whose reader is too slow or away is lost; that is
what a hint may be. Where `tls://` was asked for, nothing is said before the line is encrypted.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from app.bus.addresses import NatsServer
from app.bus.codec import MOST_BYTES
from app.bus.reconnecting import ASK_EVERY, DEADLINE, Line, Take
from app.rooms.ports import Meter

SUBJECT = b"pushback.v1"
LONGEST_LINE = 262_144
"""Bytes; a server of a large cluster introduces all of it in one line."""
SKIPPED_AT_ONCE = 65_536


class NatsRefused(Exception):
    """The server said -ERR, or nothing that a NATS server says; its words are not repeated."""


class NatsLine:
    """A connection past its handshake, once `open` has returned."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, take: Take, meter: Meter
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._take = take
        self._meter = meter
        self._most = MOST_BYTES
        self._answered = asyncio.Event()

    async def open(self, server: NatsServer) -> None:
        """Shake hands, subscribe, and wait until the server has answered all of it."""
        word, _, said = (await self._reader.readline()).partition(b" ")
        if word != b"INFO":
            raise NatsRefused
        info = json.loads(said)
        self._most = min(MOST_BYTES, int(info.get("max_payload", MOST_BYTES)))
        if server.is_encrypted or info.get("tls_required"):
            context = await asyncio.to_thread(ssl.create_default_context)
            await self._writer.start_tls(context, server_hostname=server.host)
        greeting = json.dumps(_greeting(server)).encode()
        self._writer.write(b"CONNECT %b\r\nSUB %b 1\r\nPING\r\n" % (greeting, SUBJECT))
        while not self._answered.is_set():
            await self._read_one()

    async def send(self, messages: Sequence[bytes]) -> None:
        """To every other node, as far as this machine's kernel takes it."""
        for message in messages:
            if len(message) > self._most:
                self._meter.count("bus_dropped", "too_large")
            else:
                self._writer.write(b"PUB %b %d\r\n%b\r\n" % (SUBJECT, len(message), message))
        await self._writer.drain()

    async def last(self) -> None:
        """Read until the line is broken; raises `TimeoutError` when the server falls silent."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_asking())
            while True:
                await self._read_one()

    async def _keep_asking(self) -> None:
        while True:
            await asyncio.sleep(ASK_EVERY)
            self._answered.clear()
            self._writer.write(b"PING\r\n")
            async with asyncio.timeout(DEADLINE):
                await self._answered.wait()

    async def _read_one(self) -> None:
        line = await self._reader.readuntil(b"\r\n")
        word, *rest = line.split()
        match word:
            case b"MSG":
                await self._message(int(rest[-1]))
            case b"PING":
                self._writer.write(b"PONG\r\n")
            case b"PONG":
                self._answered.set()
            case b"INFO" | b"+OK":
                pass
            case _:
                raise NatsRefused

    async def _message(self, size: int) -> None:
        if size > MOST_BYTES:
            self._meter.count("bus_dropped", "too_large")
            for part in _parts(size + 2):
                await self._reader.readexactly(part)
        else:
            self._take((await self._reader.readexactly(size + 2))[:-2])


def _greeting(server: NatsServer) -> dict[str, object]:
    """What CONNECT says: no answers but errors, and no echo of what we send."""
    greeting = {"verbose": False, "pedantic": False, "echo": False, "protocol": 1}
    about = {"name": "pushback", "lang": "python", "version": "1"}
    if server.user is None:
        return {**greeting, **about}
    if server.password is None:
        return {**greeting, **about, "auth_token": server.user}
    return {**greeting, **about, "user": server.user, "pass": server.password}


def _parts(size: int) -> Iterator[int]:
    while size > 0:
        yield min(size, SKIPPED_AT_ONCE)
        size -= SKIPPED_AT_ONCE


@asynccontextmanager
async def subscribed(server: NatsServer, meter: Meter, take: Take) -> AsyncIterator[Line]:
    """A `Line` to that server; raises `OSError`, `TimeoutError`, `NatsRefused` and others."""
    async with asyncio.timeout(DEADLINE):
        reader, writer = await asyncio.open_connection(server.host, server.port, limit=LONGEST_LINE)
    try:
        line = NatsLine(reader, writer, take, meter)
        async with asyncio.timeout(DEADLINE):
            await line.open(server)
        yield line
    finally:
        writer.transport.abort()

"""PostgreSQL's own LISTEN and NOTIFY, on one connection beside those of the log.

NOTIFY is sent after the append and never inside it: committing it takes a lock that all of a server
share, and a press must not wait for that. Payloads are short, hence parcels.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from app.bus.parcels import NotAParcel, Unpacking, packed
from app.bus.reconnecting import ASK_EVERY, DEADLINE, Line, Take
from app.rooms.ports import Meter

if TYPE_CHECKING:
    import asyncpg

    Connection = asyncpg.Connection[asyncpg.Record]
    Connect = Callable[[], Awaitable[Connection]]

CHANNEL = "pushback_v1"
PAUSE = 0.005
"""Seconds from one NOTIFY to the next, while messages gather."""

_NOTIFY = f"SELECT pg_notify('{CHANNEL}', parcel) FROM unnest($1::text[]) AS parcel"  # noqa: S608
_KEEPALIVE = """
SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3
"""
"""The server too must notice a dead listener: what nobody fetches fills its queue."""


class PostgresLine:
    """A connection that listens; made by `listening`."""

    def __init__(self, connection: "Connection", node: str, take: Take, meter: Meter) -> None:
        self._connection = connection
        self._node = node
        self._take = take
        self._meter = meter
        self._unpacking = Unpacking(node)
        self._batches = 0
        self._turn = asyncio.Lock()
        self._echoed = asyncio.Event()
        self._ended = asyncio.Event()
        connection.add_termination_listener(lambda _: self._ended.set())

    async def open(self) -> None:
        """Listen, and hear oneself: behind some proxies a LISTEN succeeds and means nothing."""
        async with asyncio.timeout(DEADLINE):
            await self._connection.execute(_KEEPALIVE)
            await self._connection.add_listener(CHANNEL, self._hear)
        await self.ask()

    async def send(self, messages: Sequence[bytes]) -> None:
        """To every other node, committed when this returns."""
        self._batches += 1
        async with self._turn:
            await self._connection.execute(_NOTIFY, packed(self._node, self._batches, messages))

    async def last(self) -> None:
        """Until the connection is over; raises `TimeoutError` when it no longer carries."""
        while not self._ended.is_set():
            try:
                async with asyncio.timeout(ASK_EVERY):
                    await self._ended.wait()
            except TimeoutError:
                await self.ask()

    async def ask(self) -> None:
        """Hear what one says oneself; raises `TimeoutError`."""
        async with asyncio.timeout(DEADLINE):
            self._echoed.clear()
            await self.send([])
            await self._echoed.wait()

    def _hear(self, _connection: Any, _pid: int, _channel: str, parcel: object) -> None:
        text = str(parcel)
        if self._unpacking.is_own(text):
            self._echoed.set()
            return
        try:
            messages = self._unpacking.take(text)
        except NotAParcel:
            self._meter.count("bus_dropped", "malformed")
            return
        for message in filter(None, messages):
            self._take(message)


@asynccontextmanager
async def listening(connect: "Connect", node: str, meter: Meter, take: Take) -> AsyncIterator[Line]:
    """A `Line` over a connection of its own, which `connect` makes as all others are made."""
    connection = await connect()
    try:
        line = PostgresLine(connection, node, take, meter)
        await line.open()
        yield line
    finally:
        connection.terminate()

"""What a trial's nodes stand on, and how its log is read while they run."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.phases.units import Instant
from app.rooms.ports import RoomLog
from app.storage.addresses import SqliteAddress, address_of
from app.storage.database import Work
from app.storage.engine import open_database, room_log
from app.storage.event_log import SqliteEventLog
from app.storage.migrating import upgrade
from app.storage.sqlite import sqlite_now
from app.storage.writer import driver_of
from tests.faults.kinds import Needs
from tests.support.cluster import NODES, Backing
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer, apart
from tests.support.wall_clock import WallClock

T = TypeVar("T")


@contextmanager
def on_postgres(
    server: PostgresServer, nats: NatsServer | None, folder: Path, needs: frozenset[Needs]
) -> Iterator[Backing]:
    """Three nodes over a database of their own, gone afterwards."""
    name = server.database()
    try:
        yield Backing(
            server.url(name), NODES, server, nats,
            by_port=(lambda port: server.url_by_port(name, port)) if Needs.LINES in needs else None,
            walls=_walls(folder, NODES) if Needs.WALLS in needs else (),
        )  # fmt: skip
    finally:
        with contextlib.suppress(Exception):  # a server that a test left broken has none
            server.drop(name)


def _walls(folder: Path, many: int) -> tuple[WallClock, ...]:
    return tuple(WallClock(folder, f"wall-{n}") for n in range(many))


@contextmanager
def on_sqlite(folder: Path, needs: frozenset[Needs] = frozenset()) -> Iterator[Backing]:
    """One node over a file."""
    url = f"sqlite:///{folder / 'pushback.db'}"
    apart(lambda: upgrade(url))
    yield Backing(url, nodes=1, walls=_walls(folder, 1) if Needs.WALLS in needs else ())


@asynccontextmanager
async def looking(url: str) -> AsyncIterator[RoomLog]:
    """The log of a database that others write, read and never written."""
    address = address_of(url)
    if isinstance(address, SqliteAddress):
        assert address.path is not None, "what is in memory has no other readers"
        yield SqliteEventLog(FileSeen(address.path))
        return
    database = await open_database(url)
    try:
        yield room_log(database)
    finally:
        await database.close()


class FileSeen:
    """A SQLite file whose owner is another process. The connection can write nothing and so never
    checkpoints either, which only the owner's writer may (`app/storage/sqlite.py`)."""

    def __init__(self, path: Path) -> None:
        address = f"file:{quote(str(path))}?mode=ro"
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None, timeout=10),
            poolclass=NullPool,
        )

    async def read(self, work: Work[T]) -> T:
        """As `Database.read`, on a connection of its own."""
        return await asyncio.to_thread(self._read, work)

    def _read(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            driver_of(connection).execute("BEGIN")
            try:
                return work(connection)
            finally:
                driver_of(connection).rollback()

    async def write(self, work: Work[T]) -> T:
        """Never."""
        raise AssertionError("another process owns this file")

    async def now(self) -> Instant:
        """As `Database.now`."""
        return await self.read(sqlite_now)

    async def erase_deleted(self) -> None:
        """Never."""
        raise AssertionError("another process owns this file")

    async def close(self) -> None:
        """Nothing is held between two calls."""

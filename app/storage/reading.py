"""A database opened to be looked at only, beside whoever serves it."""

import asyncio
from pathlib import Path

from app.phases.units import Instant
from app.rooms.ports import LogUnavailable, RoomLog
from app.storage.addresses import SqliteAddress, address_of
from app.storage.database import Database, T, Work
from app.storage.engine import open_database, room_log
from app.storage.event_log import SqliteEventLog
from app.storage.migrating import check_current
from app.storage.sqlite import READING, sqlite_now
from app.storage.sqlite_file import is_there
from app.storage.sqlite_once import run_once


class SqliteReading:
    """A SQLite file without its lock: `Database` as far as it reads; writing is refused."""

    def __init__(self, path: Path) -> None:
        if not is_there(path):
            raise LogUnavailable("there is no database file at that place")
        self._path = path

    async def read(self, work: Work[T]) -> T:
        """As `Database.read`, on a connection of its own."""
        return await asyncio.to_thread(run_once, self._path, READING, work)

    async def write(self, work: Work[T]) -> T:
        """Refused: `LogUnavailable`."""
        raise LogUnavailable("this database was opened to be read")

    async def now(self) -> Instant:
        """As `Database.now`."""
        return await self.read(sqlite_now)

    async def erase_deleted(self) -> None:
        """Nothing: whoever writes erases."""

    async def close(self) -> None:
        """Nothing is held."""


async def open_for_reading(url: str) -> tuple[Database, RoomLog]:
    """The database at `url` and its log, to be read while a server may be running.

    Raises `BadAddress`, `FileHasOtherNames`, `DatabaseOlder`, `DatabaseNewer`, `LogUnavailable`.
    """
    address = address_of(url)
    if not isinstance(address, SqliteAddress) or address.path is None:
        database = await open_database(url)
        return database, room_log(database)
    reading = SqliteReading(address.path)
    await reading.read(check_current)
    return reading, SqliteEventLog(reading)

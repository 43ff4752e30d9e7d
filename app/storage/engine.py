"""Which database an address means, opened; with the log that belongs to it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from app.rooms.ports import RoomLog
from app.storage.addresses import Address, SqliteAddress, address_of
from app.storage.database import Database
from app.storage.event_log import SqliteEventLog
from app.storage.migrating import check_current, upgraded
from app.storage.sqlite import SqliteDatabase

if TYPE_CHECKING:
    import asyncpg


async def open_database(url: str) -> Database:
    """The database at `url`, ready to use; the caller closes it.

    A database in memory gets its schema here. Raises `BadAddress`, `FileHasOtherNames`,
    `DatabaseBusy`, `DatabaseOlder` (also for one without a schema), `DatabaseNewer`,
    `LogUnavailable`.
    """
    address = address_of(url)
    database = await _opened(address)
    is_in_memory = address == SqliteAddress(None)
    try:
        await (database.write(upgraded) if is_in_memory else database.read(check_current))
    except BaseException:
        await database.close()
        raise
    return database


async def _opened(address: Address) -> Database:
    if isinstance(address, SqliteAddress):
        return SqliteDatabase(address.path)
    # The driver is an extra: who runs on SQLite need not have it.
    from app.storage.postgres import PostgresDatabase  # noqa: PLC0415

    return await PostgresDatabase.opened(address.dsn)


def room_log(database: Database) -> RoomLog:
    """The log of rooms in an open database."""
    if isinstance(database, SqliteDatabase):
        return SqliteEventLog(database)
    from app.storage.postgres import PostgresDatabase  # noqa: PLC0415  # as above
    from app.storage.postgres_log import PostgresEventLog  # noqa: PLC0415  # as above

    assert isinstance(database, PostgresDatabase)
    return PostgresEventLog(database)


def connecting(url: str) -> "Callable[[], Awaitable[asyncpg.Connection[asyncpg.Record]]] | None":
    """How one more connection of our kind is made to the server at `url`; None for SQLite."""
    address = address_of(url)
    if isinstance(address, SqliteAddress):
        return None
    from app.storage.postgres import connect  # noqa: PLC0415  # as above

    return partial(connect, address.dsn)

"""A PostgreSQL server: a pool of the driver for the log, an engine for everything else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.phases.units import Instant
from app.rooms.ports import LogUnavailable
from app.storage.database import Work
from app.storage.postgres_errors import translated

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

T = TypeVar("T")

APPENDING = 10
"""Connections for the log."""

OTHERS = 5
"""Connections for everything else."""

PATIENCE = 10.0
"""Seconds after which a server that does not answer counts as out of reach."""

SETTINGS = {
    "application_name": "pushback",
    "idle_in_transaction_session_timeout": "15s",
    "lock_timeout": "3s",
    "statement_timeout": "5s",
}

NOW = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)


class PostgresDatabase:
    """The server at `dsn`; made by `opened`."""

    def __init__(self, engine: AsyncEngine, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._engine = engine
        self._pool = pool
        self._is_closed = False

    @classmethod
    async def opened(cls, dsn: str) -> "PostgresDatabase":
        """Connected once, so that a wrong address is known now; raises `LogUnavailable`."""
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: connect(dsn),
            hide_parameters=True,
            max_overflow=0,
            pool_size=OTHERS,
            pool_timeout=PATIENCE,
        )
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=APPENDING,
                timeout=PATIENCE,
                command_timeout=PATIENCE,
                server_settings=SETTINGS,
                init=_made_durable,
                reset=_left_as_it_is,
            )
        except Exception as error:
            await engine.dispose()
            raise translated(error) from None
        return cls(engine, pool)

    async def write(self, work: Work[T]) -> T:
        """As `Database.write`."""
        self._check_open()
        try:
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)
        except Exception as error:
            raise translated(error) from None

    async def read(self, work: Work[T]) -> T:
        """As `Database.read`."""
        return await self.write(lambda connection: work(_reading(connection)))

    async def now(self) -> Instant:
        """As `Database.now`."""
        async with self.appending() as connection:
            return Instant(await connection.fetchval(NOW))

    @asynccontextmanager
    async def appending(self) -> "AsyncIterator[PoolConnectionProxy[asyncpg.Record]]":
        """A connection of the driver, in no transaction, for single statements."""
        self._check_open()
        try:
            async with self._pool.acquire(timeout=PATIENCE) as connection:
                yield connection
        except Exception as error:
            raise translated(error) from None

    async def erase_deleted(self) -> None:
        """Nothing to do: what PostgreSQL keeps of deleted rows is autovacuum's to take."""

    async def close(self) -> None:
        """As `Database.close`."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._engine.dispose()
        await self._pool.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise LogUnavailable("the database is closed")


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection, as all of ours are."""
    connection = await asyncpg.connect(
        dsn, timeout=PATIENCE, command_timeout=PATIENCE, server_settings=SETTINGS
    )
    await _made_durable(connection)
    return connection


async def _made_durable(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Acknowledged means durable, whatever the role's default is."""
    await connection.execute(_DURABLE)


async def _left_as_it_is(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Our single statements leave no state behind, and resetting it would be a round trip more."""


def _reading(connection: Connection) -> Connection:
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    return connection

"""A PostgreSQL server: a pool of the driver for the log, an engine for everything else.

What talks to the server is shielded from the caller's cancellation: a connection cancelled while it
is made or given back can be lost to its pool (SQLAlchemy issues 8145, 12728, 13381), and one lost
while it is made stays open at the server for good. Whoever gives up only stops waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.phases.units import Instant
from app.rooms.ports import LogUnavailable
from app.storage.database import Work
from app.storage.postgres_errors import translated, translated_start

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Driver = PoolConnectionProxy[asyncpg.Record]

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
        self._going: set[asyncio.Task[Any]] = set()

    @classmethod
    async def opened(cls, dsn: str) -> "PostgresDatabase":
        """Connected once, so that a wrong address is known now.

        Raises `BadAddress`, `LogUnavailable`.
        """
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
            raise translated_start(error) from None
        return cls(engine, pool)

    async def write(self, work: Work[T]) -> T:
        """As `Database.write`."""
        return await self._shielded(self._transaction(work))

    async def read(self, work: Work[T]) -> T:
        """As `Database.read`."""
        return await self.write(lambda connection: work(_reading(connection)))

    async def single(self, work: Callable[["Driver"], Awaitable[T]]) -> T:
        """What `work` returns, of one statement on the driver itself, outside any transaction."""
        return await self._shielded(self._statement(work))

    async def now(self) -> Instant:
        """As `Database.now`."""
        return Instant(await self.single(lambda driver: driver.fetchval(NOW)))

    async def erase_deleted(self) -> None:
        """Nothing to do: what PostgreSQL keeps of deleted rows is autovacuum's to take."""

    async def close(self) -> None:
        """As `Database.close`."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.gather(*self._going, return_exceptions=True)
        await self._engine.dispose()
        await self._pool.close()

    async def _shielded(self, talk: Coroutine[Any, Any, T]) -> T:
        if self._is_closed:
            talk.close()
            raise LogUnavailable("the database is closed")
        return await asyncio.shield(self._kept(talk))

    async def _kept(self, talk: Coroutine[Any, Any, T]) -> T:
        """Keep hold of the task that runs this: the event loop alone would let it be collected."""
        task = asyncio.current_task()
        assert task is not None, "this runs in a task"
        self._going.add(task)
        task.add_done_callback(_looked_at)
        try:
            return await talk
        except Exception as error:
            raise translated(error) from None
        finally:
            self._going.discard(task)

    async def _transaction(self, work: Work[T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def _statement(self, work: Callable[["Driver"], Awaitable[T]]) -> T:
        async with self._pool.acquire(timeout=PATIENCE) as driver:
            return await work(driver)


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """One connection, as all of ours are."""
    connection = await asyncpg.connect(
        dsn, timeout=PATIENCE, command_timeout=PATIENCE, server_settings=SETTINGS
    )
    try:
        await _made_durable(connection)
    except BaseException:  # also when nobody waits any more
        connection.terminate()
        raise
    return connection


async def _made_durable(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Acknowledged means durable, whatever the role's default is."""
    await connection.execute(_DURABLE)


async def _left_as_it_is(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Our single statements leave no state behind, and resetting it would be a round trip more."""


def _looked_at(talk: "asyncio.Task[Any]") -> None:
    """A failure that nobody waits for any more is no fault of the program, and asyncio would log it
    as one."""
    if not talk.cancelled():
        talk.exception()


def _reading(connection: Connection) -> Connection:
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    return connection

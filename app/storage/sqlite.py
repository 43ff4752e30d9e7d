"""A SQLite file: one thread that writes, a few that read, one process at a time.

The versions of SQLite from 3.7.0 to 3.51.2 can damage a file when two connections write or
checkpoint at the same moment (https://sqlite.org/wal.html#walresetbug); here only the writer's
connection ever does either.
"""

import asyncio
import functools
import logging
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from app.phases.units import Instant
from app.rooms.ports import LogUnavailable
from app.storage.database import Work
from app.storage.file_lock import FileLock
from app.storage.patience import Patience
from app.storage.sqlite_errors import translated
from app.storage.sqlite_file import is_there, unusable
from app.storage.writer import Job, Outcome, Writer, driver_of

T = TypeVar("T")

WAITING = 4_096
"""Jobs that may wait at a time; whoever comes after them is told to come again."""

PATIENCE = 15.0
"""Seconds after which a disk that does not answer counts as out of reach."""

READERS = 4

PREPARED = 512
"""Statements a connection keeps: one over many rows is another for each number of them."""

_NOW = "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"

_ALWAYS = ("PRAGMA busy_timeout=5000", "PRAGMA fullfsync=ON", "PRAGMA checkpoint_fullfsync=ON")
WRITING = (
    *_ALWAYS,
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
)
READING = (*_ALWAYS, "PRAGMA query_only=ON")

_log = logging.getLogger(__name__)


class SqliteDatabase:
    """The file at `path`, made if it is missing; None is a database in memory, for tests.

    `patience` is how many seconds a call waits for an answer. Made inside the event loop that uses
    it; raises `DatabaseBusy`, `FileHasOtherNames` and `LogUnavailable`.
    """

    def __init__(self, path: Path | None, *, patience: float = PATIENCE) -> None:
        self._engine = engine_of(path)
        self._lock = None if path is None else held(path)
        _log.info("SQLite %s", sqlite3.sqlite_version)
        self._is_in_memory = path is None
        self._loop = asyncio.get_running_loop()
        self._patience = Patience(self._loop, patience)
        self._reads = 0
        self._is_closed = False
        self._writer = Writer(functools.partial(connected, self._engine, WRITING), self._answered)
        self._writer.start()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._reading = _Reading(self._engine)

    async def write(self, work: Work[T]) -> T:
        """As `Database.write`, in a group commit with whatever else is waiting."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._put(Job(work, future))
        return await future

    async def read(self, work: Work[T]) -> T:
        """As `Database.read`, beside the writer."""
        if self._is_in_memory:
            return await self.write(work)
        self._check_open(self._reads)
        self._reads += 1
        try:
            future: asyncio.Future[T] = self._loop.create_future()
            self._readers.submit(self._read_for, future, work)
            self._patience.begin(future)
            return await future
        finally:
            self._reads -= 1

    async def now(self) -> Instant:
        """As `Database.now`."""
        return await self.read(sqlite_now)

    async def erase_deleted(self) -> None:
        """Empty the write-ahead log; deleted rows are already zeros in the file itself."""
        future: asyncio.Future[None] = self._loop.create_future()
        self._put(Job(_checkpoint, future, alone=True))
        await future

    async def close(self) -> None:
        """As `Database.close`; the readers go first, so that only the writer checkpoints."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.to_thread(self._stop)
        self._patience.stop()

    def _stop(self) -> None:
        self._readers.shutdown(wait=True)
        self._reading.close()
        self._writer.stop()
        if self._lock is not None:
            self._lock.release()

    def _put(self, job: Job) -> None:
        self._check_open(self._writer.backlog)
        self._writer.put(job)
        self._patience.begin(job.future)

    def _read_for(self, future: asyncio.Future[T], work: Work[T]) -> None:
        if future.done():  # nobody waits for it any more
            return
        try:
            outcome = Outcome(future, self._reading.run(work))
        except BaseException as error:  # it is the work's, and goes to whoever asked for it
            outcome = Outcome(future, error=error)
        self._answered([outcome])

    def _check_open(self, waiting: int) -> None:
        if self._is_closed:
            raise LogUnavailable("the database is closed")
        if waiting >= WAITING:
            raise LogUnavailable("too much waits for the database")

    def _answered(self, outcomes: list[Outcome]) -> None:
        self._loop.call_soon_threadsafe(_resolve, outcomes)


class _Reading:
    """One connection per reading thread, which can change nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mine = threading.local()
        self._all: list[Connection] = []

    def run(self, work: Work[T]) -> T:
        """What `work` returns, from one snapshot."""
        try:
            connection = self._connection()
            driver = driver_of(connection)
            driver.execute("BEGIN")
            try:
                return work(connection)
            finally:
                connection.rollback()
                driver.rollback()
        except Exception as error:
            raise translated(error) from None

    def _connection(self) -> Connection:
        connection: Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = connected(self._engine, READING)
            self._all.append(connection)
        return connection

    def close(self) -> None:
        """Close what the threads have opened; none of them runs any more."""
        for connection in self._all:
            connection.close()


def held(path: Path) -> FileLock:
    """The file's lock; the file is there when this returns, for no other eyes than its owner's.

    Raises `DatabaseBusy`, `FileHasOtherNames`, and `PlaceUnusable` or `LogUnavailable`.
    """
    is_there(path)  # first, for a lock beside what is no file would stay there
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        path.touch(mode=0o600)
    except OSError as error:
        lock.release()
        raise unusable(error) from None
    return lock


def engine_of(path: Path | None) -> Engine:
    """An engine without a pool whose transactions are begun by us and by nobody else.

    Raises `FileHasOtherNames`, `PlaceUnusable`.
    """
    if path is not None:
        is_there(path)
    return create_engine(
        # By the name it really has, as the lock, and by no address, where % and ? mean something.
        URL.create("sqlite", database=None if path is None else os.path.realpath(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "cached_statements": PREPARED,
            "check_same_thread": False,
            "isolation_level": None,
        },
    )


def connected(engine: Engine, pragmas: tuple[str, ...]) -> Connection:
    """A connection that writes or one that reads, by its pragmas."""
    connection = engine.connect()
    driver = driver_of(connection)
    try:
        for pragma in pragmas:
            driver.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _resolve(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.future.done():
            continue
        if outcome.error is None:
            outcome.future.set_result(outcome.value)
        else:
            outcome.future.set_exception(_raisable(outcome.error))


def _raisable(error: BaseException) -> BaseException:
    """A future holds no `StopIteration`, and a job must not end the whole process."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(f"the work raised {type(error).__name__}")


def sqlite_now(connection: Connection) -> Instant:
    """The time of the machine that SQLite runs on."""
    (milliseconds,) = driver_of(connection).execute(_NOW).fetchone()
    return Instant(milliseconds)


def _checkpoint(connection: Connection) -> None:
    driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

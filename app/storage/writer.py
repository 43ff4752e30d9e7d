"""The one thread that writes to a SQLite file, many jobs to a commit.

Laws of this file:
- Exactly one connection writes and checkpoints; it is opened, used and closed in this thread.
- A job is answered after the commit that holds it, never before, and always: by its value, by its
  own error, or by `LogUnavailable` when the whole batch was lost.
- What is alike and stands side by side is done together (`app/storage/alike.py`).
- One that fails undoes itself and nothing else: the batch is then done again, each job with a
  savepoint of its own. Work may therefore run twice, and keeps nothing outside the database.
- Nothing a job raises ends the thread. After a lost batch the connection is opened anew, because
  SQLite promises nothing about one whose write failed.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, cast

from sqlalchemy import Connection

from app.rooms.ports import LogUnavailable
from app.storage.alike import Alike
from app.storage.database import Work
from app.storage.sqlite_errors import translated

BATCH = 64
"""Jobs to a commit; more would make the first of them wait longer than a disk does."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Work with the future that waits for it. `alone`: outside any transaction, after a batch."""

    work: Work[Any]
    future: asyncio.Future[Any]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to."""

    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class BatchLost(Exception):
    """SQLite has rolled the whole transaction back."""


class Writer:
    """Takes jobs from one event loop and commits them in the order in which they came."""

    def __init__(
        self, connect: Callable[[], Connection], answered: Callable[[list[Outcome]], None]
    ) -> None:
        self._connect = connect
        self._answered = answered
        self._connection: Connection | None = None
        self._is_failing = False
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def put(self, job: Job) -> None:
        """Have the job done; its future is resolved by whoever is told `answered`."""
        self._jobs.put(job)

    @property
    def backlog(self) -> int:
        """Jobs that are not begun."""
        return self._jobs.qsize()

    def stop(self) -> None:
        """Do what is queued, close the connection and end; blocks until then."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            taken = self._take()
            jobs = [job for job in taken if job is not None]
            going = len(jobs) == len(taken)
            self._do([job for job in jobs if not job.alone])
            for job in jobs:
                if job.alone:
                    self._do_alone(job)
        self._let_go()

    def _take(self) -> list[Job | None]:
        taken = [self._jobs.get()]
        while taken[-1] is not None and len(taken) < BATCH:
            try:
                taken.append(self._jobs.get_nowait())
            except Empty:
                break
        return taken

    def _do(self, jobs: list[Job]) -> None:
        wanted = [job for job in jobs if not job.future.done()]
        if not wanted:
            return
        try:
            outcomes = self._committed(wanted)
        except BaseException as error:  # the thread outlives whatever a job may raise
            outcomes = self._lost(wanted, error)
        self._tell(outcomes)

    def _committed(self, jobs: list[Job]) -> list[Outcome]:
        connection = self._opened()
        driver = driver_of(connection)
        driver.execute("BEGIN IMMEDIATE")
        outcomes = _together(jobs, connection, driver)
        if outcomes is None:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            connection.rollback()
            driver.execute("BEGIN IMMEDIATE")
            outcomes = [_attempt(job, connection, driver) for job in jobs]
        driver.execute("COMMIT")
        self._is_failing = False
        connection.commit()  # SQLAlchemy's own idea of a transaction ends with ours
        return outcomes

    def _do_alone(self, job: Job) -> None:
        try:
            outcome = Outcome(job.future, job.work(self._opened()))
        except BaseException as error:  # as in _do
            (outcome,) = self._lost([job], error)
        self._tell([outcome])

    def _lost(self, jobs: list[Job], error: BaseException) -> list[Outcome]:
        cause = error.__cause__ if isinstance(error, BatchLost) and error.__cause__ else error
        said = translated(cause)
        if not isinstance(said, LogUnavailable):
            said = LogUnavailable("the database lost a transaction")
        if not self._is_failing:  # once, until a commit succeeds: a full disk fails every second
            _log.error("%s; opening it anew", said)
        self._is_failing = True
        self._let_go()
        return [Outcome(job.future, error=said) for job in jobs]

    def _tell(self, outcomes: list[Outcome]) -> None:
        try:
            self._answered(outcomes)
        except RuntimeError:
            _log.warning("the event loop ended before %d answers", len(outcomes))

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.invalidate()
            connection.close()
        except Exception as error:  # a connection past saving; the next one says what is wrong
            _log.warning("closing the database: %s", type(error).__name__)


def _together(
    jobs: list[Job], connection: Connection, driver: sqlite3.Connection
) -> list[Outcome] | None:
    """What the jobs came to when all of them went well, else None."""
    outcomes: list[Outcome] = []
    try:
        for alike in _side_by_side(jobs):
            values = _values(alike, connection)
            if values is None or not driver.in_transaction:
                return None
            outcomes += map(Outcome, (job.future for job in alike), values)
    except BaseException:  # whose it is, and whether it comes again, the second time tells
        return None
    return outcomes


def _side_by_side(jobs: list[Job]) -> Iterator[list[Job]]:
    """The jobs in their order, those together that can be done together."""
    for _, alike in groupby(jobs, lambda job: type(job.work) if _is_alike(job) else job):
        yield list(alike)


def _is_alike(job: Job) -> bool:
    return isinstance(job.work, Alike)


def _values(jobs: list[Job], connection: Connection) -> list[Any] | None:
    """What one job came to, or several that are alike; None where that cannot be told."""
    if len(jobs) == 1:
        return [jobs[0].work(connection)]
    kind = cast(type[Alike[Any]], type(jobs[0].work))
    return kind.together(connection, [cast(Alike[Any], job.work) for job in jobs])


def _attempt(job: Job, connection: Connection, driver: sqlite3.Connection) -> Outcome:
    driver.execute("SAVEPOINT job")
    error: BaseException | None = None
    value = None
    try:
        value = job.work(connection)
    except BaseException as raised:  # it is the job's, and goes to whoever asked for it
        error = raised
    if not driver.in_transaction:
        raise BatchLost from error
    if error is not None:
        driver.execute("ROLLBACK TO job")
        error = translated(error)
    driver.execute("RELEASE job")
    return Outcome(job.future, value, error)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's connection under SQLAlchemy's, for statements that are prepared once."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver

"""The writing thread by itself; what callers see of it is in test_sqlite.py."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Connection

from app.rooms.ports import LogUnavailable
from app.storage.alike import Alike
from app.storage.sqlite import WRITING, connected, engine_of
from app.storage.writer import BATCH, Job, Outcome, Writer, driver_of


class Bench:
    """A writer, the statements it ran, the connections it opened and what it answered."""

    def __init__(self, path: Path) -> None:
        self.statements: list[str] = []
        self.opened = 0
        self.outcomes: list[Outcome] = []
        self.answers = 0
        self._engine = engine_of(path)
        self.writer = Writer(self._connect, self._answered)
        self.connecting: Exception | None = None
        self.listening: Callable[[], None] = lambda: None

    def _connect(self) -> Connection:
        if self.connecting is not None:
            raise self.connecting
        self.opened += 1
        connection = connected(self._engine, WRITING)
        driver = driver_of(connection)
        driver.execute("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)")
        driver.set_trace_callback(self.statements.append)
        return connection

    def _answered(self, outcomes: list[Outcome]) -> None:
        self.outcomes += outcomes
        self.answers += 1
        self.listening()

    def put(self, work: Any, *, alone: bool = False) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.writer.put(Job(work, future, alone))
        return future

    def run(self) -> list[Any]:
        """Do all that was put, and stop; the values and the types of errors, in order."""
        self.writer.start()
        self.writer.stop()
        return [type(o.error) if o.error else o.value for o in self.outcomes]

    def count(self, statement: str) -> int:
        return sum(ran.startswith(statement) for ran in self.statements)


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "bench.db")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "bench.db")
    yield connection
    connection.close()


def numbers(connection: sqlite3.Connection) -> list[int]:
    return [n for (n,) in connection.execute("SELECT n FROM t ORDER BY n")]


def insert(connection: Connection, n: int) -> int:
    driver_of(connection).execute("INSERT INTO t VALUES (?)", (n,))
    return n


async def test_jobs_are_done_in_the_order_they_came(bench: Bench, kept: sqlite3.Connection) -> None:
    for n in range(10):
        bench.put(partial(insert, n=n))

    assert list(range(10)) == bench.run()
    assert list(range(10)) == numbers(kept)


async def test_what_waits_together_is_committed_together(bench: Bench) -> None:
    for n in range(2 * BATCH + 1):
        bench.put(partial(insert, n=n))

    bench.run()

    assert 3 == bench.count("COMMIT") == bench.answers


async def test_only_a_batch_with_a_failure_is_done_again_with_savepoints(bench: Bench) -> None:
    runs: list[int] = []

    def counted(connection: Connection, n: int) -> int:
        runs.append(n)
        return insert(connection, n)

    for n in range(BATCH):
        bench.put(partial(counted, n=n))
    for n in (BATCH, 0, BATCH + 1):
        bench.put(partial(counted, n=n))

    assert [*range(BATCH), BATCH, sqlite3.IntegrityError, BATCH + 1] == bench.run()
    assert 3 == bench.count("SAVEPOINT")
    assert [*range(BATCH), BATCH, 0, BATCH, 0, BATCH + 1] == runs


class Insert(Alike[int]):
    """A number that goes in by itself or with its neighbours; 13 goes wrong."""

    groups: ClassVar[list[list[int]]] = []

    def __init__(self, n: int) -> None:
        self.n = n

    def __call__(self, connection: Connection) -> int:
        self.groups.append([self.n])
        return insert(connection, self.n)

    @classmethod
    def together(cls, connection: Connection, works: Sequence["Insert"]) -> list[int] | None:
        cls.groups.append([work.n for work in works])
        if any(work.n == 13 for work in works):
            return None
        return [insert(connection, work.n) for work in works]


@pytest.fixture
def groups() -> Iterator[list[list[int]]]:
    Insert.groups.clear()
    yield Insert.groups
    Insert.groups.clear()


async def test_jobs_that_are_alike_and_stand_side_by_side_are_done_together(
    bench: Bench, kept: sqlite3.Connection, groups: list[list[int]]
) -> None:
    works = [Insert(1), Insert(2), partial(insert, n=3), partial(insert, n=4), Insert(5), Insert(6)]
    for work in works:
        bench.put(work)
    bench.put(partial(insert, n=7))
    bench.put(Insert(8))

    assert list(range(1, 9)) == bench.run()
    assert [[1, 2], [5, 6], [8]] == groups
    assert list(range(1, 9)) == numbers(kept)


async def test_jobs_that_cannot_be_done_together_are_each_done_by_themselves(
    bench: Bench, kept: sqlite3.Connection, groups: list[list[int]]
) -> None:
    for work in (Insert(1), Insert(2), partial(insert, n=3), Insert(13), Insert(2), Insert(4)):
        bench.put(work)

    assert [1, 2, 3, 13, sqlite3.IntegrityError, 4] == bench.run()
    assert [[1, 2], [13, 2, 4], [1], [2], [13], [2], [4]] == groups
    assert [1, 2, 3, 4, 13] == numbers(kept)


async def test_failing_job_undoes_itself_and_nothing_else(
    bench: Bench, kept: sqlite3.Connection
) -> None:
    def work(connection: Connection) -> None:
        insert(connection, 7)
        insert(connection, 1)

    for job in (partial(insert, n=1), work, partial(insert, n=2)):
        bench.put(job)

    assert [1, sqlite3.IntegrityError, 2] == bench.run()
    assert [1, 2] == numbers(kept)
    assert 1 == bench.opened


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, StopIteration, GeneratorExit])
async def test_no_exception_ends_the_thread(bench: Bench, error: type[BaseException]) -> None:
    def work(_connection: Connection) -> None:
        raise error

    bench.put(work)
    bench.put(partial(insert, n=1))

    assert [error, 1] == bench.run()


async def test_job_that_ends_the_transaction_loses_its_batch_only(
    bench: Bench, kept: sqlite3.Connection
) -> None:
    for n in range(BATCH - 2):
        bench.put(partial(insert, n=n))
    bench.put(lambda connection: driver_of(connection).rollback())
    bench.put(partial(insert, n=BATCH - 1))
    bench.put(partial(insert, n=BATCH))

    assert [LogUnavailable] * BATCH + [BATCH] == bench.run()
    assert [BATCH] == numbers(kept)
    assert 2 == bench.opened


async def test_a_disk_that_fails_again_and_again_is_said_once_until_it_works(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Each job that ends the transaction loses its batch, as a full disk does."""
    lost = [lambda connection: driver_of(connection).rollback() for _ in range(BATCH)]
    for work in (*lost, *lost, *(partial(insert, n=n) for n in range(BATCH)), *lost):
        bench.put(work)

    bench.run()

    assert 2 == caplog.text.count("opening it anew")
    assert 4 == bench.answers


async def test_nothing_is_answered_before_its_commit(bench: Bench) -> None:
    for n in range(3):
        bench.put(partial(insert, n=n))
    answered: list[int] = []
    bench.listening = lambda: answered.append(bench.count("COMMIT"))

    bench.run()

    assert [1] == answered


async def test_job_that_nobody_waits_for_is_not_begun(
    bench: Bench, kept: sqlite3.Connection
) -> None:
    bench.put(partial(insert, n=1)).cancel()
    bench.put(partial(insert, n=2))

    assert [2] == bench.run()
    assert [2] == numbers(kept)


async def test_job_alone_is_in_no_transaction(bench: Bench) -> None:
    bench.put(lambda connection: driver_of(connection).in_transaction, alone=True)
    bench.put(lambda connection: driver_of(connection).in_transaction)

    assert [True, False] == bench.run()


async def test_failing_job_alone_is_answered_too(bench: Bench) -> None:
    def work(_connection: Connection) -> None:
        raise KeyError("mine")

    bench.put(work, alone=True)
    bench.put(partial(insert, n=1))

    assert {1, LogUnavailable} == set(bench.run())


async def test_connection_that_cannot_be_opened_is_tried_again(bench: Bench) -> None:
    bench.connecting = OSError("canary")
    told = threading.Event()
    bench.listening = told.set
    bench.put(partial(insert, n=1))
    bench.writer.start()
    assert told.wait(10)
    bench.connecting = None
    bench.put(partial(insert, n=2))
    bench.writer.stop()

    assert [LogUnavailable, 2] == [type(o.error) if o.error else o.value for o in bench.outcomes]


async def test_loop_that_has_ended_does_not_end_the_thread(
    bench: Bench, kept: sqlite3.Connection
) -> None:
    def closed() -> None:
        raise RuntimeError("Event loop is closed")

    bench.listening = closed
    for n in range(BATCH + 1):
        bench.put(partial(insert, n=n))

    bench.run()

    assert BATCH + 1 == len(numbers(kept))

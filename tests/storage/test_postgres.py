"""The PostgreSQL server away, slow or crashed; the rest is in contracts."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy import Connection, text

from app.rooms.fields import RoomId
from app.rooms.ports import LogConflict, LogUnavailable, RoomLog
from app.storage.engine import open_database, room_log
from app.storage.errors import BadOption
from app.storage.postgres import APPENDING, OTHERS, PostgresDatabase, connect
from tests.contracts.samples import ROOM, accepted, arrived, created
from tests.support.postgres import PostgresServer, free_port

if TYPE_CHECKING:
    from app.storage.postgres import Driver

pytestmark = pytest.mark.postgres


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    database = await PostgresDatabase.opened(postgres_url)
    yield database
    await database.close()


def sleeps(connection: Connection, setting: str) -> None:
    connection.execute(text(f"SET LOCAL {setting}"))
    connection.execute(text("SELECT pg_sleep(20)"))


async def test_statement_that_takes_too_long_is_unavailable(database: PostgresDatabase) -> None:
    with pytest.raises(LogUnavailable, match="took too long"):
        await database.write(lambda c: sleeps(c, "statement_timeout = '20ms'"))


async def test_every_connection_has_its_limits(database: PostgresDatabase) -> None:
    def work(connection: Connection) -> list[object]:
        names = ("statement_timeout", "lock_timeout", "application_name")
        return [connection.scalar(text(f"SHOW {name}")) for name in names]

    appending = await database.single(lambda c: c.fetchval("SHOW statement_timeout"))

    assert ["5s", "3s", "pushback"] == await database.write(work)
    assert "5s" == appending


@pytest.mark.parametrize("option", ["canary=1", "sslmode=canary", "max_connections=5"])
async def test_option_that_cannot_be_is_not_repeated(postgres_url: str, option: str) -> None:
    with pytest.raises(BadOption) as raised:
        await PostgresDatabase.opened(f"{postgres_url}&{option}")

    assert "canary" not in str(raised.value)


async def test_lock_held_too_long_is_unavailable(
    database: PostgresDatabase, postgres_url: str
) -> None:
    await room_log_of(database).create(ROOM, "epoch-1", [created()])
    lock = text("SELECT * FROM room FOR UPDATE")

    def impatient(connection: Connection) -> None:
        connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
        connection.execute(lock)

    holder = await asyncpg.connect(postgres_url)
    async with holder.transaction():
        await holder.execute(str(lock))
        with pytest.raises(LogUnavailable, match="is locked"):
            await database.write(impatient)
    await holder.close()


async def test_acknowledged_is_durable_whatever_the_default(postgres_url: str) -> None:
    setup = await PostgresDatabase.opened(postgres_url)
    name = await setup.single(lambda c: c.fetchval("SELECT current_database()"))
    lazy = f'ALTER DATABASE "{name}" SET synchronous_commit = off'
    await setup.single(lambda c: c.execute(lazy))
    await setup.close()

    database = await PostgresDatabase.opened(postgres_url)
    appending = await database.single(lambda c: c.fetchval("SHOW synchronous_commit"))
    shown = text("SHOW synchronous_commit")
    assert ["on", "on"] == [appending, await database.write(lambda c: c.scalar(shown))]
    await database.close()


async def test_connection_that_nobody_waits_for_any_more_is_closed(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asyncio.get_running_loop().create_future()

    async def never(connection: object) -> None:
        made.set_result(connection)
        await asyncio.Event().wait()

    monkeypatch.setattr("app.storage.postgres._made_durable", never)
    connecting = asyncio.create_task(connect(postgres_url))
    connection = await made
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting

    assert connection.is_closed()


async def test_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(LogUnavailable):
        await open_database(f"postgresql://postgres@127.0.0.1:{free_port()}/rooms")


async def test_database_that_is_not_there_is_unavailable(postgres_server: PostgresServer) -> None:
    with pytest.raises(LogUnavailable, match="does not exist"):
        await open_database(postgres_server.url("nowhere"))


async def test_cancelled_calls_give_their_connections_back(database: PostgresDatabase) -> None:
    log = room_log_of(database)
    await log.create(ROOM, "epoch-1", [created()])
    for n in range(4 * (APPENDING + OTHERS)):
        async with asyncio.TaskGroup() as group:
            slow = group.create_task(database.write(lambda c: c.execute(text("SELECT 1"))))
            racing = group.create_task(outcome(partial(append, log, n)))
            for _ in range(n % 7):
                await asyncio.sleep(0)
            slow.cancel()
            racing.cancel()

    async with asyncio.timeout(10):
        await asyncio.gather(*(database.now() for _ in range(2 * APPENDING)))
        ones = (database.write(lambda c: c.scalar(text("SELECT 1"))) for _ in range(2 * OTHERS))
        assert {1} == set(await asyncio.gather(*ones))


async def test_failure_that_nobody_waits_for_any_more_is_no_traceback_in_the_log(
    database: PostgresDatabase,
) -> None:
    unheard: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: unheard.append(said))
    under_way, failing = asyncio.Event(), asyncio.Event()

    async def fails(_: "Driver") -> None:
        under_way.set()
        await failing.wait()
        raise OSError("the line broke")

    waiting = asyncio.create_task(database.single(fails))
    await under_way.wait()
    (talk,) = database._going
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    failing.set()
    await asyncio.wait([talk])
    del talk
    gc.collect()

    assert not unheard


async def test_append_is_one_round_trip(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = await PostgresDatabase.opened(postgres_url)
    log = room_log_of(database)
    await log.create(ROOM, "epoch-1", [created()])
    await database.single(lambda c: c.execute("SET log_statement = 'all'"))
    # The pool hands out the connection it got back last.
    heard = len(postgres_server.log)
    await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))
    await log.append(ROOM, after=2, events=[arrived(2)], accepted=accepted(2))
    await database.close()

    said = [line for line in postgres_server.log[heard:] if b" execute " in line]
    assert 2 == len(said)
    statements = [line for line in postgres_server.log[heard:] if b" statement: " in line]
    assert not statements


async def test_crashed_server_loses_nothing_it_acknowledged(
    durable_postgres: PostgresServer,
) -> None:
    database = await PostgresDatabase.opened(durable_postgres.url("newest"))
    log = room_log_of(database)
    rooms = [RoomId(f"room-{n}") for n in range(8)]
    for room in rooms:
        await log.create(room, "epoch-1", [created()])
    newest = dict.fromkeys(rooms, 1)
    enough = asyncio.Event()

    async def persist(room: RoomId) -> None:
        while True:
            seq = newest[room]
            await log.append(room, after=seq, events=[arrived(seq)], accepted=accepted(seq))
            newest[room] += 1
            if sum(newest.values()) > 200:
                enough.set()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(partial(persist, room))) for room in rooms]
        await enough.wait()
        durable_postgres.stop(signal.SIGQUIT)
    assert {LogUnavailable} == {type(task.result()) for task in tasks}

    durable_postgres.start()
    for room in rooms:
        head = await head_of(log, room)
        assert head in (newest[room], newest[room] + 1)
        await log.append(room, after=head, events=[arrived(0)], accepted=accepted(0))
    assert 1 == await database.write(lambda c: c.scalar(text("SELECT 1")))
    await database.close()


async def append(log: RoomLog, n: int) -> None:
    await log.append(ROOM, after=1, events=[arrived(n)], accepted=accepted(n))


async def outcome(call: Callable[[], Awaitable[None]]) -> Exception | None:
    """What a call came to."""
    try:
        await call()
    except (LogConflict, LogUnavailable) as error:
        return error
    return None


async def head_of(log: RoomLog, room: RoomId) -> int:
    """Where the log stands; what the pool held before the crash fails once each."""
    for _ in range(APPENDING):
        try:
            found = await log.read(room)
        except LogUnavailable:
            continue
        assert list(range(1, found.head.seq + 1)) == [e.seq for e in found.events]
        return found.head.seq
    raise AssertionError("the database did not come back")


def room_log_of(database: PostgresDatabase) -> RoomLog:
    return room_log(database)

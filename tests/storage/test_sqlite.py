"""The SQLite file under its owner's feet: kills, full disks, locks; the rest is in contracts."""

import asyncio
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable, RoomLog
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.errors import DatabaseBusy
from app.storage.migrating import upgrade
from app.storage.sqlite import READERS, WAITING, SqliteDatabase
from app.storage.writer import driver_of
from tests.contracts.samples import ROOM, accepted, arrived, created

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite:///{path}")
    yield database
    await database.close()


def pragma(statement: str) -> Callable[[Connection], Any]:
    return lambda connection: driver_of(connection).execute(statement).fetchone()


async def fill(log: RoomLog, size: int) -> None:
    """Append until it does not work any more."""
    for n in range(1, 1_000):
        command = accepted(n, b"x" * size)
        await log.append(ROOM, after=n, events=[arrived(n)], accepted=command)


async def assert_whole(log: RoomLog, room: RoomId) -> int:
    """The room's log is dense and each event has its command; its head."""
    found = await log.read(room)
    assert list(range(1, found.head.seq + 1)) == [e.seq for e in found.events]
    for event in found.events[1:]:
        assert event.command_id is not None
        assert await log.answered(room, event.command_id) is not None
    return found.head.seq


async def test_full_disk_is_unavailable_and_loses_nothing(database: Database) -> None:
    log = room_log(database)
    await log.create(ROOM, "epoch-1", [created()])
    (pages,) = await database.write(pragma("PRAGMA page_count"))
    await database.write(pragma(f"PRAGMA max_page_count={pages + 20}"))

    with pytest.raises(LogUnavailable, match="no room"):
        await fill(log, 5_000)
    head = await assert_whole(log, ROOM)
    assert 2 < head

    await database.write(pragma("PRAGMA max_page_count=1000000"))
    await log.append(ROOM, after=head, events=[arrived(0)], accepted=accepted(0))
    assert head + 1 == await assert_whole(log, ROOM)


async def test_disk_that_takes_no_more_bytes_is_unavailable_until_it_does(
    database: Database, path: Path
) -> None:
    """The operating system refuses the write itself, in the middle of the write-ahead log."""
    log = room_log(database)
    await log.create(ROOM, "epoch-1", [created()])
    size = path.with_name("rooms.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, hard))
    try:
        with pytest.raises(LogUnavailable):
            await fill(log, 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    head = await assert_whole(log, ROOM)
    await log.append(ROOM, after=head, events=[arrived(0)], accepted=accepted(0))
    assert head + 1 == await assert_whole(log, ROOM)


async def test_read_only_database_can_be_read_and_recovers(database: Database) -> None:
    log = room_log(database)
    await log.create(ROOM, "epoch-1", [created()])
    await database.write(pragma("PRAGMA query_only=ON"))

    with pytest.raises(LogUnavailable, match="read-only"):
        await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))
    assert 1 == await assert_whole(log, ROOM)

    await database.write(pragma("PRAGMA query_only=OFF"))
    await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))


async def test_lock_of_another_program_is_waited_for_and_then_unavailable(
    database: Database, path: Path
) -> None:
    log = room_log(database)
    await log.create(ROOM, "epoch-1", [created()])
    await database.write(pragma("PRAGMA busy_timeout=1"))
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable, match="locked by another program"):
            await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))
        assert 1 == await assert_whole(log, ROOM)
        other.execute("ROLLBACK")
    finally:
        other.close()

    await log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))


async def test_bad_command_among_many_is_the_only_one_to_fail(database: Database) -> None:
    log = room_log(database)
    rooms = [RoomId(f"room-{n}") for n in range(80)]
    for room in rooms:
        await log.create(room, "epoch-1", [created()])

    def poisoned(connection: Connection) -> None:
        driver_of(connection).execute("DELETE FROM event")
        raise ZeroDivisionError

    appends = (log.append(r, after=1, events=[arrived(1)], accepted=accepted(1)) for r in rooms)
    outcomes = await asyncio.gather(
        database.write(poisoned), *appends, database.write(poisoned), return_exceptions=True
    )

    assert [ZeroDivisionError, *[type(None)] * 80, ZeroDivisionError] == list(map(type, outcomes))
    assert {2} == {await assert_whole(log, room) for room in rooms}


async def test_disk_that_hangs_is_unavailable(path: Path) -> None:
    database, go_on = SqliteDatabase(path, patience=0.05), threading.Event()
    try:
        with pytest.raises(LogUnavailable, match="does not answer"):
            await database.write(lambda _: go_on.wait(10))
        with pytest.raises(LogUnavailable, match="does not answer"):
            await database.write(pragma("SELECT 1"))
    finally:
        go_on.set()
        await database.close()


async def test_what_nobody_waits_for_any_more_is_not_read_when_the_disk_is_back(
    path: Path,
) -> None:
    database, go_on, ran = SqliteDatabase(path, patience=0.05), threading.Event(), list[int]()
    hanging = [database.read(lambda _: go_on.wait(10)) for _ in range(READERS)]
    late = [database.read(lambda _: ran.append(1)) for _ in range(10)]
    found = await asyncio.gather(*hanging, *late, return_exceptions=True)
    go_on.set()
    await database.close()

    assert {LogUnavailable} == set(map(type, found))
    assert [] == ran


async def test_crowd_is_turned_away_at_once(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(_connection: Connection) -> None:
        begun.set()
        go_on.wait(10)

    async with asyncio.TaskGroup() as group:
        group.create_task(database.write(work))
        await asyncio.to_thread(begun.wait, 10)
        for _ in range(WAITING):
            group.create_task(database.write(pragma("SELECT 1")))
        await asyncio.sleep(0)
        with pytest.raises(LogUnavailable, match="too much waits"):
            await database.write(pragma("SELECT 1"))
        go_on.set()

    assert (1,) == await database.write(pragma("SELECT 1"))


async def test_closing_finishes_what_was_begun(path: Path) -> None:
    database = await open_database(f"sqlite:///{path}")
    log = room_log(database)
    await log.create(ROOM, "epoch-1", [created()])
    async with asyncio.TaskGroup() as group:
        append = log.append(ROOM, after=1, events=[arrived(1)], accepted=accepted(1))
        task = group.create_task(append)
        await asyncio.sleep(0)
        await database.close()

    assert task.exception() is None
    again = await open_database(f"sqlite:///{path}")
    assert 2 == await assert_whole(room_log(again), ROOM)
    await again.close()


async def test_second_server_on_one_file_is_refused(database: Database, path: Path) -> None:
    with pytest.raises(DatabaseBusy) as raised:
        await open_database(f"sqlite:///{path}")

    assert os.getpid() == raised.value.owner_pid


async def test_files_are_their_owners_alone(database: Database, path: Path) -> None:
    await room_log(database).create(ROOM, "epoch-1", [created()])

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

    assert {"rooms.db", "rooms.db-wal", "rooms.db-shm", "rooms.db.lock"} == set(modes)
    assert {0o600} == set(modes.values())


async def test_every_commit_reaches_the_disk(database: Database) -> None:
    asked = ("journal_mode", "synchronous", "secure_delete")

    found = [(await database.write(pragma(f"PRAGMA {name}")))[0] for name in asked]

    assert ["wal", 2, 1] == found


async def test_link_to_a_file_in_use_is_refused(path: Path, database: Database) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)

    with pytest.raises(DatabaseBusy):
        SqliteDatabase(link)


async def test_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LogUnavailable):
        SqliteDatabase(tmp_path / "file" / "rooms.db")


@pytest.mark.parametrize("kill_after", [1, 40, 400])
async def test_killed_process_loses_nothing_it_acknowledged(path: Path, kill_after: int) -> None:
    url = f"sqlite:///{path}"

    acknowledged = await asyncio.to_thread(partial(append_and_kill, url, kill_after))

    database = await open_database(url)
    try:
        for room, seq in acknowledged.items():
            assert seq <= await assert_whole(room_log(database), room)
    finally:
        await database.close()


def append_and_kill(url: str, acknowledgements: int) -> dict[RoomId, int]:
    """Kill a process that appends, after so many acknowledgements; the newest seq of each room."""
    newest: dict[RoomId, int] = {}
    arguments = [sys.executable, "-m", "tests.support.appender", url, "20"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for heard, line in enumerate(process.stdout, start=1):
            if heard == acknowledgements:
                process.kill()
            if line.endswith("\n"):
                room, seq = line.split()
                newest[RoomId(room)] = int(seq)
    return newest

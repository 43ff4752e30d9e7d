"""What holds for a database of either kind."""

import asyncio
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.rooms.ports import LogUnavailable
from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from app.storage.schema import NODE


def named(connection: Connection, node: str) -> str:
    connection.execute(insert(NODE), {"id": node, "renewed_at": 1})
    return node


def nodes(connection: Connection) -> list[str]:
    return list(connection.scalars(select(NODE.c.id).order_by(NODE.c.id)))


async def test_what_was_written_is_read(database: Database) -> None:
    assert "a" == await database.write(lambda c: named(c, "a"))

    assert ["a"] == await database.read(nodes)


async def test_failing_work_undoes_itself_and_raises_its_own_error(database: Database) -> None:
    def work(connection: Connection) -> None:
        named(connection, "a")
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await database.write(work)
    assert [] == await database.read(nodes)


async def test_failing_work_hurts_nobody_beside_it(database: Database) -> None:
    def work(connection: Connection, n: int) -> str:
        named(connection, "same" if n % 3 == 0 else f"node-{n}")
        return f"node-{n}"

    outcomes = await asyncio.gather(
        *(database.write(partial(work, n=n)) for n in range(60)), return_exceptions=True
    )

    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, DBAPIError)]
    assert 19 == len(failed)
    assert all(n % 3 == 0 for n in failed)
    assert 41 == len(await database.read(nodes))


@pytest.mark.parametrize("error", [StopIteration, KeyboardInterrupt])
async def test_work_in_a_thread_cannot_end_the_process(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def work(_connection: Connection) -> None:
        raise error

    url = f"sqlite:///{tmp_path / 'rooms.db'}"
    upgrade(url)
    database = await open_database(url)

    with pytest.raises(RuntimeError, match=error.__name__):
        await database.write(work)
    assert [] == await database.read(nodes)
    await database.close()


async def test_error_of_the_database_shows_no_value(database: Database) -> None:
    await database.write(lambda c: named(c, "canary"))

    with pytest.raises(DBAPIError) as raised:
        await database.write(lambda c: c.execute(text("SELECT :n FROM nothing"), {"n": "canary"}))
    assert "canary" not in str(raised.value)


async def test_reading_writes_nothing(database: Database) -> None:
    with pytest.raises(LogUnavailable):
        await database.read(lambda c: named(c, "a"))
    assert [] == await database.read(nodes)


async def test_time_is_the_same_on_both_sides(database: Database) -> None:
    first, second = await database.now(), await database.now()

    assert 0 <= second - first < 60_000


async def test_cancelled_calls_leave_it_working(database: Database) -> None:
    for n in range(40):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(database.write(partial(named, node=f"node-{n}")))
            for _ in range(n % 5):
                await asyncio.sleep(0)
            task.cancel()

    await database.write(lambda c: named(c, "last"))
    assert "last" in await database.read(nodes)


async def test_caller_that_gives_up_while_work_is_done_holds_up_nobody(database: Database) -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        if threading.current_thread() is not threading.main_thread():
            assert go_on.wait(10)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(database.write(work))
        await begun.wait()
        task.cancel()
        go_on.set()

    assert "next" == await database.write(lambda c: named(c, "next"))


async def test_closed_database_is_unavailable(database: Database) -> None:
    await database.close()
    await database.close()

    with pytest.raises(LogUnavailable):
        await database.write(lambda c: named(c, "a"))
    with pytest.raises(LogUnavailable):
        await database.read(nodes)
    with pytest.raises(LogUnavailable):
        await database.now()


async def test_erasing_what_was_deleted_changes_nothing_that_was_not(database: Database) -> None:
    await database.write(lambda c: named(c, "a"))

    await database.erase_deleted()

    assert ["a"] == await database.read(nodes)

import asyncio
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, insert, select

from app.housekeeping import MINUTE_S
from app.phases.units import HOUR, Instant
from app.rooms.ports import Head, LogUnavailable, NoSuchRoom, RoomExists
from app.storage.connections import SqlConnections
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.metadata import METADATA
from app.storage.migrating import upgrade
from app.storage.reduction import KEPT, ROOM_TABLES, Reduced, read_record, reduce_overdue
from app.storage.schema import EVENT, NODE
from tests.contracts.connections import ANN
from tests.contracts.samples import OTHER, ROOM, accepted, arrived, created, ended
from tests.support.clock import NOON

END = Instant(NOON + HOUR)
DUE = Instant(END + KEPT)


async def meeting(database: Database, name: str = "Ann") -> None:
    log, connections = room_log(database), SqlConnections(database)
    await log.create(ROOM, "epoch-1", [created()])
    await connections.arrive(ROOM, ANN, "node-1", NOON)
    await connections.renew("node-1", NOON)
    await log.append(ROOM, after=1, events=[arrived(1, name)], accepted=accepted(1))
    await log.append(ROOM, after=2, events=[ended(END)], accepted=accepted(2))


async def rows(database: Database) -> dict[str, int]:
    tables = METADATA.sorted_tables

    return await database.read(
        lambda connection: {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }
    )


def test_a_day_has_room_for_a_meeting_and_for_the_sweep_that_comes_twice() -> None:
    assert 23 * HOUR < KEPT <= 24 * HOUR - 2000 * MINUTE_S


async def test_meeting_that_ended_long_enough_ago_leaves_its_record_only(
    database: Database,
) -> None:
    await meeting(database)

    assert Reduced((ROOM,)) == await reduce_overdue(database, DUE)

    left = {table: count for table, count in (await rows(database)).items() if count}
    assert {"room": 1, "record": 1} == {k: v for k, v in left.items() if k != "alembic_version"}
    found = await read_record(database, ROOM)
    assert found is not None
    assert END == found.ended_at


async def test_meeting_is_whole_until_then(database: Database) -> None:
    await meeting(database)

    assert Reduced() == await reduce_overdue(database, Instant(DUE - 1))

    assert Head("epoch-1", 3) == (await room_log(database).read(ROOM)).head
    assert await read_record(database, ROOM) is None


async def test_meeting_that_has_not_ended_stays(database: Database) -> None:
    await room_log(database).create(OTHER, "epoch-1", [created()])

    assert Reduced() == await reduce_overdue(database, DUE)
    assert [OTHER] == list(await room_log(database).open_rooms())


async def test_reduced_room_is_gone_for_everyone(database: Database) -> None:
    await meeting(database)
    await reduce_overdue(database, DUE)
    log = room_log(database)

    with pytest.raises(NoSuchRoom):
        await log.read(ROOM)
    with pytest.raises(NoSuchRoom):
        await log.append(ROOM, after=3, events=[arrived(2)], accepted=accepted(1))
    with pytest.raises(NoSuchRoom):
        await SqlConnections(database).arrive(ROOM, ANN, "node-1", DUE)
    with pytest.raises(RoomExists):
        await log.create(ROOM, "epoch-2", [created()])
    assert ({}, {}) == (await log.heads([ROOM]), await log.open_rooms())
    assert await log.answered(ROOM, accepted(1).command_id) is None


async def test_second_sweep_finds_nothing(database: Database) -> None:
    await meeting(database)
    await reduce_overdue(database, DUE)

    assert Reduced() == await reduce_overdue(database, DUE)


async def test_of_two_sweeps_at_once_one_reduces_a_meeting(database: Database) -> None:
    await meeting(database)

    first, second = await asyncio.gather(*(reduce_overdue(database, DUE) for _ in range(2)))

    assert (ROOM,) == first.rooms + second.rooms
    assert () == first.unread + second.unread


async def test_database_that_goes_away_stops_the_sweep(database: Database) -> None:
    class Failing:
        read = staticmethod(database.read)

        async def write(self, _work: object) -> object:
            raise LogUnavailable("the database cannot be reached")

    await meeting(database)

    with pytest.raises(LogUnavailable):
        await reduce_overdue(cast("Database", Failing()), DUE)
    assert [ROOM] == list(await room_log(database).open_rooms())


async def test_log_that_cannot_be_read_stays_and_stops_no_other(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await meeting(database)
    await room_log(database).create(OTHER, "epoch-1", [created(), ended(Instant(END - 1))])
    await room_log(database).append(OTHER, after=2, events=[ended(Instant(END - 1))], accepted=None)
    unknown = {"room": OTHER, "seq": 4, "type": "FromTheFuture", "version": 1, "at": END}
    await database.write(
        lambda connection: connection.execute(insert(EVENT), {**unknown, "body": '"canary"'})
    )

    assert Reduced((ROOM,), unread=(OTHER,)) == await reduce_overdue(database, DUE)

    assert [OTHER] == list(await room_log(database).open_rooms())
    assert "UnknownEvent" in caplog.text
    assert "canary" not in caplog.text


async def test_node_is_remembered_while_somebody_was_last_seen_there(database: Database) -> None:
    await room_log(database).create(OTHER, "epoch-1", [created()])
    connections = SqlConnections(database)
    for node in ("node-1", "node-2"):
        await connections.renew(node, NOON)
    await connections.arrive(OTHER, ANN, "node-1", NOON)

    await reduce_overdue(database, DUE)

    assert ["node-1"] == await database.read(lambda c: list(c.scalars(select(NODE.c.id))))


async def test_no_file_of_sqlite_holds_a_name_afterwards_but_in_the_record(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rooms.db'}"
    upgrade(url)
    database = await open_database(url)
    try:
        await meeting(database, name="Canary of Nowhere")
        assert holders(tmp_path, b"Canary of Nowhere")
        await reduce_overdue(database, DUE)

        assert not holders(tmp_path, b"Canary of Nowhere")
    finally:
        await database.close()


def holders(folder: Path, words: bytes) -> list[str]:
    return [path.name for path in folder.iterdir() if words in path.read_bytes()]


def test_every_table_that_names_a_room_is_emptied_or_meant_to_stay() -> None:
    naming = {table for table in METADATA.sorted_tables if "room" in table.c}

    assert {"record"} == {table.name for table in naming - set(ROOM_TABLES)}

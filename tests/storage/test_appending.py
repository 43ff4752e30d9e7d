"""Appends that stand side by side, against the same appends one by one."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import CommandKnown, LogConflict, NoSuchRoom
from app.storage.appending import Append
from app.storage.many_rows import inserting
from app.storage.metadata import METADATA
from app.storage.rows import event_rows
from app.storage.schema import COMMAND, EVENT, ROOM
from app.storage.sqlite import WRITING, connected, engine_of
from app.storage.writer import driver_of
from tests.contracts.samples import accepted, arrived

ROOMS = [RoomId(f"room-{n}") for n in range(30)]
GONE = ROOMS[-1]


def with_rooms(path: Path) -> Connection:
    """Rooms at seq 1, the last of them reduced to its record."""
    connection = connected(engine_of(path), WRITING)
    METADATA.create_all(connection)
    connection.commit()
    rows = [(room, "epoch-1", 1, 0, None, 9 if room == GONE else None, "") for room in ROOMS]
    inserting(ROOM).count(driver_of(connection), rows)
    return connection


def append(
    room: RoomId, n: int = 1, *, after: int = 1, events: int = 1, ended: int | None = None
) -> Append:
    """The `n`-th command of a room, with so many events."""
    rows = event_rows(room, after, [arrived(n)] * events, accepted(n).command_id)
    return Append(room, after, rows, accepted(n), None if ended is None else Instant(ended))


def one_by_one(connection: Connection, works: Sequence[Append]) -> None:
    for work in works:
        work(connection)


def everything(connection: Connection) -> list[object]:
    """Every row."""
    tables = (ROOM, EVENT, COMMAND)
    return [list(connection.execute(select(t).order_by(*t.primary_key))) for t in tables]


def test_together_they_write_what_they_write_one_by_one(tmp_path: Path) -> None:
    works = [append(r, events=n % 4, ended=(None, 77)[n % 2]) for n, r in enumerate(ROOMS[1:-1])]
    works.append(Append(ROOMS[0], 1, event_rows(ROOMS[0], 1, [arrived(1)], None), None, None))
    apart, joined = with_rooms(tmp_path / "a.db"), with_rooms(tmp_path / "b.db")

    one_by_one(apart, works)

    assert [None] * len(works) == Append.together(joined, works)
    assert everything(apart) == everything(joined)
    apart.close()
    joined.close()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ([append(ROOMS[0], after=5)], LogConflict),
        ([append(ROOMS[0], 1), append(ROOMS[0], 2)], LogConflict),
        ([append(ROOMS[0], 1), append(ROOMS[0], 1, after=2)], CommandKnown),
        ([append(GONE)], NoSuchRoom),
        ([append(RoomId("nowhere"))], NoSuchRoom),
    ],
    ids=["another head", "two after one head", "known command", "reduced room", "no room"],
)
def test_what_goes_wrong_by_itself_is_not_done_together(
    tmp_path: Path, wrong: Sequence[Append], why: type[Exception]
) -> None:
    others = [append(room) for room in ROOMS[1:5]]
    apart, joined = with_rooms(tmp_path / "a.db"), with_rooms(tmp_path / "b.db")

    with pytest.raises(why):
        one_by_one(apart, [*wrong, *others])

    assert Append.together(joined, [*others[:2], *wrong, *others[2:]]) is None
    apart.close()
    joined.close()


def test_command_that_is_known_goes_wrong_together_as_well(tmp_path: Path) -> None:
    connection = with_rooms(tmp_path / "a.db")
    append(ROOMS[0])(connection)

    assert Append.together(connection, [append(ROOMS[1]), append(ROOMS[0], after=2)]) is None
    connection.close()

from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.rooms.ports import LogUnavailable
from app.storage.sqlite import READING, WRITING
from app.storage.sqlite_once import run_once
from app.storage.writer import driver_of


def make(connection: Connection) -> None:
    driver_of(connection).execute("CREATE TABLE made AS SELECT 1 AS one")


def read(connection: Connection) -> list[tuple[int]]:
    return driver_of(connection).execute("SELECT one FROM made").fetchall()


def test_work_is_done_on_the_file_and_the_connection_is_closed(tmp_path: Path) -> None:
    run_once(tmp_path / "rooms.db", WRITING, make)

    assert [(1,)] == run_once(tmp_path / "rooms.db", READING, read)
    assert ["rooms.db"] == [path.name for path in tmp_path.iterdir()]  # the last one takes the log


def test_what_is_the_databases_fault_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable):
        run_once(tmp_path / "none" / "rooms.db", WRITING, make)


def test_what_is_the_works_fault_is_raised_as_it_is(tmp_path: Path) -> None:
    def fails(connection: Connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_once(tmp_path / "rooms.db", WRITING, fails)

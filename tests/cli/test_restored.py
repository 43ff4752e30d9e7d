"""`pushback restored`: no cursor of before means anything afterwards."""

import sqlite3
from pathlib import Path

from tests.cli.conftest import Pushback


def _epochs(database: str) -> list[str]:
    with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
        found = [epoch for (epoch,) in connection.execute("SELECT epoch FROM room ORDER BY id")]
    connection.close()
    return found


def test_every_room_gets_a_new_epoch(pushback: Pushback, database: str) -> None:
    pushback("rooms", "create")
    pushback("rooms", "create")
    before = _epochs(database)
    assert "2 rooms" in pushback("restored").stdout
    after = _epochs(database)
    assert len(set(before + after)) == 4


def test_a_mistyped_file_is_said_to_be_none_and_not_made(pushback: Pushback, database: str) -> None:
    found = pushback("restored")

    assert (1, False) == (found.exit_code, Path(database.removeprefix("sqlite:///")).exists())
    assert "name the file that you mean" in found.stderr

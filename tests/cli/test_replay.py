"""`pushback replay`: a log folded again, by kind and without names."""

import sqlite3
from pathlib import Path

from tests.cli.conftest import Pushback


def test_a_log_is_folded_again(pushback: Pushback) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    found = pushback("replay", room)
    assert found.exit_code == 0
    assert "room_created" in found.stdout
    assert "gathering after 1 events" in found.stdout


def test_a_room_that_is_not_there_is_said(pushback: Pushback) -> None:
    pushback("migrate")
    assert "no such room" in pushback("replay", "rnone").stderr


def test_a_file_that_is_not_there_says_who_makes_it(pushback: Pushback) -> None:
    found = pushback("replay", "r1")
    assert found.exit_code == 1
    assert "`pushback serve` makes it" in found.stderr


def test_a_log_with_a_gap_is_exit_status_1(pushback: Pushback, database: str) -> None:
    room = pushback("rooms", "create").stdout.split()[1]
    with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE event SET seq = 2")
    connection.close()
    found = pushback("replay", room)
    assert found.exit_code == 1
    assert "gap" in found.stderr

"""`pushback migrate`."""

import sqlite3
from pathlib import Path

from tests.cli.conftest import Pushback


def test_a_new_database_is_made_and_a_second_time_left_alone(pushback: Pushback) -> None:
    assert "was made" in pushback("migrate").stdout
    assert "nothing was changed" in pushback("migrate").stdout


def test_a_database_of_a_newer_version_is_left_alone_and_said(
    pushback: Pushback, database: str
) -> None:
    pushback("migrate")
    file = Path(database.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    connection.close()
    before = file.read_bytes()
    for command in (("migrate",), ("serve",), ("keys", "list")):
        found = pushback(*command, PORT="0")
        assert found.exit_code == 1
        assert "newer" in found.stderr
    assert file.read_bytes() == before

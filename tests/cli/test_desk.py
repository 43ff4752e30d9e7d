"""One command at a time on a SQLite file."""

from pathlib import Path

from app.storage.sqlite import held
from tests.cli.conftest import Pushback


def test_a_writing_command_refuses_while_a_server_holds_the_file_and_names_it(
    pushback: Pushback, database: str
) -> None:
    pushback("migrate")
    lock = held(Path(database.removeprefix("sqlite:///")))
    try:
        found = pushback("keys", "create", "training", "--operator")
    finally:
        lock.release()
    assert found.exit_code == 1
    assert "pushback:" in found.stderr
    assert pushback("keys", "create", "training", "--operator").exit_code == 0

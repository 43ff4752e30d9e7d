"""Every command here works on a database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import main

Pushback = Callable[..., Result]


@pytest.fixture(autouse=True)
def _logging_as_before(logging_as_before: None) -> None:
    """`serve` sets logging up for its process; here the process goes on."""


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'data' / 'pushback.db'}"


@pytest.fixture
def pushback(database: str) -> Pushback:
    """Run a command as an operator would; wide enough for tables."""

    def run(*words: str, **settings: str) -> Result:
        environment = {"DATABASE_URL": database, "COLUMNS": "200", **settings}
        return CliRunner().invoke(main, list(words), env=environment)

    return run

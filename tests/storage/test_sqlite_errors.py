import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from app.rooms.ports import LogUnavailable
from app.storage.sqlite_errors import UNAVAILABLE, translated


def failed(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("canary")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("code", UNAVAILABLE)
def test_what_the_database_is_at_fault_for_is_unavailable(code: int) -> None:
    extended = failed(code | 3 << 8)

    for error in (extended, OperationalError("canary", {"a": "canary"}, extended)):
        found = translated(error)
        assert isinstance(found, LogUnavailable)
        assert "canary" not in str(found)


@pytest.mark.parametrize(
    "error",
    [failed(sqlite3.SQLITE_ERROR), sqlite3.ProgrammingError("ours"), ValueError("ours")],
)
def test_what_we_are_at_fault_for_stays_what_it_is(error: Exception) -> None:
    assert error is translated(error)

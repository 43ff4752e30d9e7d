"""One connection to a SQLite file, for migrations and for looking: synchronous, without a queue."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from app.storage.sqlite import connected, engine_of
from app.storage.sqlite_errors import translated

T = TypeVar("T")


def run_once(path: Path | None, pragmas: tuple[str, ...], work: Callable[[Connection], T]) -> T:
    """What `work` returns; the connection is closed after it, and begins nothing by itself.

    Raises `FileHasOtherNames`, `LogUnavailable`.
    """
    try:
        connection = connected(engine_of(path), pragmas)
        try:
            return work(connection)
        finally:
            connection.close()
    except Exception as error:
        raise translated(error) from None

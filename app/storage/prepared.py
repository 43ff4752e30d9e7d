"""Statements of the hot paths that both databases run: on SQLite by the driver itself.

SQLAlchemy's own execution costs more than SQLite does; over a network it does not matter. A row is
what the driver gives: on SQLite a boolean is 0 or 1 there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler

from app.storage.writer import driver_of

Row = Sequence[Any]


def sqlite_text(statement: ClauseElement) -> str:
    """The statement as SQLite's driver takes it, its parameters by name.

    Raises `ValueError` for a value written into it, which the driver would ask every caller for.
    """
    compiled = cast(SQLCompiler, statement.compile(dialect=sqlite.dialect(paramstyle="named")))
    if not all(parameter.required for parameter in compiled.binds.values()):
        raise ValueError("a value in a statement is a literal_column or null() here")
    return str(compiled)


class Prepared:
    """One statement, compiled when the program starts; `on_sqlite` where it is spelled otherwise
    there."""

    def __init__(self, statement: Any, on_sqlite: Any = None) -> None:
        self.statement: Any = statement
        self._text = sqlite_text(statement if on_sqlite is None else on_sqlite)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Row]:
        """What it returns."""
        if connection.dialect.name == "sqlite":
            return driver_of(connection).execute(self._text, values).fetchall()
        return connection.execute(self.statement, values).all()

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """The one row that it returns, if it does."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """To how many rows it did something."""
        if connection.dialect.name == "sqlite":
            return driver_of(connection).execute(self._text, values).rowcount
        return connection.execute(self.statement, values).rowcount

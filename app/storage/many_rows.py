"""One statement over many rows, for SQLite's driver."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Table

AT_ONCE: Final = 64
"""Rows to a statement: the driver keeps each text that it has prepared, by its number of rows."""


class ManyRows:
    """A statement with `{rows}` in it, where one `(?, …)` of `columns` stands for each row."""

    def __init__(self, text: str, columns: int) -> None:
        row = f"({', '.join('?' * columns)})"
        self._text = cache(lambda rows: text.format(rows=", ".join([row] * rows)))

    def count(self, driver: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> int:
        """To how many rows of the database it did something."""
        done = 0
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            done += driver.execute(self._text(len(some)), [*chain.from_iterable(some)]).rowcount
        return done


def inserting(table: Table, on_conflict: str = "") -> ManyRows:
    """New rows of a table, each value in the order of its columns."""
    names = [column.name for column in table.columns]
    into = f"INSERT INTO {table.name} ({', '.join(names)})"  # names of ours
    return ManyRows(f"{into} VALUES {{rows}} {on_conflict}".strip(), len(names))

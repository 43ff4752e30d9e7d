"""Statements that SQLite's driver runs by itself."""

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update

from app.storage.engine import open_database
from app.storage.prepared import Prepared, Row, sqlite_text
from app.storage.schema import NODE

ADD = Prepared(insert(NODE))
LATER = Prepared(update(NODE).values(renewed_at=NODE.c.renewed_at + bindparam("by")))
FIND = Prepared(select(NODE).where(NODE.c.id == bindparam("node_id")))


def test_parameters_go_by_name() -> None:
    assert sqlite_text(select(NODE.c.id).where(NODE.c.id == bindparam("a"))).endswith("= :a")


def test_a_value_that_nobody_would_bring_is_refused() -> None:
    with pytest.raises(ValueError, match="literal_column"):
        sqlite_text(select(NODE.c.id).where(NODE.c.renewed_at == 1))


async def test_rows_and_counts_are_those_of_the_database() -> None:
    database = await open_database("sqlite://")

    def work(connection: Connection) -> tuple[int, int, Row | None, Row | None]:
        added = ADD.count(connection, {"id": "node-1", "renewed_at": 1})
        moved = LATER.count(connection, {"by": 2})
        found, other = (FIND.one(connection, {"node_id": n}) for n in ("node-1", "node-2"))
        return added, moved, found, other

    assert (1, 1, ("node-1", 3), None) == await database.write(work)
    await database.close()

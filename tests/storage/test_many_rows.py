import sqlite3

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from app.storage.many_rows import AT_ONCE, ManyRows, inserting

PLACE = Table("place", MetaData(), Column("n", Integer, primary_key=True), Column("who", String))


@pytest.fixture
def driver() -> sqlite3.Connection:
    driver = sqlite3.connect(":memory:")
    driver.execute("CREATE TABLE place (n INTEGER PRIMARY KEY, who TEXT)")
    return driver


@pytest.mark.parametrize("rows", [0, 1, 2, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE + 1])
def test_each_row_is_inserted_in_its_columns(driver: sqlite3.Connection, rows: int) -> None:
    wanted = [(n, f"person-{n}") for n in range(rows)]

    assert rows == inserting(PLACE).count(driver, wanted)
    assert wanted == driver.execute("SELECT n, who FROM place ORDER BY n").fetchall()


def test_row_that_is_there_is_not_counted(driver: sqlite3.Connection) -> None:
    add = inserting(PLACE, "ON CONFLICT DO NOTHING")
    add.count(driver, [(2, "a")])

    assert 2 == add.count(driver, [(1, "b"), (2, "c"), (3, "d")])
    assert [("b",), ("a",), ("d",)] == driver.execute("SELECT who FROM place").fetchall()


def test_many_rows_are_one_statement(driver: sqlite3.Connection) -> None:
    ran: list[str] = []
    inserting(PLACE).count(driver, [(n, "a") for n in range(AT_ONCE)])
    driver.set_trace_callback(ran.append)
    move = ManyRows("UPDATE place SET who = new.column2 FROM (VALUES {rows}) AS new "
                    "WHERE n = new.column1", columns=2)  # fmt: skip

    assert AT_ONCE - 1 == move.count(driver, [(n, "b") for n in range(1, AT_ONCE)])
    assert 1 == sum("UPDATE" in statement for statement in ran)
    assert [("a",)] == driver.execute("SELECT who FROM place WHERE n = 0").fetchall()

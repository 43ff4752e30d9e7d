from dataclasses import fields

import pytest
from sqlalchemy import LargeBinary, Table

from app.access.introduced import Introduced
from app.access.keys import Key
from app.access.links import Link
from app.access.passes import Pass
from app.access.repeat import Repeat
from app.access.resume import Chain
from app.access.revocations import Revocation
from app.access.tickets import Ticket
from app.storage import schema
from app.storage.access_schema import (
    CHAIN,
    INTRODUCED,
    KEY,
    LINK,
    PASS,
    REPEAT,
    REVOCATION,
    ROOM_TABLES,
    TABLES,
    TICKET,
)
from app.storage.metadata import METADATA


@pytest.mark.parametrize(
    ("table", "value"),
    [
        (KEY, Key),
        (LINK, Link),
        (PASS, Pass),
        (TICKET, Ticket),
        (CHAIN, Chain),
        (INTRODUCED, Introduced),
        (REPEAT, Repeat),
    ],
    ids=lambda one: getattr(one, "name", None) or one.__name__,
)
def test_column_stands_where_its_field_stands(table: Table, value: type) -> None:
    assert [field.name for field in fields(value)] == [column.name for column in table.c]


def test_revocation_has_a_number_before_its_fields() -> None:
    named = [column.name for column in REVOCATION.c]

    assert ["id", *(field.name for field in fields(Revocation))] == named


def test_every_table_that_names_a_room_is_emptied_with_it() -> None:
    assert {table for table in TABLES if "room" in table.c} == set(ROOM_TABLES)


def test_reduction_knows_these_tables() -> None:
    assert ROOM_TABLES.items() <= schema.ROOM_TABLES.items()


def test_every_table_is_listed() -> None:
    named = {table for table in METADATA.tables.values() if table.name.startswith("access_")}

    assert named == set(TABLES)


def test_secrets_have_columns_for_digests_only() -> None:
    """A column that could hold the text of a secret would be named here."""
    digests = {"digest", "newest", "presented"}
    neither_is_a_secret = {"verifying", "sealed"}

    for table in TABLES:
        found = {column.name for column in table.c if isinstance(column.type, LargeBinary)}
        assert found == (digests | neither_is_a_secret) & {column.name for column in table.c}
        assert not {"secret", "text", "token"} & {column.name for column in table.c}

from dataclasses import fields

import pytest
from sqlalchemy import Table

from app.storage import schema
from app.storage.metadata import METADATA
from app.storage.webhook_schema import ENDPOINT, MESSAGE, ROOM_TABLES, TABLES
from app.webhooks.endpoint import Endpoint
from app.webhooks.message import Message


@pytest.mark.parametrize(
    ("table", "value"),
    [(ENDPOINT, Endpoint), (MESSAGE, Message)],
    ids=lambda one: getattr(one, "name", None) or one.__name__,
)
def test_column_stands_where_its_field_stands(table: Table, value: type) -> None:
    assert [field.name for field in fields(value)] == [column.name for column in table.c]


def test_every_table_that_names_a_room_is_emptied_with_it() -> None:
    assert {table for table in TABLES if "room" in table.c} == set(ROOM_TABLES)
    assert ROOM_TABLES.items() <= schema.ROOM_TABLES.items()


def test_every_table_is_listed() -> None:
    named = {table for table in METADATA.tables.values() if table.name.startswith("webhook_")}

    assert named == set(TABLES)


def test_no_message_has_a_place_for_what_it_says() -> None:
    assert not {"body", "payload", "data", "text"} & {column.name for column in MESSAGE.c}

"""The tables of calls that others make."""

from app.storage.contract_schema import ROOM_TABLES, TABLES


def test_every_table_is_of_a_room_and_goes_with_it() -> None:
    assert set(TABLES) == set(ROOM_TABLES)
    assert {"room"} == set(ROOM_TABLES.values())


def test_nothing_has_a_column_for_what_somebody_did_with_their_microphone() -> None:
    columns = {column.name for table in TABLES for column in table.c}

    assert not {"microphone", "camera", "speech", "level", "tries"} & columns

from sqlalchemy import BigInteger

from app.storage import schema
from app.storage.metadata import METADATA


def test_moments_are_whole_milliseconds() -> None:
    moments = [c for t in METADATA.sorted_tables for c in t.columns if c.name.endswith("_at")]

    assert moments
    assert all(isinstance(column.type, BigInteger) for column in moments)


def test_names_of_people_stand_in_bodies_only() -> None:
    tables = (
        schema.ROOM, schema.EVENT, schema.COMMAND, schema.CONNECTION, schema.NODE, schema.RECORD,
    )  # fmt: skip

    assert not {"name", "person_name", "display_name"} & {c.name for t in tables for c in t.columns}

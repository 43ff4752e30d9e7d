from app.storage import access_schema, schema
from app.storage.metadata import METADATA

MODULES = (schema, access_schema)


def test_every_constraint_and_index_has_a_name() -> None:
    assert MODULES
    things = [t for table in METADATA.sorted_tables for t in (*table.constraints, *table.indexes)]

    assert all(getattr(thing, "name", None) for thing in things)

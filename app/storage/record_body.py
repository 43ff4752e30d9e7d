"""A record as its row holds it, and back."""

from pydantic import TypeAdapter

from app.rooms.record import Record

_RECORD = TypeAdapter(Record)


def written(record: Record) -> str:
    """The body of its row."""
    return _RECORD.dump_json(record).decode()


def read(body: str) -> Record:
    """The record of a row's body."""
    return _RECORD.validate_json(body, strict=True)

from app.storage.errors import (
    BadAddress,
    BadOption,
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOlder,
    UnknownEvent,
)


def test_complaints_say_what_to_do() -> None:
    said = [
        str(DatabaseBusy(7)),
        str(DatabaseBusy(None)),
        str(DatabaseOlder(None)),
        str(DatabaseOlder("rooms")),
        str(DatabaseNewer("later")),
        str(BadAddress()),
        str(BadOption()),
        str(UnknownEvent("Painted", 2, "this program has no such event")),
    ]

    assert [
        "the database is in use by process 7",
        "the database is in use by another process",
        "the database has no schema: run `pushback migrate`",
        "the database has the older schema rooms: run `pushback migrate`",
        "the database has the unknown schema later: use a newer Pushback",
        "DATABASE_URL must be sqlite:///path/to/file or postgresql://user:password@host/name",
        "what follows the ? in DATABASE_URL cannot be used",
        "Painted version 2: this program has no such event",
    ] == said

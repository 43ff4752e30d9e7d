"""What can be wrong with a database before a room is looked at, and with a stored event.

No message carries a value from the database.
"""

from app.rooms.ports import LogUnavailable


class DatabaseError(Exception):
    """This database cannot be used as it is; abstract."""


class BadAddress(DatabaseError):
    """DATABASE_URL names no database that we know."""

    def __init__(
        self,
        complaint: str = (
            "DATABASE_URL must be sqlite:///path/to/file or postgresql://user:password@host/name"
        ),
    ) -> None:
        super().__init__(complaint)


class BadOption(BadAddress):
    """What follows the question mark in DATABASE_URL is nothing for the driver or the server."""

    def __init__(self) -> None:
        super().__init__("what follows the ? in DATABASE_URL cannot be used")


class DatabaseBusy(DatabaseError):
    """Another process holds this SQLite file; `owner_pid` is None where it did not say."""

    def __init__(self, owner_pid: int | None) -> None:
        owner = "another process" if owner_pid is None else f"process {owner_pid}"
        super().__init__(f"the database is in use by {owner}")
        self.owner_pid = owner_pid


class FileHasOtherNames(DatabaseError):
    """This SQLite file has hard links, by each of which it would be another database."""

    def __init__(self, others: int) -> None:
        names = "1 other name" if others == 1 else f"{others} other names"
        super().__init__(f"the database file has {names} beside the one in DATABASE_URL")


class DatabaseOlder(DatabaseError):
    """The schema is older than this program, or there is none yet."""

    def __init__(self, found: str | None) -> None:
        state = "has no schema" if found is None else f"has the older schema {found}"
        super().__init__(f"the database {state}: run `pushback migrate`")
        self.found = found


class DatabaseNewer(DatabaseError):
    """The schema is one that this program does not know; a newer program made it."""

    def __init__(self, found: str) -> None:
        super().__init__(f"the database has the unknown schema {found}: use a newer Pushback")
        self.found = found


class PlaceUnusable(LogUnavailable):
    """No SQLite file can be made or opened where DATABASE_URL says."""


class RoleLacksRight(LogUnavailable):
    """The role that DATABASE_URL names may not do what is needed; its administrator grants it."""

    def __init__(self) -> None:
        super().__init__("the database does not give the role in DATABASE_URL the rights it needs")


class EventError(Exception):
    """A stored event cannot be read; abstract."""

    def __init__(self, type_: str, version: int, complaint: str) -> None:
        super().__init__(f"{type_} version {version}: {complaint}")
        self.type = type_
        self.version = version


class UnknownEvent(EventError):
    """The log holds an event that this program has no class for."""


class NewerEvent(EventError):
    """The log holds an event in a shape from a newer program."""


class UnreadableEvent(EventError):
    """The body of an event does not have the shape of its version."""

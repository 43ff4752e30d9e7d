"""Which complaints of SQLite mean that the database is not available, and not that we are wrong."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from app.rooms.ports import LogUnavailable
from app.storage.errors import PlaceUnusable

UNAVAILABLE: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_FULL: "has no room on its disk",
    sqlite3.SQLITE_INTERRUPT: "was interrupted",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_LOCKED: "is locked",
    sqlite3.SQLITE_NOMEM: "has no memory",
    sqlite3.SQLITE_NOTADB: "is not a database",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_PROTOCOL: "is locked by another program",
    sqlite3.SQLITE_READONLY: "is read-only",
}
"""By primary result code; SQLite's own words could name a path or a value."""


PLACE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY)
"""Those which another place would cure."""


def translated(error: BaseException) -> BaseException:
    """`LogUnavailable` where the database is at fault, otherwise the error itself.

    Where its place is, that is `PlaceUnusable`.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return error
    code = getattr(cause, "sqlite_errorcode", -1) & 0xFF
    complaint = UNAVAILABLE.get(code)
    if complaint is None:
        return error
    return (PlaceUnusable if code in PLACE else LogUnavailable)(f"the database {complaint}")

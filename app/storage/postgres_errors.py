"""Which complaints of PostgreSQL and its drivers mean that the database is not available."""

import asyncpg
from sqlalchemy.exc import DBAPIError

from app.rooms.ports import LogUnavailable
from app.storage.errors import RoleLacksRight

UNAVAILABLE: dict[str, str] = {
    "08": "cannot be reached",
    "25006": "is read-only",
    "28": "does not let us in",
    "3D": "does not exist",
    "40": "undid a transaction for another's sake",
    "53": "has no room, memory or connections left",
    "55": "is locked",
    "57": "took too long or is shutting down",
    "58": "cannot be read or written",
    "XX": "is damaged",
}
"""By SQLSTATE or its class; the server's own words could hold a value."""

RIGHTLESS = ("42501", "3F000")
"""No right to a table or in a schema; and, in its place, no schema that the role may use."""

_UNREACHABLE = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


def translated(error: BaseException) -> BaseException:
    """`LogUnavailable` where the database is at fault, otherwise the error itself.

    A right that is missing is `RoleLacksRight`.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return LogUnavailable("the database cannot be reached")
    state = getattr(cause, "sqlstate", None) or ""
    if state in RIGHTLESS:
        return RoleLacksRight()
    complaint = UNAVAILABLE.get(state) or UNAVAILABLE.get(state[:2])
    if complaint is None and isinstance(cause, _UNREACHABLE):
        complaint = UNAVAILABLE["08"]
    return error if complaint is None else LogUnavailable(f"the database {complaint}")

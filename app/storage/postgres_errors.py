"""Which complaints of PostgreSQL and its drivers mean that the database is not available."""

import asyncpg
from sqlalchemy.exc import DBAPIError

from app.rooms.ports import LogUnavailable
from app.storage.errors import BadAddress, BadOption, RoleLacksRight

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

OPTIONS = ("22", "42", "55P02")
"""While connecting: a setting that the server does not have, or not with this value, or not now."""

_UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError)
"""While connecting: what the driver makes of a value that it did not expect."""

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


def translated_start(error: BaseException) -> BaseException:
    """As `translated`, for an error of connecting: it may be the address that is wrong.

    That is `BadAddress`, or `BadOption`; the driver's own words would repeat it.
    """
    state = getattr(error, "sqlstate", None) or ""
    if isinstance(error, asyncpg.ClientConfigurationError):
        return BadOption()
    if state.startswith(OPTIONS) and state not in RIGHTLESS:
        return BadOption()
    found = translated(error)
    return BadAddress() if found is error and isinstance(error, _UNREADABLE) else found

"""The address of a database, as DATABASE_URL gives it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.storage.errors import BadAddress


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A file; `path` None is a database in memory, which ends with its process."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A server; `dsn` holds the password, so it is never shown."""

    url: URL

    @property
    def dsn(self) -> str:
        """The address as asyncpg reads it."""
        return self.url.render_as_string(hide_password=False)


Address = SqliteAddress | PostgresAddress


def address_of(url: str) -> Address:
    """What `url` names; raises `BadAddress`, which does not repeat it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise BadAddress from None
    match parsed.get_backend_name():
        case "sqlite":
            file = parsed.database
            return SqliteAddress(None if file in (None, "", ":memory:") else Path(file))
        case "postgresql" | "postgres":
            return _postgres(parsed.set(drivername="postgresql"))
        case _:
            raise BadAddress


def _postgres(url: URL) -> PostgresAddress:
    """Raises `BadAddress` for what the driver could not even try, and would repeat."""
    address = PostgresAddress(url)
    try:
        _ = urlsplit(address.dsn).port  # reading it is what refuses one beyond 65535
        (url.host or "").encode("idna")
    except ValueError:
        raise BadAddress from None
    return address

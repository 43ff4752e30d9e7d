"""The address of a database, as DATABASE_URL gives it.

It is read as the driver will read it: what passes here can be tried, and everything else would end
in words that repeat it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from app.storage.errors import BadAddress

_UNTYPED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff#]|%00")
"""No address has these: control characters, halves of characters, the mark of a fragment."""

_PLACE = re.compile(r"(?P<name>/.*|\[[^\]]*\]|[^:/\[\]]+)(?::(?P<port>[0-9]*))?")
_NAME = re.compile(r"[^\s@:/\[\]%]+")
_PORTS = range(1, 65536)


@dataclass(frozen=True, slots=True)
class SqliteAddress:
    """A file; `path` None is a database in memory, which ends with its process."""

    path: Path | None


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A server; `dsn`, as asyncpg reads it, holds the password, so it is never shown."""

    dsn: str = field(repr=False)


Address = SqliteAddress | PostgresAddress


def address_of(url: str) -> Address:
    """What `url` names; raises `BadAddress`, which does not repeat it."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        raise BadAddress
    match scheme.partition("+")[0]:
        case "sqlite":
            return _sqlite(rest)
        case "postgresql" | "postgres":
            return _postgres(f"postgresql://{rest}")
        case _:
            raise BadAddress


def _sqlite(rest: str) -> SqliteAddress:
    if rest and (not rest.startswith("/") or "?" in rest):
        raise BadAddress
    file = unquote(rest[1:])
    if "\0" in file:
        raise BadAddress
    return SqliteAddress(None if file in ("", ":memory:") else Path(file))


def _postgres(dsn: str) -> PostgresAddress:
    if _UNTYPED.search(dsn):
        raise BadAddress
    try:
        parsed = urlsplit(dsn)
        options = parse_qs(parsed.query, strict_parsing=bool(parsed.query))
        user, mark, places = parsed.netloc.partition("@")
        for name in _names(places if mark else user):
            _check_name(unquote(name))
        for name in _names(options.get("host", [""])[-1]):
            _check_name(name)
        for ports in options.get("port", ())[-1:]:
            for port in ports.split(","):
                _check_port(port)
    except ValueError:
        raise BadAddress from None
    return PostgresAddress(dsn)


def _names(places: str) -> Iterator[str]:
    """The name of each place; raises `ValueError` also for a port."""
    for place in places.split(",") if places else ():
        found = _PLACE.fullmatch(place)
        if found is None:
            raise ValueError
        if found["port"]:
            _check_port(found["port"])
        yield found["name"]


def _check_name(name: str) -> None:
    if name.startswith("/"):  # the folder of a socket
        return
    if name.startswith("["):
        IPv6Address(name[1:-1])
    elif not _NAME.fullmatch(name):
        raise ValueError
    name.encode("idna")  # as whoever asks for it must; refuses a part that is empty or too long


def _check_port(port: str) -> None:
    if not (port.isascii() and port.isdigit() and int(port) in _PORTS):
        raise ValueError

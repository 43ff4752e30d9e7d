"""The servers that BUS_URL names; what is no address has been refused by the settings."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORT = 4222


@dataclass(frozen=True, slots=True)
class NatsServer:
    """One NATS server, and what to say to be let in; a user without a password is a token."""

    host: str
    port: int
    is_encrypted: bool
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def servers_of(url: str) -> tuple[NatsServer, ...]:
    """In the order given, separated by commas."""
    return tuple(_server(one.strip()) for one in url.split(","))


def _server(url: str) -> NatsServer:
    parts = urlsplit(url)
    return NatsServer(
        parts.hostname or "",
        parts.port or PORT,
        parts.scheme == "tls",
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
    )

"""Where a server is: what a person types, and what a client makes of it. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BadUrl(Exception):
    """That is no address of a server: it begins with http:// or https:// and names a host."""

    def __init__(self) -> None:
        super().__init__(self.__class__.__doc__)


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address. `url` is also the Origin of its pages."""

    url: str

    @property
    def socket_url(self) -> str:
        """Where the live socket is."""
        return f"ws{self.url.removeprefix('http')}/ws"

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine: then no proxy stands between."""
        return urlsplit(self.url).hostname in LOOPBACK


def address(typed: str) -> Address:
    """The address that somebody typed, a whole link included; raises `BadUrl`."""
    parts = urlsplit(typed.strip())
    try:
        port = parts.port
    except ValueError:
        raise BadUrl from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadUrl
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(f"{parts.scheme}://{host}" + (f":{port}" if port else ""))

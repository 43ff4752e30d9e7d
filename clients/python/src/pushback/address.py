"""Where a server is, and what a link is made of. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pushback.errors import BadAddress

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
DEEP = 3
"""Parts of a link's path: nothing, `r`, the room."""


@dataclass(frozen=True, slots=True)
class Address:
    """A server. `url` is also the Origin of its pages."""

    url: str

    @property
    def socket_url(self) -> str:
        """Where it takes sockets."""
        return f"ws{self.url.removeprefix('http')}/ws"

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine: then no proxy stands between."""
        return urlsplit(self.url).hostname in LOOPBACK


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a room, `https://…/r/{room}#{secret}`. It is a secret as a whole."""

    server: Address
    room: str
    secret: str

    def __repr__(self) -> str:
        return f"Link({self.server.url}/r/{self.room}#…)"


def address(text: str) -> Address:
    """The server of an address or of a whole link; raises `BadAddress`."""
    try:
        parts = urlsplit(text.strip())
        port, name = parts.port, parts.hostname
    except ValueError:
        raise BadAddress from None
    if parts.scheme not in ("http", "https") or not name or parts.username is not None:
        raise BadAddress
    name = f"[{name}]" if ":" in name else name
    return Address(f"{parts.scheme}://{name}" + (f":{port}" if port else ""))


def link_of(text: str) -> Link:
    """The parts of a link; raises `BadAddress`."""
    server = address(text)
    parts = urlsplit(text.strip())
    path = parts.path.split("/")
    if len(path) != DEEP or path[1] != "r" or not path[2] or not parts.fragment:
        raise BadAddress
    return Link(server, path[2], parts.fragment)

"""Where browsers look for a way through their networks: STUN and TURN servers, as settings say."""

import re
from dataclasses import dataclass, field
from typing import Any

SERVER = re.compile(
    r"(?P<scheme>stuns?|turns?):((?P<user>[^\s@:]+):(?P<password>[^\s@]+)@)?"
    r"(?P<place>([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?)",
    re.ASCII,
)


class BadIceServer(Exception):
    """This is no STUN or TURN server; its value is never said."""


@dataclass(frozen=True, slots=True)
class IceServer:
    """One server, as browsers want it."""

    url: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> dict[str, Any]:
        """An `RTCIceServer`."""
        found: dict[str, Any] = {"urls": [self.url]}
        if self.user:
            found |= {"username": self.user, "credential": self.password}
        return found


def ice_server(text: str) -> IceServer:
    """`stun:host:port`, or `turn:user:password@host:port`. Raises `BadIceServer`."""
    found = SERVER.fullmatch(text)
    if found is None or found["scheme"].startswith("turn") != bool(found["user"]):
        raise BadIceServer
    url = f"{found['scheme']}:{found['place']}"
    return IceServer(url, found["user"] or "", found["password"] or "")

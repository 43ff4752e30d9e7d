"""Where browsers look for a way through their networks: STUN and TURN servers, as settings say.

A TURN server that has a secret in common with us takes names and passwords of a few hours, each for
one person, which it can check without asking (the "TURN REST API" that coturn and others speak).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Any

from app.phases.units import HOUR, SECOND, Instant, Millis, later
from app.rooms.fields import PersonId

LIFE = Millis(4 * HOUR)
"""Of a name and password: longer than any meeting, for a relay may ask for them again in the middle
of one. Whoever comes in again is given new ones."""
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

    @property
    def needs_name(self) -> bool:
        """Whether a name and password must be made for each person."""
        return self.url.startswith("turn") and not self.user


@dataclass(frozen=True, slots=True)
class IceServers:
    """All of them. `secret` is what those TURN servers know that have no name and password."""

    servers: tuple[IceServer, ...] = ()
    secret: str = field(default="", repr=False)

    def shown_to(self, person: PersonId, now: Instant) -> list[dict[str, Any]]:
        """As `RTCIceServer`s, for this person and from now on."""
        return [
            minted(one, self.secret, person, now).shown if one.needs_name else one.shown
            for one in self.servers
        ]


def minted(server: IceServer, secret: str, person: PersonId, now: Instant) -> IceServer:
    """The server with a name and password of `LIFE`. The name says when it ends, in seconds, and
    whose it is, in a way that tells whoever reads the server's log nothing."""
    whose = hmac.digest(secret.encode(), f"turn {person}".encode(), hashlib.sha256).hex()[:16]
    name = f"{later(now, LIFE) // SECOND}:{whose}"
    password = base64.b64encode(hmac.digest(secret.encode(), name.encode(), "sha1")).decode()
    return IceServer(server.url, name, password)


def ice_servers(texts: tuple[str, ...], secret: str = "") -> IceServers:
    """What settings say; a TURN server without a name needs the secret, and a secret such a
    server. Raises `BadIceServer`."""
    servers = tuple(ice_server(text) for text in texts)
    if any(one.needs_name for one in servers) is not bool(secret):
        raise BadIceServer
    return IceServers(servers, secret)


def ice_server(text: str) -> IceServer:
    """`stun:host:port`, `turn:host:port` or `turn:user:password@host:port`; `BadIceServer`."""
    found = SERVER.fullmatch(text)
    if found is None or (found["user"] and found["scheme"].startswith("stun")):
        raise BadIceServer
    url = f"{found['scheme']}:{found['place']}"
    return IceServer(url, found["user"] or "", found["password"] or "")

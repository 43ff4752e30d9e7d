"""Which addresses may be called: those of anybody, never one of ours.

A server that calls where somebody else tells it to is a way into its own network (SSRF). So a URL
must be readable in one way only, and whatever its name resolves to is judged before the connection
is made to exactly that. Sources: the special-purpose registries of IANA, RFC 6890, RFC 6052
(NAT64), RFC 3056 (6to4), RFC 4380 (Teredo), and OWASP's page on server-side request forgery.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_CHARACTERS, MOST_OF_A_NAME = 2_048, 253
HTTPS = 443
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?:{LABEL}\.)+(?!(?:localhost|local|internal)$)[a-z](?:[a-z0-9-]*[a-z0-9])?")
CHARACTERS = re.compile(r"[!$-;=?-\[\]_a-z~]+", re.IGNORECASE)
"""Printable ASCII but for blanks, quotes, <, >, \\, ^, `, {, |, }, and # with what follows it."""
OWN = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::([0-9]{1,5}))?(?:[/?].*)?")
"""This machine, as people write it."""
PORTS = range(1, 65_536)
ALSO_SPECIAL = tuple(
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24", "192.88.99.0/24", "::/8", "64:ff9b::/96", "2001::/23", "2002::/16",
        "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
"""What Python calls global, or did in 3.11, although it leads elsewhere than it says."""


def is_anybodys(text: str) -> bool:
    """Whether an address is one of anybody; a zone makes it one of this machine.

    Raises `ValueError` for what is no address.
    """
    address = ipaddress.ip_address(text)
    if not address.is_global or address.is_multicast or "%" in text:
        return False
    return not any(address.version == net.version and address in net for net in ALSO_SPECIAL)


def leads_to_anybody(url: str) -> bool:
    """Whether a URL may be kept as an address to call; its name is resolved when it is called."""
    if not _is_plain(url):
        return False
    try:
        found = urlsplit(url)
        port, name = found.port, found.hostname
    except ValueError:
        return False
    if found.scheme != "https" or not name or "@" in found.netloc or found.netloc.endswith(":"):
        return False
    if port not in (None, HTTPS) or len(name) > MOST_OF_A_NAME:
        return False
    try:
        return is_anybodys(name)
    except ValueError:
        return bool(NAME.fullmatch(name))


def leads_here(url: str) -> bool:
    """Whether a URL names this machine itself, in one of the usual ways."""
    found = OWN.fullmatch(url) if _is_plain(url) else None
    return found is not None and (found[1] is None or int(found[1]) in PORTS)


def _is_plain(url: str) -> bool:
    return len(url) <= MOST_CHARACTERS and CHARACTERS.fullmatch(url) is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far calls may go: to anybody, and where `has_own_machine` to this machine too."""

    has_own_machine: bool

    def allows(self, url: str) -> bool:
        """Whether this may be kept as an address to call."""
        return leads_to_anybody(url) or (self.has_own_machine and leads_here(url))

    def pinned(self, url: str, found: Sequence[str]) -> tuple[str, ...]:
        """Of what the URL's name was found to be, where a connection may be made to; nothing
        unless every one of them may be, for whoever answers for the name chooses the order."""
        if not found or not self.allows(url):
            return ()
        may = _is_own if leads_here(url) else is_anybodys
        return tuple(dict.fromkeys(found)) if all(map(may, found)) else ()


def _is_own(text: str) -> bool:
    return ipaddress.ip_address(text).is_loopback

"""Origins of pages, written as browsers write them, so that two can be compared as texts."""

import re
from ipaddress import IPv6Address

ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE | re.ASCII,
)
AN_ORIGIN = "http:// or https://, a host in ASCII, perhaps a port, no path"
PORTS = range(1, 65536)
USUAL_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str | None:
    """In lower case, without the scheme's usual port; None for what is no origin."""
    found = ORIGIN.fullmatch(url)
    if found is None:
        return None
    scheme, host = found["scheme"].lower(), found["host"].lower()
    port = int(found["port"] or USUAL_PORTS[scheme])
    if host.startswith("["):
        try:
            host = f"[{IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            return None
    if port not in PORTS:
        return None
    return f"{scheme}://{host}" if port == USUAL_PORTS[scheme] else f"{scheme}://{host}:{port}"


def plain(host: str, port: int) -> str:
    """That of a server without TLS."""
    return f"http://{host}" if port == USUAL_PORTS["http"] else f"http://{host}:{port}"

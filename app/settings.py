"""Every setting in one place; the only reader of environment variables.

Each has a default with which a newcomer's `pushback serve` works on their own machine.
"""

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import unquote

from app.calls.capabilities import Strength
from app.calls.ice import BadIceServer, ice_servers
from app.origins import AN_ORIGIN, PORTS, origin, plain
from app.rooms.state import CallKind

BUS_SERVER = re.compile(
    r"(nats|tls)://([^\s@:/?#\[\]]+(:[^\s@:/?#\[\]]*)?@)?"
    r"([a-z0-9._-]+|\[(?P<six>[0-9a-f:.]+)\])(:(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE | re.ASCII,
)
BOUNDS: dict[str, tuple[int, int]] = {
    "port": (0, 65_535),
    "sockets_per_address": (1, 1_000_000),
    "hellos_per_address": (1, 1_000_000),
    "opens_per_second": (1, 1_000_000),
    "failed_hellos_per_second": (1, 1_000_000),
    "presses_per_second": (1, 1_000_000),
    "requests_per_second": (1, 1_000_000),
    "drain_seconds": (0, 600),
}
SHORTEST_SECRET = 16
CLASSES = (Strength.ENFORCED, Strength.GUARDED, Strength.REQUESTED)
"""What the conformance kit can find."""
CALLS: dict[str, dict[str, int]] = {
    "janus_url": {"janus_secret": SHORTEST_SECRET, "janus_room_key": SHORTEST_SECRET},
    "livekit_url": {"livekit_key": 1, "livekit_secret": 32},
}
"""Servers of calls, with what each must have and how long it is: whoever reaches Janus could listen
otherwise, and what LiveKit's secret signs anybody may see, and guess at."""
USUAL_LOCAL = ("127.0.0.1", "::1", "localhost")
"""Addresses of this machine that browsers reach by the name `localhost`."""
DEFAULT_DATABASE = "sqlite:///data/pushback.db"


class BadSetting(Exception):
    """A setting that cannot be used; says which and what it may be, never its value."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"the setting {name} {rule}")


def setting(default: Any, about: str) -> Any:
    """A field that documents itself."""
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose; each is the environment variable of its name in capitals."""

    host: str = setting("127.0.0.1", "address to listen on; only loopback without it")
    port: int = setting(8000, "port to listen on")
    public_url: str = setting("", "what people type: scheme, host and port of links and Origin")
    origins: tuple[str, ...] = setting((), "further allowed Origins, separated by commas")
    embed_origins: tuple[str, ...] = setting(
        (), "Origins of pages that may show /embed in a frame, separated by commas"
    )
    trusted_proxies: tuple[str, ...] = setting(
        (), "addresses or networks whose forwarded addresses are believed, separated by commas"
    )
    database_url: str = setting(
        DEFAULT_DATABASE, "sqlite:///path or postgresql://user:password@host/name"
    )
    bus_url: str = setting(
        "", "nats://user:password@host or tls://…, between nodes; PostgreSQL's own without it"
    )
    log_level: str = setting("info", "debug, info, warning or error")
    log_json: bool = setting(False, "one JSON object a line, for machines")
    metrics: bool = setting(True, "serve /metrics")
    sockets_per_address: int = setting(1000, "live connections of one address")
    hellos_per_address: int = setting(20, "connections of one address that have not said hello")
    opens_per_second: int = setting(50, "new connections a second of one address, in the long run")
    failed_hellos_per_second: int = setting(
        5, "hellos of one address that let nobody in, a second, in the long run"
    )
    presses_per_second: int = setting(10, "frames a second of one connection, in the long run")
    requests_per_second: int = setting(20, "HTTP requests a second of one key, in the long run")
    janus_url: str = setting("", "ws://… of a Janus for calls of our own; none without it")
    janus_secret: str = setting("", "the `api_secret` of that Janus")
    janus_room_key: str = setting("", "the `admin_key` of its VideoRoom")
    livekit_url: str = setting("", "wss://… of a LiveKit server for calls of its; none without it")
    livekit_key: str = setting("", "an API key of that server")
    livekit_secret: str = setting("", "the secret of that key")
    ice_servers: tuple[str, ...] = setting(
        (), "stun:host:port, turn:host:port or turn:user:password@host:port, separated by commas"
    )
    turn_secret: str = setting(
        "", "the `static-auth-secret` of those TURN servers that have no user and password here"
    )
    contract_class: str = setting(
        "",
        "enforced, guarded or requested: what tests have shown that makers of calls hold, and "
        "the most that their reports count for; without it they are believed, and labelled so",
    )
    drain_seconds: int = setting(
        10, "how long a stop waits for clients to reach another node (PostgreSQL)"
    )
    local_webhooks: bool = setting(
        False, "webhooks may call this machine too, by http; one that only it can reach does anyway"
    )
    ping_hash: bool = setting(
        False, "for tests: ping each second, and say by a hash what the reader should hold"
    )

    @property
    def base_url(self) -> str:
        """Where links point: `public_url`, or what a local start listens on."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.host in USUAL_LOCAL else self.host
        return plain(f"[{host}]" if ":" in host else host, self.port)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host in USUAL_LOCAL:
            return True
        with contextlib.suppress(ValueError):
            return ip_address(self.host).is_loopback
        return False

    @property
    def has_local_webhooks(self) -> bool:
        """Whether webhooks may call this machine: nobody else is served, not even through a proxy,
        or somebody has allowed it."""
        return self.local_webhooks or (self.is_loopback and not self.public_url)

    @property
    def is_sqlite(self) -> bool:
        """Whether everything lives in one file."""
        return self.database_url.startswith("sqlite")

    @property
    def has_call(self) -> bool:
        """Whether meetings have a call of our own."""
        return bool(self.janus_url)

    @property
    def proven(self) -> Strength | None:
        """What the makers of calls may claim; None where nobody has tested it."""
        return Strength(self.contract_class) if self.contract_class else None

    @property
    def has_livekit(self) -> bool:
        """Whether meetings may be heard through a LiveKit server."""
        return bool(self.livekit_url)

    @property
    def usual_call(self) -> CallKind:
        """What meetings are heard through, where nobody says otherwise."""
        return CallKind.BUILT_IN if self.has_call else CallKind.BESIDE

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Exactly these Origins may open sockets and write by cookie."""
        own = {self.base_url}
        if not self.public_url and self.is_loopback:
            own |= {plain(name, self.port) for name in ("localhost", "127.0.0.1")}
        return frozenset(own | set(self.origins))


def load(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment, what was `given` on the command line first.

    Raises `BadSetting` naming the variable.
    """
    values = os.environ if environment is None else environment
    found: dict[str, Any] = {}
    for one in fields(Settings):
        name = one.name.upper()
        if given.get(one.name) is not None:
            found[one.name] = given[one.name]
        elif values.get(name):
            found[one.name] = _read(name, values[name], one.default)
    return _checked(Settings(**found))


def _read(name: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise BadSetting(name, "is true or false")
        return text.lower() in ("1", "true", "yes")
    if isinstance(default, int):
        if not text.isascii() or not text.isdigit():
            raise BadSetting(name, "is a whole number")
        return int(text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _checked(settings: Settings) -> Settings:
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(settings, name) <= most:
            raise BadSetting(name.upper(), f"is a number from {least} to {most}")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        raise BadSetting("LOG_LEVEL", "is debug, info, warning or error")
    _check_proxies(settings.trusted_proxies)
    _check_database(settings.database_url)
    _check_bus(settings)
    _check_call(settings)
    return replace(
        settings,
        public_url=_public(settings.public_url),
        origins=_further("ORIGINS", settings.origins),
        embed_origins=_further("EMBED_ORIGINS", settings.embed_origins),
    )


def _check_proxies(proxies: tuple[str, ...]) -> None:
    """A proxy that is no address would be taken as a name, which no peer ever has."""
    for proxy in proxies:
        try:
            ip_network(proxy) if "/" in proxy else ip_address(proxy)
        except ValueError:
            raise BadSetting(
                "TRUSTED_PROXIES", "lists addresses, or networks such as 10.0.0.0/8"
            ) from None


def _check_database(url: str) -> None:
    """The kind of database; whether it can be reached there is for the storage to say."""
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise BadSetting("DATABASE_URL", "begins with sqlite:/// or postgresql://")
    kind, _, file = url.partition(":///")
    # Without a file SQLite serves from memory, and a stop would lose every meeting.
    if kind == "sqlite" and ("?" in file or unquote(file) in ("", ":memory:")):
        raise BadSetting("DATABASE_URL", "names a file, as sqlite:///path/to/file, and no more")


def _check_bus(settings: Settings) -> None:
    """The servers of a bus, and that there is anybody to speak to by it."""
    for url in settings.bus_url.split(",") if settings.bus_url else ():
        found = BUS_SERVER.fullmatch(url.strip())
        if found is None or not _is_place(found["six"], found["port"]):
            raise BadSetting("BUS_URL", "lists servers of NATS, each nats:// or tls:// and a host")
    if settings.bus_url and settings.is_sqlite:
        raise BadSetting(
            "BUS_URL", "is for nodes that share a PostgreSQL: a SQLite file has one server only"
        )


def _check_call(settings: Settings) -> None:
    """Where calls are, how browsers find a way to them, and the secrets that they have."""
    try:
        ice_servers(settings.ice_servers, settings.turn_secret)
    except BadIceServer:
        raise BadSetting(
            "ICE_SERVERS",
            "lists stun:host:port, turn:user:password@host:port or, with TURN_SECRET and never "
            "without, turn:host:port",
        ) from None
    if 0 < len(settings.turn_secret) < SHORTEST_SECRET:
        raise BadSetting("TURN_SECRET", f"has at least {SHORTEST_SECRET} characters")
    if settings.contract_class not in ("", *CLASSES):
        raise BadSetting("CONTRACT_CLASS", f"is one of {', '.join(CLASSES)}")
    for url, secrets in CALLS.items():
        if not getattr(settings, url):
            continue
        if not getattr(settings, url).startswith(("ws://", "wss://")):
            raise BadSetting(url.upper(), "begins with ws:// or wss://")
        for name, shortest in secrets.items():
            if len(getattr(settings, name)) < shortest:
                raise BadSetting(name.upper(), f"has at least {shortest} characters")


def _is_place(six: str | None, port: str | None) -> bool:
    """Whether these can be asked for, where they are given."""
    with contextlib.suppress(ValueError):
        return (six is None or bool(IPv6Address(six))) and (port is None or int(port) in PORTS)
    return False


def _public(url: str) -> str:
    found = origin(url)
    if url and found is None:
        raise BadSetting("PUBLIC_URL", f"is {AN_ORIGIN}")
    return found or ""


def _further(name: str, urls: tuple[str, ...]) -> tuple[str, ...]:
    origins = tuple(one for one in map(origin, urls) if one is not None)
    if len(origins) < len(urls):
        raise BadSetting(name, f"lists addresses, each {AN_ORIGIN}")
    return origins

"""Every setting in one place; the only reader of environment variables.

Each has a default with which a newcomer's `pushback serve` works on their own machine.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ORIGIN = r"https?://[^/?#\s@]+/?"
AT_LEAST_ONE = (
    "sockets_per_address", "hellos_per_address", "opens_per_second", "presses_per_second",
)  # fmt: skip
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
    trusted_proxies: tuple[str, ...] = setting(
        (), "addresses or networks whose forwarded addresses are believed, separated by commas"
    )
    database_url: str = setting(
        DEFAULT_DATABASE, "sqlite:///path or postgresql://user:password@host/name"
    )
    log_level: str = setting("info", "debug, info, warning or error")
    log_json: bool = setting(False, "one JSON object a line, for machines")
    metrics: bool = setting(True, "serve /metrics")
    sockets_per_address: int = setting(1000, "live connections of one address")
    hellos_per_address: int = setting(20, "connections of one address that have not said hello")
    opens_per_second: int = setting(50, "new connections a second of one address, in the long run")
    presses_per_second: int = setting(10, "frames a second of one connection, in the long run")
    drain_seconds: int = setting(10, "how long a stop waits for clients to go to another node; with SQLite there is none")

    @property
    def base_url(self) -> str:
        """Where links point: `public_url`, or what a local start listens on."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "localhost" if self.is_loopback else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def is_sqlite(self) -> bool:
        """Whether everything lives in one file."""
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, None for another database."""
        if not self.is_sqlite:
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Exactly these Origins may open sockets and write by cookie."""
        own = {self.base_url}
        if not self.public_url and self.is_loopback:
            own |= {f"http://{name}:{self.port}" for name in ("localhost", "127.0.0.1")}
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
    if not 0 <= settings.port <= 65535:
        raise BadSetting("PORT", "is a number from 0 to 65535")
    if settings.public_url and not re.fullmatch(ORIGIN, settings.public_url):
        raise BadSetting("PUBLIC_URL", "is http:// or https://, a host, perhaps a port, no path")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://")):
        raise BadSetting("DATABASE_URL", "begins with sqlite:/// or postgresql://")
    if settings.log_level not in ("debug", "info", "warning", "error"):
        raise BadSetting("LOG_LEVEL", "is debug, info, warning or error")
    for name in AT_LEAST_ONE:
        if getattr(settings, name) < 1:
            raise BadSetting(name.upper(), "is at least 1")
    return settings

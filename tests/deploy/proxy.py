"""nginx from `make system`, with the configuration that is shipped, on loopback."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.deploy import shipped
from tests.support.postgres import free_port

CERTIFICATE = shipped.ROOT / "tests" / "support" / "localhost.pem"
PLACES = (Path("/usr/sbin"), shipped.ROOT / ".system" / "usr" / "sbin")
"""Where Debian puts it, which is not on everybody's PATH; where `make system` does."""
STOP_WITHIN = 10
EXAMPLES = ("10.0.0.11:8000", "10.0.0.12:8000", "10.0.0.13:8000")


class Proxy:
    """One nginx before the nodes at `ports`, all its files below `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.port = free_port()
        self.plain_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        """What people type: PUBLIC_URL of the nodes."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the live socket is."""
        return f"wss://127.0.0.1:{self.port}/ws"

    @property
    def written(self) -> str:
        """Everything in its logs."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("log/*")))

    def start(self, ports: Sequence[int]) -> None:
        """Start it; it listens as soon as whoever connects is patient for a moment."""
        for name in ("log", "lib", "acme"):
            (self.folder / name).mkdir()
        path = self.folder / "nginx.conf"
        path.write_text(self.configuration(ports))
        with (self.folder / "said").open("wb") as said:
            command = [nginx(), "-p", str(self.folder), "-c", str(path)]
            if subprocess.run([*command, "-t", "-q"], stderr=said, check=False).returncode:
                raise RuntimeError((self.folder / "said").read_text())
            self._process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=said)

    def configuration(self, ports: Sequence[int]) -> str:
        """The file that is shipped, its examples replaced."""
        nodes = {
            example: f"127.0.0.1:{port}" for example, port in zip(EXAMPLES, ports, strict=True)
        }
        own = {
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "https://circle.example.org": self.origin,
            "circle.example.org": "127.0.0.1",
            "/etc/pushback/tls/fullchain.pem": str(CERTIFICATE),
            "/etc/pushback/tls/privkey.pem": str(CERTIFICATE),
            "/var/log/nginx": str(self.folder / "log"),
            "/var/lib/nginx": str(self.folder / "lib"),
            "/var/www/acme": str(self.folder / "acme"),
            "/run/nginx.pid": str(self.folder / "nginx.pid"),
        }
        return shipped.text("nginx/nginx.conf", nodes | own)

    def stop(self) -> None:
        """End it and everybody's connections."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_WITHIN)
            self._process = None


def nginx() -> str:
    """Where nginx is; without one the test fails and says what to do."""
    found = shutil.which("nginx") or next(
        (str(place / "nginx") for place in PLACES if (place / "nginx").is_file()), None
    )
    if found is None:
        pytest.fail("There is no nginx: run `make system`.", pytrace=False)
    return found

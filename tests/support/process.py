"""A real server in a process of its own, to be killed and started again; from a nursery at less
cost."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.nursery import Child, Nursery
from tests.support.postgres import free_port

SERVE = "from app.cli import main; main(['serve'])"
STOP_WITHIN = 20
ROOM_TO_LOG = 64 * 1024


class ServerProcess:
    """`pushback serve` on a loopback port over the database at `url`; what it says is in `said`."""

    def __init__(
        self, url: str, folder: Path, nursery: Nursery | None = None, /, **environment: str
    ) -> None:
        self.port = free_port()
        self.said = folder / "server.log"
        self._environment = {
            **os.environ,
            "DATABASE_URL": url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            **environment,
        }
        self._nursery = nursery
        self._process: subprocess.Popen[bytes] | Child | None = None

    @property
    def origin(self) -> str:
        """The Origin it allows."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        """Where the live socket is."""
        return f"ws://127.0.0.1:{self.port}/ws"

    def start(self) -> None:
        """Start it; whoever connects waits until it listens."""
        if self._nursery is not None:
            self._process = self._nursery.bear(self._environment, self.said)
            return
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE], env=self._environment, stdout=said, stderr=said
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        self._send(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to go, and return how it went."""
        return self._send(signal.SIGTERM)

    def stall(self) -> None:
        """Let it stand still: its connections stay, and nobody answers on them."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After a stall."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def fill_disk(self) -> None:
        """Let the system take nothing more from it beyond a little: the write itself is refused,
        as on a disk without room, wherever a file would grow. What it logs still finds place."""
        assert self._process is not None, "it does not run"
        room = self.said.stat().st_size + ROOM_TO_LOG
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (room, hard))

    def free_disk(self) -> None:
        """There is room again."""
        assert self._process is not None, "it does not run"
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (hard, hard))

    def _send(self, what: signal.Signals) -> int:
        assert self._process is not None, "it does not run"
        self._process.send_signal(what)
        try:
            return self._process.wait(STOP_WITHIN)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process = None

    def end(self) -> None:
        """Leave nothing running."""
        if self._process is not None:
            self.kill()

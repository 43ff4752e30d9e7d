"""Where server processes are born: one process has read the program, and forks whoever is wanted.

To read it takes a second or two of a core, which is most of what a start costs; a suite that kills
two hundred nodes would do little else. What is forked has done nothing yet: no loop, no thread, no
file, and the environment that it is given.
"""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

BEAR = """
import json, os, signal, sys, threading
from app.cli import main
import app.cli.serve, app.storage.postgres, app.storage.postgres_log, app.bus.nats, app.bus.postgres

signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody is waited for
assert threading.active_count() == 1
for line in sys.stdin:
    wanted = json.loads(line)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        said = os.open(wanted["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        os.environ.clear()
        os.environ.update(wanted["environment"])
        main(["serve"])
        os._exit(0)
    print(child, flush=True)
"""
GONE_WITHIN = 20


class Nursery:
    """A process that forks servers; with it ends nothing that it has borne."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BEAR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def bear(self, environment: dict[str, str], said: Path) -> "Child":
        """A server that runs in that environment and appends what it says to that file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"environment": environment, "said": str(said)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return Child(int(self._process.stdout.readline()))

    def close(self) -> None:
        """Bear nobody any more."""
        self._process.kill()
        self._process.communicate()


class Child:
    """A process that is not ours to wait for; as much of `Popen` as a server needs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)
        self._is_gone = False

    def send_signal(self, what: signal.Signals) -> None:
        """To it and, whatever has its number by then, to nobody else."""
        if not self._is_gone:
            signal.pidfd_send_signal(self._descriptor, what)

    def kill(self) -> None:
        """As a power cut."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """0 when it is gone, however it went."""
        return self._waited(0)

    def wait(self, seconds: float = GONE_WITHIN) -> int:
        """Until it is gone; raises `TimeoutExpired`."""
        found = self._waited(seconds)
        if found is None:
            raise subprocess.TimeoutExpired("a server", seconds)
        return found

    def _waited(self, seconds: float) -> int | None:
        if not self._is_gone:
            looked = select.poll()
            looked.register(self._descriptor, select.POLLIN)
            self._is_gone = bool(looked.poll(seconds * 1000))
            if self._is_gone:
                os.close(self._descriptor)
        return 0 if self._is_gone else None

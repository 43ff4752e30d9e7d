"""What a server is put through, and how often."""

from collections import Counter
from typing import Any, cast

import pytest

from benchmarks.bench import Bench, Figures
from benchmarks.dialects import Ours
from benchmarks.pump import Window
from benchmarks.scenarios import AGAIN, KINDS, PACES, QUICK, ROOM, Runs, beside
from benchmarks.swarm import Crowd

RUNS = 3
"""Of `make bench`, each on a fresh start."""


class Measured:
    """A bench that does nothing and remembers what was asked of it."""

    def __init__(self) -> None:
        people = [f"p{n}" for n in range(ROOM)]
        self.crowd = Crowd(Ours(1), 1, [[f"r{n}", *people] for n in range(QUICK.idle_rooms)])
        self.server = self
        self.windows: Counter[tuple[str, float]] = Counter()

    def resident(self) -> float:
        """No memory."""
        return 0.0

    def say(self, line: str) -> None:
        """To nobody."""

    async def figures(self, *_: Any, **__: Any) -> Figures:
        """Whatever is asked for."""
        names = ("per_second", "kib_each", "all_back_s")
        return dict.fromkeys(names, 1.0)

    arrive = idle = leave = ask = settle = storm = figures

    async def window(self, window: Window) -> Figures:
        """One more of these."""
        self.windows[window.kind, window.rate * ROOM] += 1
        names = ("p50_ms", "p99_ms", "deliveries_per_second", "server_cpu_us_per_delivery")
        return dict.fromkeys(names, 1.0)


@pytest.mark.parametrize("kind", KINDS)
async def test_tail_of_each_kind_is_that_of_five_paced_runs_or_more(kind: str) -> None:
    bench, runs = Measured(), Runs()
    await beside(cast("Bench", bench), QUICK, runs, is_small=False, idle_s=0.0)

    for pace in PACES:
        assert {f"{kind}_{pace}", f"{kind}_{pace}{AGAIN}"} <= runs.keys()
        assert RUNS * bench.windows[kind, pace] >= 5

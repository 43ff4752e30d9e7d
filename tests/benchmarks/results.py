"""Results as a run keeps them, with the figures that a test gives."""

from typing import Any

from benchmarks.figures import Spread
from benchmarks.report import OURS, RULER
from benchmarks.scenarios import THROUGH

SCENARIOS = (
    "join", "idle", "storm", "durable_full", "signal_full", "signal_2500", "signal_10000",
    "durable_2500", "durable_10000", "twelve_200", "twelve_1000", THROUGH,
)  # fmt: skip


def result(ruler: float = 1.0, **ours: float) -> dict[str, Any]:
    """A result in which ours has these figures in every scenario, and the plain loop `ruler`."""

    def figures(values: dict[str, float]) -> dict[str, Any]:
        found = {name: Spread((value,)).as_json() for name, value in values.items()}
        return dict.fromkeys(SCENARIOS, found)

    found = {"processor": "a", "cores": 2, "memory_gib": 1, "system": "b", "python": "c"}
    return {
        "runs": 1,
        "made_at": "today",
        "seconds": 1,
        "skipped": {},
        "machine": {**found, "sqlite": "d", "packages": {"uvicorn": "1", "uvloop": None}},
        "servers": {OURS: figures(ours), RULER: figures(dict.fromkeys(ours, ruler))},
    }


def row(**values: float) -> dict[str, Any]:
    """What was measured of one size, once."""
    return {name: Spread((value,)).as_json() for name, value in values.items()}

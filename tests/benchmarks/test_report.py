from typing import Any

from benchmarks.figures import Spread
from benchmarks.report import (
    OURS,
    RULER,
    TARGETS,
    comparison,
    number,
    targets,
    text,
    violations,
)

SCENARIOS = (
    "join", "idle", "storm", "durable_full", "signal_full", "signal_2500", "signal_10000",
    "durable_2500", "durable_10000", "twelve_200", "twelve_1000",
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


def test_every_target_names_a_scenario_that_there_is() -> None:
    assert {target.scenario for target in TARGETS} <= set(SCENARIOS)


def test_missed_target_is_said_to_be_missed() -> None:
    found = {row[0]: row[3] for row in targets(result(p50_ms=3.5, p99_ms=4.0))}

    assert "**missed**" == found["200 commands/s to 12, p50, ms"]
    assert "met" == found["signals at 2,500/s, p99, ms"]


def test_ratio_is_to_the_plain_loop_of_the_same_run() -> None:
    found = {row[0]: row[2:] for row in targets(result(ruler=2.0, deliveries_per_second=6.0))}

    assert ("3x", "met") == found["signals, deliveries/s"]
    assert ("3x", "met") == found["recorded commands, deliveries/s"]


def test_losing_rows_are_shown_like_the_others() -> None:
    rows = {row[0]: row[1] for row in comparison(result(ruler=2.0, deliveries_per_second=1.0))}

    assert "1 (0.50x)" == rows["**Pushback**, a signal"]
    assert "2" == rows["plain FastAPI + uvicorn (the ruler)"]


def test_command_that_did_not_reach_everybody_is_a_violation() -> None:
    assert not violations(result(not_delivered=0.0, p50_ms=9_000.0))
    assert "durable_full: not_delivered 2" in violations(result(not_delivered=2.0))


def test_node_of_ours_that_failed_is_a_violation_and_a_peer_is_not() -> None:
    failed = {"pushback, run 2": "failed: so", "channels, run 1": "failed: so"}

    assert ["pushback, run 2: failed: so"] == violations(result() | {"skipped": failed})


def test_figure_that_nobody_has_is_a_dash() -> None:
    assert {"–"} == set(comparison(result())[1][1:])


def test_number_is_as_long_as_it_must_be() -> None:
    assert ["–", "0.12", "12.3", "1,235", "3"] == [
        number(value) for value in (float("nan"), 0.123, 12.34, 1234.6, 3.0)
    ]


def test_packages_that_are_missing_are_not_named() -> None:
    assert "uvloop" not in text(result())

from typing import Any

from benchmarks.figures import Spread
from benchmarks.report import TARGETS, TITLES, text


def result(**ours: float) -> dict[str, Any]:
    """A result in which both servers have these figures in every scenario."""
    figures = {name: Spread((value,)).as_json() for name, value in ours.items()}
    found = {"processor": "a", "cores": 2, "memory_gib": 1, "system": "b", "python": "c"}
    return {
        "runs": 1,
        "load_average": [0.5],
        "machine": {**found, "sqlite": "d", "packages": {"uvicorn": "1", "uvloop": None}},
        "scenarios": {name: {"pushback": figures, "plain": figures} for name in TITLES},
    }


def test_every_target_names_a_figure_that_is_shown() -> None:
    for _, scenario, figure, *_ in TARGETS:
        assert figure in dict(TITLES[scenario][1])


def test_missed_target_is_said_to_be_missed() -> None:
    lines = text(result(p50_ms=3.5, p99_ms=19.0)).splitlines()
    targets = lines[lines.index("targets") :]

    assert ["MISSED"] == [line.split()[-1] for line in targets if "p50" in line]
    assert {"met"} == {line.split()[-1] for line in targets if "p99" in line}


def test_same_figures_have_the_ratio_one() -> None:
    shown = [line for line in text(result(kib_each=30.0)).splitlines() if "KiB resident" in line]

    assert {"1.00"} == {line.split()[-1] for line in shown}


def test_figure_that_nobody_has_is_a_dash() -> None:
    assert " - " in text(result())


def test_packages_that_are_missing_are_not_named() -> None:
    assert "uvloop" not in text(result())

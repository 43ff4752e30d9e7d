"""What a run has shown is counted by recipe and kept, and a document can print it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.checker import Complaint
from tests.simulation import report
from tests.simulation.__main__ import keep
from tests.simulation.hunt import Catch
from tests.simulation.schedule import Verdict
from tests.support.kept_runs import Run, read, told

HELD = Verdict("s1.7.0", "moves", (), "trace", 100, 3.0, 10, 8, 40, 0.2)
BROKEN = replace(
    HELD, token="s1.7.1", recipe="calm", wrong=(Complaint("L5 legal", "room-1", "x"),),
    rested_after=None,
)  # fmt: skip
CAUGHT = Catch("skip-dedupe", 5, BROKEN, HELD)
UNFAIR = Catch("leak-fields", 1, BROKEN, BROKEN)


def test_recipes_are_counted_apart_and_together() -> None:
    found = report.counted([HELD, HELD, BROKEN])

    assert ["calm", "moves", "all"] == list(found)
    assert (2, 0) == (found["moves"]["schedules"], found["moves"]["broken"])
    assert (3, 1) == (found["all"]["schedules"], found["all"]["broken"])
    assert {"p50": 0.2, "p90": 0.2, "p99": 0.2, "max": 0.2} == found["all"]["rest_s"]


def test_catch_where_the_service_breaks_a_law_is_kept_as_none() -> None:
    found = report.caught([CAUGHT, UNFAIR])

    assert [5, None] == [one["after"] for one in found.values()]


def test_kept_run_tells_what_broke_and_what_was_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latest.json"
    keep(Run(7, report.PACKAGES), [HELD, BROKEN], [CAUGHT, UNFAIR], path)
    found = read(path)
    assert found is not None

    text = told(found, report.rows(found["recipes"]), report.sentences(found))

    assert "kept as latest.json" in capsys.readouterr().out
    assert "| moves | 1 | 0 |" in text
    assert "Schedules that broke a law: 1; s1.7.1: L5 legal" in text
    assert "Mutants noticed: 1 of 2, the last after 5 schedules." in text

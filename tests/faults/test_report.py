"""What a run of faults has shown is counted, and a document can print it."""

from pathlib import Path

from tests.faults import report
from tests.faults.checker import Complaint
from tests.faults.tally import Tally
from tests.support.kept_runs import Run, read, told


def tallied() -> Tally:
    tally = Tally(wrong=[Complaint("L5 legal", "room-1", "x")])
    for seconds in (0.2, 0.4):
        tally.calm("nats kill", seconds)
    tally.calm("nats bus", 1.0)
    tally.count("kills", 2)
    tally.count("lines: reset", 0)
    return tally


def test_calm_is_told_by_fault_and_of_all() -> None:
    found = report.calm(tallied().took)

    assert ["nats bus", "nats kill", "all"] == list(found)
    assert (3, 0.4, 1.0) == (found["all"]["times"], found["all"]["p50"], found["all"]["max"])


def test_what_never_happened_is_not_counted() -> None:
    assert {"kills": 2} == report.found(tallied())["counted"]


def test_how_long_people_were_away_is_told_or_that_nobody_was() -> None:
    tally = tallied()
    assert report.found(tally)["away_s"] is None
    tally.away += [0.2, 0.3, 1.5]

    told_, *_ = report.sentences(report.found(tally))

    assert "3 times" in told_
    assert "0.30 s in the middle" in told_
    assert "1.50 s at most" in told_


def test_kept_run_tells_every_law_that_did_not_hold(tmp_path: Path) -> None:
    path = tmp_path / "latest.json"
    Run(7, report.PACKAGES).kept(path, report.found(tallied()))
    kept = read(path)
    assert kept is not None

    text = told(kept, report.rows(kept["calm_s"]), report.sentences(kept))

    assert "| nats kill | 2 | 0.40 s |" in text
    assert "Laws that did not hold: 1; L5 legal: x (room room-1)." in text
    assert "kills 2." in text

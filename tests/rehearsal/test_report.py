"""The verdict as people and machines read it."""

import io
import json
from dataclasses import replace
from importlib.metadata import PackageNotFoundError

import pytest
from rich.console import Console

from app.rehearsal import report
from app.rehearsal.evidence import Check, Evidence
from app.rehearsal.verdict import verdict

GOOD = Check("one time", True, "within 1 ms")
BAD = Check("one circle", False, "the order differed")


def told(evidence: Evidence, checks: tuple[Check, ...]) -> str:
    out = io.StringIO()
    report.tell(Console(file=out, width=120), evidence, checks)
    return out.getvalue()


def test_people_read_who_saw_what_each_check_and_the_verdict(evidence: Evidence) -> None:
    text = told(evidence, verdict(evidence))
    for word in ("Miriam", "sitting back", "between", "nothing lost, nothing doubled", "p99"):
        assert word in text
    assert "✓ The meeting held: 21 checks." in text
    assert "✗" not in text


def test_one_failure_is_the_verdict(evidence: Evidence) -> None:
    text = told(evidence, (GOOD, BAD))
    assert "✗ 1 of 2 checks failed." in text
    assert "the order differed" in text


def test_machines_read_the_same(evidence: Evidence) -> None:
    told = json.loads(json.dumps(report.as_json(evidence, (GOOD, BAD))))
    assert told["ok"] is False
    assert told["checks"][1] == {"name": "one circle", "ok": False, "found": "the order differed"}
    assert told["rehearsal"]["plan"] == "two_case_90"
    assert told["rehearsal"]["wire"] == 1
    assert told["figures"]["presses"] > 40
    assert len(told["roles"]) == 9


def test_machines_read_no_secret_and_no_word_between_leaders(evidence: Evidence) -> None:
    text = json.dumps(report.as_json(evidence, verdict(evidence)))
    assert not any(canary in text for canary in evidence.canaries)
    assert '"resume"' not in text


def test_speed_is_said_as_it_was(evidence: Evidence) -> None:
    assert report.as_json(replace(evidence, speed=72.0), (GOOD,))["rehearsal"]["speed"] == 72.0


def test_a_program_that_was_never_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(report, "version", missing)
    assert report.own_version() == "unknown"

"""The verdict asks every judge, and a broken piece of evidence is no way out."""

from dataclasses import replace

from app.rehearsal.bots import Part
from app.rehearsal.evidence import Evidence
from app.rehearsal.recording import Recording
from app.rehearsal.verdict import JUDGES, verdict
from tests.support.broken import with_texts


def test_a_good_rehearsal_passes_every_check(evidence: Evidence) -> None:
    checks = verdict(evidence)
    assert [check.found for check in checks if not check.ok] == []
    assert len(checks) == len(JUDGES)


def test_checks_have_names_of_their_own(evidence: Evidence) -> None:
    assert len({check.name for check in verdict(evidence)}) == len(JUDGES)


def test_what_cannot_be_judged_has_failed(evidence: Evidence) -> None:
    nobody: dict[Part, Recording] = {
        part: r for part, r in evidence.recordings.items() if part is not Part.LATE
    }
    checks = verdict(replace(evidence, recordings=nobody))
    assert any("could not be judged: KeyError" in check.found for check in checks)


def test_a_page_that_was_sent_nothing_fails(evidence: Evidence) -> None:
    checks = verdict(with_texts(evidence, Part.MEMBER, []))
    assert not all(check.ok for check in checks)


def test_evidence_of_nothing_proves_nothing(evidence: Evidence) -> None:
    nothing = replace(evidence, recordings={}, log=(), spreads=(), lost={})
    assert [check.name for check in verdict(nothing) if check.ok] == ["the whole meeting"]

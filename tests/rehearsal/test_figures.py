"""Numbers of a rehearsal."""

from dataclasses import replace

from app.rehearsal.bots import Part
from app.rehearsal.evidence import Evidence
from app.rehearsal.figures import figures, sections_seen, sights


def test_an_answer_comes_before_everybody_knows_or_at_once(evidence: Evidence) -> None:
    found = figures(evidence)
    assert 0 < found.answer_p50 <= found.answer_p99
    assert 0 < found.everybody_p50 <= found.everybody_p99
    assert found.clocks_p50 <= found.clocks_p99 < 50
    assert found.presses > 40


def test_figures_are_rounded_for_machines(evidence: Evidence) -> None:
    told = figures(replace(evidence, seconds=1.23456)).as_json()
    assert told["seconds"] == 1.23


def test_every_page_says_what_it_was_and_how_much_it_was_sent(evidence: Evidence) -> None:
    by_part = {sight.part: sight for sight in sights(evidence)}
    assert by_part[Part.SECOND].audiences == ("waiting", "member", "sitting_back")
    assert by_part[Part.OBSERVER].audiences == ("waiting", "observer")
    assert all(sight.frames > 10 and sight.kib > 1 for sight in by_part.values())
    assert "between" in by_part[Part.LEADER].sections
    assert "between" not in by_part[Part.MEMBER].sections


def test_sections_are_listed_by_audience_the_one_that_sees_most_first(evidence: Evidence) -> None:
    seen = sections_seen(evidence)
    assert next(iter(seen)) == "leader"
    assert "clock" not in seen["sitting_back"]
    assert seen["waiting"] == {"room", "door", "you", "own"}


def test_no_presses_are_no_time(evidence: Evidence) -> None:
    assert figures(replace(evidence, recordings={})).answer_p99 == 0.0

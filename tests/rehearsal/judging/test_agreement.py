"""Each judge of what pages agree on is content with a good rehearsal, and with no other."""

import json
from dataclasses import replace

import pytest

from app.rehearsal.bots import NAMES, Part
from app.rehearsal.evidence import Evidence, Judge
from app.rehearsal.judging import agreement
from app.rehearsal.recording import CAME, Recording, Text
from tests.support.broken import Frame, heard


@pytest.mark.parametrize("judge", agreement.JUDGES, ids=lambda judge: judge.__name__)
def test_a_good_rehearsal_is_good(evidence: Evidence, judge: Judge) -> None:
    check = judge(evidence)
    assert check.ok, check.found


@pytest.mark.parametrize(("apart", "ok"), [(49.9, True), (50.1, False)])
def test_clocks_may_be_fifty_milliseconds_apart_and_no_more(
    evidence: Evidence, apart: float, ok: bool
) -> None:
    spreads = (1.0,) * 90 + (apart,) * 10
    assert agreement.clocks(replace(evidence, spreads=spreads)).ok is ok


def test_clocks_that_were_never_compared_prove_nothing(evidence: Evidence) -> None:
    assert not agreement.clocks(replace(evidence, spreads=())).ok


def test_a_page_that_ends_otherwise_is_found_by_name(evidence: Evidence) -> None:
    def other(frame: Frame) -> Frame:
        if "door" in frame.get("set", {}):
            frame["set"]["door"]["state"] = "ajar"
        return frame

    check = agreement.same_end(heard(evidence, Part.MEMBER, other))
    assert f"{NAMES[Part.MEMBER]} ends with another view" in check.found


def test_a_page_that_missed_the_end_is_found(evidence: Evidence) -> None:
    def missed(frame: Frame) -> Frame | None:
        phase = frame.get("set", {}).get("phase", {})
        return None if phase.get("phase") == "ended" else frame

    check = agreement.same_end(heard(evidence, Part.MEMBER, missed))
    assert f"{NAMES[Part.MEMBER]} ends in corridor" in check.found


@pytest.mark.parametrize("section", ["circle", "phase", "you"])
def test_a_lost_change_shows_in_a_fresh_tab(evidence: Evidence, section: str) -> None:
    old = evidence[Part.MEMBER]
    fresh = []
    for one in old.fresh:
        frame = json.loads(one.text)
        if one.way == CAME and section in frame.get("set", {}):
            frame["set"][section] = {}
        fresh.append(Text(one.at, one.way, json.dumps(frame)))
    new = Recording(old.name, old.part, old.role, old.texts, fresh)
    broken = replace(evidence, recordings={**evidence.recordings, Part.MEMBER: new})
    assert f"{NAMES[Part.MEMBER]}: {section}" in agreement.merged_is_fresh(broken).found


def test_a_page_without_a_fresh_tab_proves_nothing(evidence: Evidence) -> None:
    old = evidence[Part.LATE]
    new = Recording(old.name, old.part, old.role, old.texts, [])
    broken = replace(evidence, recordings={**evidence.recordings, Part.LATE: new})
    assert not agreement.merged_is_fresh(broken).ok


def test_another_order_on_one_screen_is_found(evidence: Evidence) -> None:
    def turned(frame: Frame) -> Frame:
        circle = frame.get("set", {}).get("circle")
        if circle is not None:
            circle["seats"].reverse()
        return frame

    check = agreement.one_circle(heard(evidence, Part.OBSERVER, turned))
    assert not check.ok
    assert "the order differed" in check.found


def test_pages_that_never_saw_a_circle_prove_nothing(evidence: Evidence) -> None:
    assert not agreement.one_circle(replace(evidence, recordings={})).ok

"""Each judge of what was shown is content with a good rehearsal, and with no leak."""

from dataclasses import replace
from typing import Any

import pytest

from app.rehearsal.bots import NAMES, Part
from app.rehearsal.evidence import Evidence, Judge
from app.rehearsal.judging import secrecy
from tests.support.broken import Frame, heard, heard_also, logged, without


@pytest.mark.parametrize("judge", secrecy.JUDGES, ids=lambda judge: judge.__name__)
def test_a_good_rehearsal_is_good(evidence: Evidence, judge: Judge) -> None:
    check = judge(evidence)
    assert check.ok, check.found


@pytest.mark.parametrize(
    ("section", "leak"),
    [
        ("phase", {"phase_rev": 3}),
        ("clock", {"limit_ms": 60_000}),
        ("door", {"waiting": []}),
        ("signals", {"needs": []}),
        ("room", {"stand_in": {}}),
        ("presence", {"presenter_missing": False}),
    ],
)
def test_a_leaders_field_in_a_members_section_is_found(
    evidence: Evidence, section: str, leak: dict[str, Any]
) -> None:
    def leaking(frame: Frame) -> Frame:
        if section in frame.get("set", {}):
            frame["set"][section] |= leak
        return frame

    check = secrecy.known_fields_only(heard(evidence, Part.MEMBER, leaking))
    assert not check.ok
    assert NAMES[Part.MEMBER] in check.found


@pytest.mark.parametrize("part", [Part.MEMBER, Part.OBSERVER, Part.LATE])
def test_a_section_that_an_audience_does_not_have_is_found(evidence: Evidence, part: Part) -> None:
    frame = {"t": "state", "now": 1, "set": {"between": {"lines": []}}}
    broken = heard_also(evidence, part, frame, after=_is_state)
    assert not secrecy.known_fields_only(broken).ok


def test_a_cause_that_only_leaders_may_read_is_found(evidence: Evidence) -> None:
    def telling(frame: Frame) -> Frame:
        return frame | {"because": ["rejoin_declined"]} if "because" in frame else frame

    assert not secrecy.known_fields_only(heard(evidence, Part.MEMBER, telling)).ok


def test_a_frame_that_nobody_described_is_found(evidence: Evidence) -> None:
    broken = heard_also(evidence, Part.MEMBER, {"t": "advert"}, after=_is_state)
    assert "not described" in secrecy.known_fields_only(broken).found


def test_what_was_wrong_is_named_and_its_value_is_not(evidence: Evidence) -> None:
    frame = {"t": "state", "now": 1, "set": {"door": {"state": "open", "secret": "canary"}}}
    found = secrecy.known_fields_only(heard_also(evidence, Part.MEMBER, frame, after=_is_state))
    assert "canary" not in found.found


@pytest.mark.parametrize("part", [Part.MEMBER, Part.FIRST, Part.OBSERVER, Part.LATE])
def test_a_word_between_leaders_on_another_page_is_found(evidence: Evidence, part: Part) -> None:
    frame = {"t": "state", "now": 1, "set": {"door": {"state": evidence.canaries[1]}}}
    check = secrecy.between_leaders(heard_also(evidence, part, frame, after=_is_state))
    assert not check.ok
    assert NAMES[part] in check.found
    assert evidence.canaries[1] not in check.found


def test_a_word_between_leaders_in_the_log_is_found(evidence: Evidence) -> None:
    first, *rest = evidence.log
    spoilt = replace(first, fields={"text": evidence.canaries[0]})
    assert "the log" in secrecy.between_leaders(replace(evidence, log=(spoilt, *rest))).found


def test_a_word_that_a_leader_never_read_is_found(evidence: Evidence) -> None:
    deaf = heard(
        evidence,
        Part.LEADER,
        lambda frame: None if "between" in frame.get("set", {}) else frame,
    )
    assert "did not read them" in secrecy.between_leaders(deaf).found


@pytest.mark.parametrize("part", [Part.MEMBER, Part.SECOND, Part.OBSERVER])
def test_a_name_from_the_door_on_another_page_is_found(evidence: Evidence, part: Part) -> None:
    frame = {"t": "state", "now": 1, "set": {"door": {"waiting": [NAMES[Part.LATE]]}}}
    check = secrecy.at_the_door(heard_also(evidence, part, frame, after=_is_state))
    assert not check.ok
    assert NAMES[part] in check.found


def test_a_name_from_the_circle_read_at_the_door_is_found(evidence: Evidence) -> None:
    frame = {"t": "state", "now": 1, "set": {"door": {"inside": [NAMES[Part.MEMBER]]}}}
    check = secrecy.at_the_door(heard_also(evidence, Part.LATE, frame, after=_is_state))
    assert "the late-comer, who read" in check.found


def test_a_late_comer_who_was_never_seated_proves_nothing(evidence: Evidence) -> None:
    broken = logged(evidence, without("person_seated"))
    assert "never seated" in secrecy.at_the_door(broken).found


@pytest.mark.parametrize("part", [Part.FIRST, Part.SECOND])
def test_a_clock_shown_to_who_sits_back_is_found(evidence: Evidence, part: Part) -> None:
    frame = {"t": "state", "seq": 1, "set": {"clock": {"band": 1}}}
    broken = heard_also(evidence, part, frame, after=_sits_back)
    assert f"{NAMES[part]} was shown a clock" in secrecy.without_clock(broken).found


def test_presenters_who_never_sat_back_prove_nothing(evidence: Evidence) -> None:
    broken = evidence
    for part in (Part.FIRST, Part.SECOND):
        broken = heard(broken, part, lambda f: None if _sits_back(f) else f)
        broken = heard(broken, part, lambda f: f | {"view": "member.v1"} if "view" in f else f)
    assert "nobody sat back" in secrecy.without_clock(broken).found


def _is_state(frame: Frame) -> bool:
    return frame["t"] == "state" and "seq" not in frame


def _sits_back(frame: Frame) -> bool:
    return frame["t"] == "state" and str(frame.get("view", "")).startswith("sitting_back")

"""Each judge of what was recorded is content with a good rehearsal, and with no broken one."""

from dataclasses import replace

import pytest

from app.rehearsal.bots import Part
from app.rehearsal.evidence import Evidence, Judge
from app.rehearsal.judging import durability
from app.rehearsal.office import Entry
from app.rehearsal.recording import SENT
from tests.support.broken import Frame, doubled, heard, logged, without


@pytest.mark.parametrize("judge", durability.JUDGES, ids=lambda judge: judge.__name__)
def test_a_good_rehearsal_is_good(evidence: Evidence, judge: Judge) -> None:
    check = judge(evidence)
    assert check.ok, check.found


@pytest.mark.parametrize("fact", ["limit_set", "clock_paused", "sat_back", "push_back_ended"])
def test_an_acknowledged_press_that_is_not_in_the_log_is_found(
    evidence: Evidence, fact: str
) -> None:
    check = durability.logged_once(logged(evidence, without(fact)))
    assert not check.ok
    assert "0 facts" in check.found


def test_a_press_that_is_in_the_log_twice_is_found(evidence: Evidence) -> None:
    check = durability.logged_once(logged(evidence, doubled("limit_set")))
    assert not check.ok
    assert "2 facts" in check.found


def test_a_fact_that_nobody_pressed_is_found(evidence: Evidence) -> None:
    last = evidence.log[-1]
    ghost = Entry(last.seq + 1, last.at, "limit_set", {"step": "2.close", "limit_ms": 1})
    check = durability.logged_once(replace(evidence, log=(*evidence.log, ghost)))
    assert not check.ok
    assert "2 × limit_set of 1 presses" in check.found


def test_a_fact_that_no_leader_was_told_of_is_found(evidence: Evidence) -> None:
    def forget(frame: Frame) -> Frame:
        causes = [cause for cause in frame.get("because", []) if cause != "stand_in_named"]
        return frame | {"because": causes} if "because" in frame else frame

    broken = heard(heard(evidence, Part.LEADER, forget), Part.CO_LEADER, forget)
    assert "name_stand_in is 0 facts" in durability.logged_once(broken).found


def test_an_agreement_that_never_showed_is_found(evidence: Evidence) -> None:
    def forget(frame: Frame) -> Frame:
        if "you" in frame.get("set", {}):
            frame["set"]["you"]["agreed"] = False
        return frame

    assert "agree is 0 facts" in durability.logged_once(heard(evidence, Part.MEMBER, forget)).found


def test_a_meeting_in_which_nobody_pressed_is_no_proof(evidence: Evidence) -> None:
    assert not durability.logged_once(replace(evidence, recordings={})).ok


def test_an_order_other_than_that_of_the_answers_is_found(evidence: Evidence) -> None:
    opened = _press(evidence, Part.LEADER, "open_meeting")

    def late(frame: Frame) -> Frame:
        return frame | {"seq": 10_000} if frame.get("id") == opened else frame

    check = durability.in_order(heard(evidence, Part.LEADER, late))
    assert "stands before open_meeting" in check.found


def test_two_presses_in_one_place_are_found(evidence: Evidence) -> None:
    first, second = evidence[Part.LEADER].pressed()[:2]

    def same(frame: Frame) -> Frame:
        return frame | {"seq": first.seq} if frame.get("id") == second.id else frame

    check = durability.in_order(heard(evidence, Part.LEADER, same))
    assert "two presses have one place" in check.found


def test_a_log_that_goes_back_is_found(evidence: Evidence) -> None:
    check = durability.in_order(replace(evidence, log=evidence.log[::-1]))
    assert "does not rise" in check.found


def test_a_press_without_an_answer_is_found(evidence: Evidence) -> None:
    ended = _press(evidence, Part.LEADER, "end_meeting")
    broken = heard(evidence, Part.LEADER, lambda frame: None if frame.get("id") == ended else frame)
    assert "end_meeting was never answered" in durability.every_answer(broken).found


def test_a_refusal_that_the_play_did_not_ask_for_is_found(evidence: Evidence) -> None:
    opened = _press(evidence, Part.LEADER, "open_meeting")

    def refuse(frame: Frame) -> Frame:
        wrong = {"t": "refused", "id": opened, "code": "conflict", "retry": False}
        return wrong if frame.get("id") == opened else frame

    check = durability.every_answer(heard(evidence, Part.LEADER, refuse))
    assert "refused as conflict" in check.found


@pytest.mark.parametrize("leader", [Part.LEADER, Part.CO_LEADER])
def test_two_presses_on_one_picture_that_both_moved_are_found(
    evidence: Evidence, leader: Part
) -> None:
    def accept(frame: Frame) -> Frame:
        if frame.get("code") == "stale":
            return {"t": "done", "id": frame["id"], "seq": 9_999}
        return frame

    broken = heard(heard(evidence, Part.LEADER, accept), Part.CO_LEADER, accept)
    assert not durability.one_step(broken).ok
    assert leader in broken.recordings


def test_leaders_who_never_pressed_together_prove_nothing(evidence: Evidence) -> None:
    quiet = heard(
        evidence,
        Part.CO_LEADER,
        lambda frame: None if frame.get("type") == "advance" else frame,
        way=SENT,
    )
    assert "nobody pressed twice" in durability.one_step(quiet).found


def test_a_repeat_that_is_answered_otherwise_is_found(evidence: Evidence) -> None:
    seen: set[str] = set()

    def other(frame: Frame) -> Frame:
        name = str(frame.get("id", ""))
        if frame["t"] == "done" and name in seen:
            return frame | {"seq": frame["seq"] + 1}
        seen.add(name)
        return frame

    check = durability.repeated(heard(evidence, Part.LEADER, other))
    assert not check.ok
    assert "end_meeting" in check.found


def test_a_play_in_which_nothing_was_repeated_proves_nothing(evidence: Evidence) -> None:
    seen: set[str] = set()

    def once(frame: Frame) -> Frame | None:
        name = str(frame.get("id", ""))
        if frame["t"] == "done" and name in seen:
            return None
        seen.add(name)
        return frame

    assert "answered twice" in durability.repeated(heard(evidence, Part.LEADER, once)).found


@pytest.mark.parametrize("mark", [0, 1])
def test_a_mark_that_stands_twice_is_found(evidence: Evidence, mark: int) -> None:
    def twice(entry: Entry) -> list[Entry]:
        is_it = entry.type == "mark_reached" and entry.fields["mark"] == mark
        return [entry, entry] if is_it else [entry]

    assert f"mark {mark} of" in durability.marks(logged(evidence, twice)).found


def test_a_new_limit_arms_the_step_anew(evidence: Evidence) -> None:
    def again(entry: Entry) -> list[Entry]:
        if entry.type != "limit_set":
            return [entry]
        at = entry.at + entry.fields["limit_ms"]
        fields = {"step": entry.fields["step"], "mark": 0}
        return [entry, Entry(entry.seq, at, "mark_reached", fields)]

    assert durability.marks(logged(evidence, again)).ok


@pytest.mark.parametrize("mark", [0, 1, 2])
def test_a_mark_that_came_early_is_found(evidence: Evidence, mark: int) -> None:
    def early(entry: Entry) -> list[Entry]:
        is_it = entry.type == "mark_reached" and entry.fields["mark"] == mark
        return [replace(entry, at=entry.at - 1)] if is_it else [entry]

    assert f"mark {mark} of 1.discuss came early" in durability.marks(logged(evidence, early)).found


def test_a_mark_that_no_plan_has_is_found(evidence: Evidence) -> None:
    def third(entry: Entry) -> list[Entry]:
        is_it = entry.type == "mark_reached" and entry.fields["mark"] == 1
        return [entry, replace(entry, fields={**entry.fields, "mark": 3})] if is_it else [entry]

    assert "no such mark" in durability.marks(logged(evidence, third)).found


def test_a_step_that_is_entered_again_counts_from_its_first_time(evidence: Evidence) -> None:
    def again(entry: Entry) -> list[Entry]:
        is_it = entry.type == "mark_reached" and entry.fields["mark"] == 0
        back = Entry(entry.seq, entry.at, "phase_entered", {"step": entry.fields.get("step")})
        return [back, entry] if is_it else [entry]

    assert durability.marks(logged(evidence, again)).ok


def test_a_mark_of_a_step_that_has_not_begun_is_found(evidence: Evidence) -> None:
    def elsewhere(entry: Entry) -> list[Entry]:
        if entry.type != "mark_reached":
            return [entry]
        return [replace(entry, fields={**entry.fields, "step": "9.discuss"})]

    assert "has not begun" in durability.marks(logged(evidence, elsewhere)).found


def test_a_meeting_in_which_no_time_was_over_proves_nothing(evidence: Evidence) -> None:
    assert "no step reached" in durability.marks(logged(evidence, without("mark_reached"))).found


def _press(evidence: Evidence, part: Part, type_: str) -> str:
    return next(press.id for press in evidence[part].pressed() if press.type == type_)

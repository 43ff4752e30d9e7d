"""Each judge of what happened to people is content with a good rehearsal, and with no other."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.rehearsal.bots import NAMES, TELEPHONE, Part
from app.rehearsal.evidence import Check, Evidence, Judge
from app.rehearsal.judging import story
from app.rehearsal.office import Entry
from app.rehearsal.recording import SENT, Text
from tests.support.broken import Frame, doubled, heard, logged, with_texts, without


@pytest.mark.parametrize("judge", story.JUDGES, ids=lambda judge: judge.__name__)
def test_a_good_rehearsal_is_good(evidence: Evidence, judge: Judge) -> None:
    check = judge(evidence)
    assert check.ok, check.found


def test_a_scene_that_stumbled_is_told(evidence: Evidence) -> None:
    check = story.played_through(replace(evidence, troubles=("It rained.",)))
    assert (check.ok, check.found) == (False, "It rained.")


# The presenters ----------------------------------------------------------------------------


def test_a_leader_who_released_the_first_presenter_is_found(evidence: Evidence) -> None:
    assert not story.came_back(_unsaid(evidence, Part.FIRST, "come_back_in")).ok


@pytest.mark.parametrize("changing", [without, doubled])
def test_a_push_back_that_did_not_end_once_is_found(
    evidence: Evidence, changing: Callable[[str], Callable[[Entry], list[Entry]]]
) -> None:
    assert not story.came_back(logged(evidence, changing("push_back_ended"))).ok


@pytest.mark.parametrize(
    ("part", "judge"), [(Part.FIRST, story.came_back), (Part.SECOND, story.declined)]
)
def test_a_presenter_who_was_never_locked_is_found(
    evidence: Evidence, part: Part, judge: Callable[[Evidence], Check]
) -> None:
    assert "floors" in judge(heard(evidence, part, _floors("locked", "listening"))).found


@pytest.mark.parametrize(
    ("part", "judge"), [(Part.FIRST, story.came_back), (Part.SECOND, story.declined)]
)
def test_a_presenter_who_stayed_locked_is_found(
    evidence: Evidence, part: Part, judge: Callable[[Evidence], Check]
) -> None:
    assert not judge(heard(evidence, part, _floors("open", "locked"))).ok


def test_an_invitation_that_was_not_declined_is_found(evidence: Evidence) -> None:
    check = story.declined(_unsaid(evidence, Part.SECOND, "keep_listening"))
    assert "was not declined" in check.found


def test_a_decline_that_leaders_do_not_know_of_is_found(evidence: Evidence) -> None:
    def forget(frame: Frame) -> Frame:
        for seat in frame.get("set", {}).get("circle", {}).get("seats", []):
            seat.pop("push_back", None)
        return frame

    assert "leaders do not know" in story.declined(heard(evidence, Part.LEADER, forget)).found


# The leaders -------------------------------------------------------------------------------


def test_a_leading_that_did_not_change_is_found(evidence: Evidence) -> None:
    check = story.led_by_both(_unsaid(evidence, Part.LEADER, "set_leading"))
    assert "the leading did not change" in check.found


def test_a_leader_who_was_not_asked_to_confirm_is_found(evidence: Evidence) -> None:
    def unasked(frame: Frame) -> Frame:
        return frame | {"code": "stale"} if frame.get("code") == "confirm_needed" else frame

    assert "asked 0 times" in story.led_by_both(heard(evidence, Part.LEADER, unasked)).found


# The late-comer and the telephone ----------------------------------------------------------


def test_a_late_comer_who_did_not_wait_is_found(evidence: Evidence) -> None:
    def let_in(frame: Frame) -> Frame:
        return frame | {"view": "member.v1"} if "view" in frame else frame

    assert "she was member" in story.late(heard(evidence, Part.LATE, let_in)).found


def test_a_late_comer_seated_at_another_moment_is_found(evidence: Evidence) -> None:
    person = evidence[Part.LATE].person

    def sooner(entry: Entry) -> list[Entry]:
        is_it = entry.type == "person_seated" and entry.fields["person"] == person
        return [replace(entry, at=entry.at - 1)] if is_it else [entry]

    assert "no move between the cases" in story.late(logged(evidence, sooner)).found


def test_a_late_comer_who_was_left_in_the_dark_is_found(evidence: Evidence) -> None:
    def dark(frame: Frame) -> Frame:
        if "door" in frame.get("set", {}):
            frame["set"]["door"]["gap_at"] = None
        return frame

    assert "was not told" in story.late(heard(evidence, Part.LATE, dark)).found


def test_a_telephone_seat_missing_on_one_screen_is_found(evidence: Evidence) -> None:
    def blind(frame: Frame) -> Frame:
        circle = frame.get("set", {}).get("circle")
        if circle is not None:
            circle["seats"] = [s for s in circle["seats"] if s["name"] != TELEPHONE]
        return frame

    check = story.telephone(heard(evidence, Part.OBSERVER, blind))
    assert f"not on {NAMES[Part.OBSERVER]}'s screen" in check.found


def test_words_that_nobody_entered_for_the_telephone_are_found(evidence: Evidence) -> None:
    def own(frame: Frame) -> Frame:
        frame.pop("said_by", None)
        return frame

    check = story.telephone(heard(evidence, Part.CO_LEADER, own, way=SENT))
    assert "nothing was entered" in check.found


# The lost connection -----------------------------------------------------------------------


def test_a_connection_that_began_anew_instead_of_resuming_is_found(evidence: Evidence) -> None:
    def anew(frame: Frame) -> Frame:
        if "resume" in frame:
            frame["ticket"] = frame.pop("resume")
        return frame

    check = story.resumed(heard(evidence, Part.SECOND, anew, way=SENT))
    assert "did not come back with its secret" in check.found


def test_a_connection_that_was_lost_and_never_came_back_is_found(evidence: Evidence) -> None:
    texts = evidence[Part.SECOND].texts
    hellos = [n for n, one in enumerate(texts) if json.loads(one.text)["t"] == "hello"]
    check = story.resumed(with_texts(evidence, Part.SECOND, texts[: hellos[1]]))
    assert "1 hellos" in check.found


def test_a_connection_that_was_sent_everything_again_is_found(evidence: Evidence) -> None:
    assert "but everything" in story.resumed(_resumed_with(evidence, _whole)).found


@pytest.mark.parametrize("change", [{"seat": 0}, {"sits_back": False}])
def test_a_seat_or_a_push_back_that_was_lost_is_found(evidence: Evidence, change: Frame) -> None:
    person = evidence[Part.SECOND].person

    def moved(frame: Frame) -> Frame:
        for seat in frame["set"].get("circle", {}).get("seats", []):
            if seat["person"] == person:
                seat.update(change)
        return frame

    check = story.resumed(_resumed_with(evidence, moved))
    assert "the seat or the push-back was lost" in check.found


def test_a_press_that_was_not_sent_again_is_found(evidence: Evidence) -> None:
    seen: set[str] = set()

    def once(frame: Frame) -> Frame | None:
        if frame["t"] != "do":
            return frame
        if frame["id"] in seen:
            return None
        seen.add(frame["id"])
        return frame

    check = story.resumed(heard(evidence, Part.SECOND, once, way=SENT))
    assert "not sent again" in check.found


def _whole(frame: Frame) -> Frame:
    return frame | {"full": True, "view": "sitting_back.v1"}


def _resumed_with(evidence: Evidence, change: Callable[[Frame], Frame]) -> Evidence:
    """The logged frames after the second welcome, changed."""
    texts: list[Text] = []
    welcomes = 0
    for one in evidence[Part.SECOND].texts:
        frame = json.loads(one.text)
        welcomes += frame["t"] == "welcome"
        if welcomes == 2 and frame["t"] == "state" and "seq" in frame:
            texts.append(Text(one.at, one.way, json.dumps(change(frame))))
        else:
            texts.append(one)
    return with_texts(evidence, Part.SECOND, texts)


def _floors(old: str, new: str) -> Callable[[Frame], Frame]:
    def change(frame: Frame) -> Frame:
        for seat in frame.get("set", {}).get("floor", {}).get("seats", {}).values():
            if seat["floor"] == old:
                seat["floor"] = new
        return frame

    return change


def _unsaid(evidence: Evidence, part: Part, type_: str) -> Evidence:
    return heard(evidence, part, lambda f: None if f.get("type") == type_ else f, way=SENT)

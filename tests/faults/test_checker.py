"""The checker finds nothing in what is right, and each wrong under its own name."""

from dataclasses import replace
from typing import Any

import pytest

from tests.faults.checker import complaints
from tests.support.history import History, Pinged, Press, Row, Seen, Truth

ROOM = "room"
SHOWN = tuple(
    {"member": {"phase": f"digest {n}"}, "leader": {"phase": f"all {n}"}} for n in range(5)
)
REVS = tuple({"phase_rev": n, "timer_rev": 0} for n in (0, 0, 1, 2, 2))
ROWS = (Row(1, None), Row(2, "a"), Row(3, "b"), Row(4, "c"))
HASHES = tuple({"member": f"hash {n}", "leader": f"all {n}"} for n in range(5))
ANSWERS = {"a": "done a", "b": "done b", "c": "done c"}
TRUTH = Truth(ROOM, ROWS, ANSWERS, REVS, SHOWN, {"advance": "phase_rev"}, HASHES)


def press(id_: str, at: float, phase_rev: int = 0, **fields: Any) -> Press:
    found = Press(id_, "Ada", ROOM, "advance", {"phase_rev": phase_rev}, at, times_sent=1)
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def acknowledged(id_: str, seq: int, at: float, phase_rev: int, type_: str = "advance") -> Press:
    return press(
        id_, at, phase_rev, type=type_, done=[f"done {id_}"], seq=seq, answered_at=at + 0.5
    )


def seen(seq: int, digest: str, **fields: Any) -> Seen:
    return replace(Seen("Dev", ROOM, 1, "member", seq, {"phase": digest}, 0.0), **fields)


def pinged(seq: int, said: str, held: str | None = None, you: str = "mine") -> Pinged:
    holds = (said if held is None else held, "mine")
    return Pinged("Dev", ROOM, "member", seq, (said, you), holds)


def history(*presses: Press, seen_: list[Seen] | None = None, ends: Any = ()) -> History:
    return History({one.id: one for one in presses}, seen_ or [], ends=list(ends))


A = acknowledged("a", 2, 1.0, 0)
B = acknowledged("b", 3, 2.0, 1)
C = acknowledged("c", 4, 3.0, 2, "attest")


def found(history_: History, truth: Truth = TRUTH) -> set[str]:
    return {complaint.law for complaint in complaints(history_, [truth])}


def test_what_is_right_is_left_alone() -> None:
    states = [seen(n, f"digest {n}") for n in (1, 2, 4)]
    late = press(
        "late", 2.1, 1, refused={"code": "stale", "facts": {"rev": "phase_rev", "current": 2}}
    )
    late.answered_at = 2.9

    assert not found(history(A, B, C, late, seen_=states, ends=[seen(2, "digest 4", after=4)]))


def test_press_without_an_answer_may_have_been_applied_or_not() -> None:
    assert not found(history(press("a", 1.0), press("x", 1.0), B, C))


def test_acknowledged_and_lost() -> None:
    assert {"L1 durable"} == found(history(acknowledged("x", 3, 2.5, 1)))


def test_answered_otherwise_the_second_time() -> None:
    assert {"L2 once"} == found(history(replace(A, done=["done a", "done again"])))


def test_two_effects_of_one_press() -> None:
    doubled = replace(TRUTH, rows=(*ROWS[:3], Row(4, "a")))

    assert {"L2 once", "L3 dense"} == found(history(A), doubled)


def test_effect_that_nobody_recorded_as_accepted() -> None:
    assert {"L2 once"} == found(history(), replace(TRUTH, answers={"a": "done a", "b": "done b"}))


def test_hole_in_the_log() -> None:
    assert {"L3 dense"} == found(history(), replace(TRUTH, rows=(*ROWS[:2], Row(4, "c"))))


def test_refused_once_and_recorded() -> None:
    refused = press("a", 1.0, 0, refused={"code": "forbidden"})

    assert {"L5 legal"} == found(history(refused))


def test_refused_and_recorded_is_no_wrong_where_it_was_sent_twice() -> None:
    assert not found(history(press("a", 1.0, 0, refused={"code": "forbidden"}, times_sent=2)))


def test_refused_as_stale_and_recorded_is_wrong_however_often_it_was_sent() -> None:
    stale = {"code": "stale", "facts": {"rev": "phase_rev", "current": 1}}
    repeated = press("a", 1.0, 0, refused=stale, times_sent=2, answered_at=4.0)

    assert {"L5 legal"} == found(history(repeated))


def test_pressed_after_an_answer_and_standing_before_it() -> None:
    early = replace(B, answered_at=1.1, pressed_at=0.9)
    late = replace(A, pressed_at=1.5, answered_at=1.6)

    assert {"L3 order"} == found(history(early, late))


def test_pressed_after_an_answer_and_standing_before_it_without_an_answer_of_its_own() -> None:
    early = replace(B, answered_at=1.1, pressed_at=0.9)

    assert {"L3 order"} == found(history(early, press("a", 1.5)))


def test_two_leaders_moves_on_one_revision_cannot_both_be_accepted() -> None:
    both = acknowledged("b", 3, 1.0, 0)

    assert {"L5 legal"} == found(history(A, both))


def test_move_that_was_never_answered_is_held_to_its_revision_too() -> None:
    assert {"L5 legal"} == found(history(A, press("b", 1.0, 0)))


def test_refused_by_a_state_that_was_gone_before_it_was_pressed() -> None:
    old = press("x", 3.9, 7, refused={"code": "stale", "facts": {"rev": "phase_rev", "current": 1}})
    old.answered_at = 4.0

    assert {"L5 legal"} == found(history(A, B, C, old))


def test_refused_as_stale_for_the_revision_it_brought() -> None:
    same = press(
        "x", 0.1, 0, refused={"code": "stale", "facts": {"rev": "phase_rev", "current": 0}}
    )
    same.answered_at = 0.2

    assert {"L5 legal"} == found(history(A, same))


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ([seen(2, "digest 1")], "L4 sections"),
        ([seen(2, "all 2")], "L4 sections"),
        ([seen(2, "digest 2", audience="nobody")], "L4 sections"),
        ([seen(2, "digest 2", held={"phase": "digest 2", "clock": "x"})], "L4 sections"),
        ([seen(3, "digest 3"), seen(2, "digest 2")], "L3 order"),
        ([seen(9, "digest 9")], "L1 durable"),
        ([seen(2, "digest 2", after=3)], "L4 answer before its effect"),
    ],
)
def test_client_that_holds_what_the_log_does_not_show(wrong: list[Seen], law: str) -> None:
    assert {law} == found(history(seen_=wrong))


def test_older_state_on_a_new_connection_is_no_wrong() -> None:
    assert not found(history(seen_=[seen(3, "digest 3"), seen(2, "digest 2", line=2)]))


def test_client_left_behind_at_the_end() -> None:
    assert {"L8 converged"} == found(history(ends=[seen(3, "digest 3", after=4)]))


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        (pinged(2, "hash 2", held="hash 1"), "L8 hash"),
        (pinged(2, "hash 2", you="another's"), "L8 hash"),
        (pinged(2, "hash 1"), "L8 hash"),
        (pinged(2, "all 2"), "L8 hash"),
        (pinged(9, "hash 9"), "L1 durable"),
    ],
)
def test_server_believes_somebody_holds_what_they_do_not(wrong: Pinged, law: str) -> None:
    right = pinged(2, "hash 2")

    assert not found(History(pinged=[right]))
    assert {law} == found(History(pinged=[right, wrong]))

"""All that a client must do with what it is sent."""

from typing import Any

from app.rehearsal.page import Page

WELCOME = {
    "t": "welcome",
    "epoch": "e1",
    "view": "member.v1",
    "person": "p1",
    "resume": "secret",
}


def state(seq: int | None = None, **more: Any) -> dict[str, Any]:
    """A state frame."""
    head = {} if seq is None else {"seq": seq}
    return {"t": "state", **head, "set": {}, **more}


def page(*frames: dict[str, Any]) -> Page:
    """A page after these frames."""
    made = Page()
    for frame in frames:
        made.take(frame)
    return made


def test_whole_sections_replace_whole_sections_and_others_stay() -> None:
    seen = page(
        WELCOME,
        state(1, full=True, view="member.v1", set={"phase": {"phase": "opening", "x": 1}}),
        state(2, set={"phase": {"phase": "select"}, "door": {"state": "open"}}),
    )
    assert seen.view == {"phase": {"phase": "select"}, "door": {"state": "open"}}
    assert seen.cursor == {"epoch": "e1", "view": "member.v1", "seq": 2}


def test_a_full_state_begins_the_view_anew_under_its_own_name() -> None:
    seen = page(
        WELCOME,
        state(3, set={"clock": {"band": 1}}),
        state(4, full=True, view="sitting_back.v1", set={"door": {}}),
    )
    assert seen.view == {"door": {}}
    assert seen.audience == "sitting_back"
    assert seen.cursor == {"epoch": "e1", "view": "sitting_back.v1", "seq": 4}


def test_what_passes_has_no_place_in_the_cursor() -> None:
    seen = page(WELCOME, state(5), state(set={"presence": {"people": {}}}))
    assert seen.seq == 5
    assert seen.section("presence") == {"people": {}}


def test_before_the_first_state_there_is_no_cursor() -> None:
    assert page(WELCOME).cursor is None


def test_a_cursor_of_another_epoch_is_not_brought_back() -> None:
    assert page(WELCOME, state(5), WELCOME | {"epoch": "e2"}).cursor is None


def test_a_resumed_connection_keeps_its_view() -> None:
    seen = page(WELCOME, state(5, set={"door": {}}), WELCOME | {"resume": "next"})
    assert seen.cursor == {"epoch": "e1", "view": "member.v1", "seq": 5}
    assert seen.view == {"door": {}}
    assert seen.resume == "next"


def test_a_press_brings_every_revision_that_the_page_sees() -> None:
    sections = {
        "phase": {"phase_rev": 3, "case_rev": 7},
        "clock": {"timer_rev": 2},
        "room": {"plan_rev": 1},
    }
    seen = page(WELCOME, state(5, set=sections))
    assert seen.expect == {"phase_rev": 3, "case_rev": 7, "timer_rev": 2, "plan_rev": 1}


def test_a_presenter_finds_the_cases_revision_in_you() -> None:
    seen = page(WELCOME, state(5, set={"phase": {"phase": "discuss"}, "you": {"case_rev": 9}}))
    assert seen.expect == {"case_rev": 9}


def test_other_frames_change_nothing() -> None:
    seen = page(WELCOME, {"t": "ping", "n": 1}, {"t": "done", "id": "x", "seq": 9})
    assert seen.view == {}
    assert seen.seq == 0


def test_the_secret_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(page(WELCOME))

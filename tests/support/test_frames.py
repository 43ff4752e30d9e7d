from typing import Any

import pytest

from tests.support.frames import WrongFrame, check_frame, check_sent

BYE = {"t": "bye", "code": 4501, "reason": "room closed", "retry": False}
DOOR = {"state": "open"}
NOW = 1_700_000_000_000


def state(**sections: Any) -> dict[str, Any]:
    return {"t": "state", "now": NOW, "seq": 7, "because": [], "set": sections}


def test_frame_as_the_document_says_passes() -> None:
    check_frame(BYE, "member")
    check_frame(state(door=DOOR), "member")


def test_frame_of_an_unknown_kind_is_wrong() -> None:
    with pytest.raises(WrongFrame):
        check_frame({"t": "hint"}, "leader")


def test_further_field_is_wrong() -> None:
    with pytest.raises(WrongFrame):
        check_frame({**BYE, "why": "a reason"}, "member")


def test_leaders_field_is_wrong_for_a_member_and_right_for_a_leader() -> None:
    leaders = state(door={**DOOR, "gap_at": None, "waiting": []})

    check_frame(leaders, "leader")
    with pytest.raises(WrongFrame):
        check_frame(leaders, "member")


def test_section_that_an_audience_does_not_see_is_wrong() -> None:
    with pytest.raises(WrongFrame):
        check_frame(state(clock={"paused": False, "planned_end": None}), "sitting_back")


def test_cause_that_only_leaders_read_is_wrong_for_the_circle() -> None:
    removed = {**state(door=DOOR), "because": ["person_removed"]}

    with pytest.raises(WrongFrame):
        check_frame(removed, "observer")


def test_ephemeral_sections_are_never_mixed_into_logged_ones() -> None:
    with pytest.raises(WrongFrame):
        check_frame(
            state(door=DOOR, own={"need": None, "away": False, "volunteers": False}), "member"
        )


def test_section_about_somebody_of_another_audience_is_wrong() -> None:
    you = {
        "person": "cleo", "name": "Cleo", "role": "member", "standing": "seated", "seat": 2,
        "audience": "member", "agreed": True, "attested": True, "acts_as": ["member"],
    }  # fmt: skip

    check_frame(state(you=you), "member")
    with pytest.raises(WrongFrame):
        check_frame(state(you=you), "leader")


def test_frame_of_a_client_is_held_to_its_command() -> None:
    press = {"t": "do", "type": "stop", "id": "0192d3c4-0000-4000-8000-000000000001"}

    check_sent(press)
    check_sent({"t": "pong", "n": 1})
    with pytest.raises(WrongFrame):
        check_sent({**press, "type": "explode"})
    with pytest.raises(WrongFrame):
        check_sent({**press, "to": "1.close"})

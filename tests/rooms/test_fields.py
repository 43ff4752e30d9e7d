import re
from typing import Any, get_args

import pytest

from app.rooms import fields
from app.rooms.fields import Between, Length, Pattern


def matches(field: Any, text: str) -> bool:
    """Whether the text keeps to the bounds that the field declares."""
    kept = []
    for bound in get_args(field)[1:]:
        if isinstance(bound, Length):
            kept.append(bound.least <= len(text) <= bound.most)
        if isinstance(bound, Pattern):
            kept.append(re.fullmatch(bound.expression, text) is not None)
    assert kept, "the field declares no bounds"
    return all(kept)


def bounds(field: Any) -> tuple[float, float]:
    (between,) = (bound for bound in get_args(field)[1:] if isinstance(bound, Between))
    return between.least, between.most


@pytest.mark.parametrize("name", ["Ada", "Dr. Ngũgĩ wa Thiong'o", "李", "x" * 60, " Ada"])
def test_a_name_is_any_line_that_somebody_is_called_by(name: str) -> None:
    assert matches(fields.Name, name)


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "<b>", "a<b", "a\nb", "a\x00b", "\x7f"])
def test_a_name_has_no_markup_no_control_characters_and_something_to_read(name: str) -> None:
    assert not matches(fields.Name, name)


@pytest.mark.parametrize(("text", "is_one"), [("p_1.a-Z", True), ("", False), ("-a", False)])
def test_a_person_is_named_by_an_id(text: str, is_one: bool) -> None:
    assert is_one is matches(fields.Person, text)


@pytest.mark.parametrize("text", ["1.discuss", "opening", "a" * 32])
def test_a_step_is_named_by_the_id_its_plan_gives_it(text: str) -> None:
    assert matches(fields.Step, text)


@pytest.mark.parametrize("text", ["", "1.Discuss", "a:b", "a" * 33])
def test_a_step_id_has_no_colon_and_no_capitals(text: str) -> None:
    """A colon would forge the ids of the system's commands."""
    assert not matches(fields.Step, text)


def test_no_id_holds_a_colon() -> None:
    assert not matches(fields.Person, "a:b")


def test_time_is_given_by_the_second_and_up_to_four_hours() -> None:
    assert (1_000, 14_400_000) == bounds(fields.Amount)


def test_minutes_and_cases_of_a_planned_step_may_be_none() -> None:
    assert (0, 240) == bounds(fields.Minutes)
    assert (0, 6) == bounds(fields.StepCase)


def test_a_meeting_counts_its_cases_from_one_to_six() -> None:
    assert (1, 6) == bounds(fields.CaseNumber)


def test_a_note_between_leaders_is_short() -> None:
    assert matches(fields.Note, "x" * 200)
    assert not matches(fields.Note, "x" * 201)

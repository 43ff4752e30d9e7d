"""Validation derived from the commands: their fields, their bounds, nothing else."""

from dataclasses import fields
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.command_table import DRAWN, ON_THE_WIRE
from app.rooms.fields import Between, Length, Name, Pattern, PersonId
from app.rooms.roles import Role
from app.rooms.state import PauseReason
from app.web.shapes import MODELS, bounded, built


@pytest.mark.parametrize("name", ON_THE_WIRE)
def test_a_command_has_the_fields_of_its_dataclass_and_none_that_the_service_draws(
    name: str,
) -> None:
    command = ON_THE_WIRE[name]
    wanted = {f.name for f in fields(command)} - DRAWN.get(command, frozenset())
    assert set(MODELS[name].model_fields) == wanted


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        MODELS["stop"].model_validate({"why": "because"})


def test_the_person_of_a_seat_by_name_cannot_be_chosen_from_outside() -> None:
    with pytest.raises(ValidationError):
        MODELS["seat_by_name"].model_validate({"name": "Walter", "person": "p1"})


@pytest.mark.parametrize("by", ["60000", True, 60000.5, 999, 4 * 3_600_000 + 1, None])
def test_an_amount_is_a_whole_number_within_its_bounds(by: object) -> None:
    with pytest.raises(ValidationError):
        MODELS["extend"].model_validate({"by": by})


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "<b>", "a\nb", "a\x00", 7])
def test_a_name_has_characters_that_a_circle_can_show(name: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(bounded(Name)).validate_python(name)


@pytest.mark.parametrize(
    "name",
    [
        "\u200b\u200b",
        "\u202e\u202e abc",
        "a\u0007b",
        "a\u0085b",
        "\u2800",
        "\u3164",
        "...",
        "-",
        "\u200d",
    ],
)
def test_a_name_hides_nothing_and_has_a_letter_a_number_or_an_emoji(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(bounded(Name)).validate_python(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Ada",
            "Zoë",
            "Zoe\u0308",
            "חנה",
            "Ada Ben",
            "李",
            "O’Neill",
            "Jean-Luc",
            "Dev (B.)",
            "7",
        ),
        *("👩\u200d⚕\ufe0f", "नि\u200dल", "می\u200cنا"),
    ],
)
def test_names_of_all_scripts_are_names(name: str) -> None:
    assert TypeAdapter(bounded(Name)).validate_python(name) == name


def test_enums_are_read_from_their_words() -> None:
    shape = MODELS["pause"].model_validate({"reason": "distress"})
    assert built("pause", shape) == c.Pause(PauseReason.DISTRESS)


def test_what_is_left_out_has_the_default_of_the_command() -> None:
    assert built("pause", MODELS["pause"].model_validate({})) == c.Pause()
    seat = MODELS["seat_by_name"].model_validate({"name": "Walter"})
    assert built("seat_by_name", seat) == c.SeatByName("Walter", Role.MEMBER)


def test_steps_of_a_plan_become_steps() -> None:
    steps = [{"id": "closing", "phase": "closing", "minutes": 7}]
    shape = MODELS["edit_plan"].model_validate({"steps": steps})
    wanted = c.EditPlan((c.PlannedStep("closing", Phase.CLOSING, 7),))  # type: ignore[arg-type]
    assert built("edit_plan", shape) == wanted


@pytest.mark.parametrize("minutes", [float("inf"), float("nan"), -1, 241, "5"])
def test_minutes_no_step_can_have_are_refused(minutes: object) -> None:
    steps = [{"id": "closing", "phase": "closing", "minutes": minutes}]
    with pytest.raises(ValidationError):
        MODELS["edit_plan"].model_validate({"steps": steps})


def test_a_list_has_a_ceiling() -> None:
    with pytest.raises(ValidationError):
        MODELS["set_leading"].model_validate({"people": [f"p{n}" for n in range(65)]})
    shape = MODELS["set_leading"].model_validate({"people": ["p1"]})
    assert built("set_leading", shape) == c.SetLeading((PersonId("p1"),))


def test_each_kind_of_bound_is_kept() -> None:
    assert TypeAdapter(bounded(Annotated[str, Length(1, 2)])).validate_python("ab") == "ab"
    for hint, wrong in (
        (Annotated[str, Length(1, 2)], "abc"),
        (Annotated[int, Between(1, 2)], 3),
        (Annotated[str, Pattern("a+")], "ab"),
    ):
        with pytest.raises(ValidationError):
            TypeAdapter(bounded(hint)).validate_python(wrong)

from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from app.rooms.roles import Audience
from app.web.outbound import EVERY, state_of
from app.web.shown.kinds import Id, Made, Sent


class Cup(Sent):
    """A shape like any other."""

    size: int
    """How much goes in."""


def test_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        Cup.model_validate({"size": 1, "colour": "blue"})


def test_number_is_not_read_from_text() -> None:
    with pytest.raises(ValidationError):
        Cup.model_validate({"size": "1"})


def test_docstring_of_a_field_is_its_description() -> None:
    assert "How much goes in." == Cup.model_json_schema()["properties"]["size"]["description"]


def test_id_has_no_room_for_words_of_people() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python("two words")


@pytest.mark.parametrize("to", Audience)
def test_shape_that_is_made_at_run_time_is_not_looked_for_in_the_source(to: Audience) -> None:
    shapes = [EVERY[to], *get_args(state_of(to))]

    assert {True} == {issubclass(shape, Made) for shape in shapes}
    assert {False} == {shape.model_config["use_attribute_docstrings"] for shape in shapes}

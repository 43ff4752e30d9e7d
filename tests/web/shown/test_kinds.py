import pytest
from pydantic import TypeAdapter, ValidationError

from app.web.shown.kinds import Id, Sent


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

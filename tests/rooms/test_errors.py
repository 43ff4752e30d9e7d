import inspect

import pytest

from app.rooms import errors
from app.rooms.errors import RoomError, Stale
from app.rooms.names import snake

COMPLAINTS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, RoomError) and error is not RoomError
]
CODES = {
    *("invalid", "forbidden", "not_found", "stale", "confirm_needed", "illegal_here"),
    *("no_presenter", "not_ready", "too_late", "bad_plan", "room_full", "room_closed"),
    *("id_reused", "conflict", "unavailable", "rate_limited"),
}


def test_codes_never_change() -> None:
    assert CODES == {error.code for error in COMPLAINTS}


@pytest.mark.parametrize("error", COMPLAINTS, ids=lambda error: error.code)
def test_code_is_the_name_in_snake_case(error: type[RoomError]) -> None:
    assert snake(error.__name__) == error.code


@pytest.mark.parametrize("error", COMPLAINTS, ids=lambda error: error.code)
def test_a_refusal_without_words_says_what_its_class_says(error: type[RoomError]) -> None:
    assert error.__doc__ == error().say == str(error())


def test_only_what_others_or_the_machine_caused_is_worth_the_same_press_again() -> None:
    again = {error.code for error in COMPLAINTS if error.retry}

    assert {"conflict", "unavailable", "rate_limited"} == again


def test_a_refusal_may_say_more_and_bring_facts() -> None:
    error = Stale("look again", current=7)

    assert ("look again", {"current": 7}) == (error.say, error.facts)


def test_a_refusal_without_anything_to_say_says_its_code() -> None:
    class Silent(RoomError):
        pass

    assert "refused" == Silent().say

import re
from collections.abc import Iterator

import pytest

from app.access.errors import AccessError, BadSecret

ABSTRACT = {AccessError, BadSecret}


def every(error: type[AccessError]) -> Iterator[type[AccessError]]:
    yield error
    for child in error.__subclasses__():
        yield from every(child)


REFUSALS = [error for error in every(AccessError) if error not in ABSTRACT]


@pytest.mark.parametrize("error", REFUSALS)
def test_code_is_the_name_in_snake_case(error: type[AccessError]) -> None:
    assert re.sub(r"(?<=[a-z])(?=[A-Z])", "_", error.__name__).lower() == error.code


@pytest.mark.parametrize("error", REFUSALS)
def test_refusal_says_one_plain_sentence(error: type[AccessError]) -> None:
    assert error.__doc__ == error().say
    assert error().say.endswith(".")


def test_codes_are_as_many_as_refusals() -> None:
    assert len(REFUSALS) == len({error.code for error in REFUSALS})


def test_refusal_can_say_more() -> None:
    assert "Not like this." == AccessError("Not like this.").say

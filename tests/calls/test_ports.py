"""What calls need from the world; reasons are words of ours."""

from typing import get_args

from app.calls.ports import CallUnavailable, Why
from app.web.shown import passing


def test_call_that_cannot_says_why_in_our_words() -> None:
    assert "unreachable" == str(CallUnavailable(Why.UNREACHABLE))


def test_every_reason_has_its_place_on_the_wire() -> None:
    assert {"", *Why} == set(get_args(passing.Why))

"""Refusals of a call: a code each, a sentence each, and no value."""

import pytest

from app.calls.refusals import BadAnswer, BadOffer, CallRefused, Locked, NotAsked


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (BadOffer, "bad_offer"),
        (BadAnswer, "bad_answer"),
        (Locked, "locked"),
        (NotAsked, "not_asked"),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(refusal: type[CallRefused], code: str) -> None:
    assert (refusal.code, str(refusal())) == (code, refusal.__doc__)

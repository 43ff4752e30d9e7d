"""Scenarios are values: they can be compared, and written down once."""

from typing import get_args

from app.conform import steps
from app.conform.steps import Step


def test_every_word_of_the_vocabulary_is_a_step() -> None:
    words = {
        one
        for one in vars(steps).values()
        if isinstance(one, type) and one.__module__ == steps.__name__
    }

    assert set(get_args(Step)) == words - {steps.Who, steps.Scenario}

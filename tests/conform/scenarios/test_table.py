"""The table of scenarios holds together."""

import pytest

from app.calls.capabilities import Strength
from app.conform.scenarios.table import SCENARIOS
from app.conform.steps import Scenario


def test_names_are_told_apart() -> None:
    names = [one.name for one in SCENARIOS]

    assert len(set(names)) == len(names)


def test_what_is_needed_is_played_before() -> None:
    played: set[str] = set()
    for one in SCENARIOS:
        assert set(one.needs) <= played, one.name
        played.add(one.name)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_each_says_what_is_so_and_what_to_do(scenario: Scenario) -> None:
    assert scenario.says.endswith(".")
    assert scenario.cure.endswith(".")
    assert scenario.failed in (Strength.NONE, Strength.REQUESTED)
    assert scenario.unshown in (Strength.NONE, Strength.REQUESTED)

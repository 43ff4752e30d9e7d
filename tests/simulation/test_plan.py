"""A seed and a number are a plan, a token names it, and nothing else does."""

import pytest

from tests.simulation.plan import RECIPES, NoToken, planned, read

MANY = 300


def test_same_seed_and_number_are_the_same_plan() -> None:
    assert planned(7, 42) == planned(7, 42)


def test_other_numbers_and_seeds_are_other_plans() -> None:
    assert planned(7, 42).deeds != planned(7, 43).deeds
    assert planned(7, 42).deeds != planned(8, 42).deeds


def test_token_is_read_back_as_the_plan_it_names() -> None:
    plan = planned(7, 42)

    assert "s1.7.42" == plan.token
    assert plan == read(plan.token)


def test_token_of_some_of_the_deeds_keeps_those_and_no_others() -> None:
    plan = next(p for p in (planned(7, n) for n in range(MANY)) if len(p.deeds) > 4)
    fewer = plan.keeping(0b1010)

    assert (plan.deeds[1], plan.deeds[3]) == fewer.deeds
    assert fewer == read(fewer.token)
    assert f"{plan.token}.a" == fewer.token


@pytest.mark.parametrize(
    "token", ["", "s1", "s1.7", "s0.7.42", "s1.7.x", "s1.7.42.g", "s1.1.2.3.4"]
)
def test_anything_else_is_no_token(token: str) -> None:
    with pytest.raises(NoToken):
        read(token)


def test_every_recipe_and_every_fault_of_it_is_drawn() -> None:
    plans = [planned(1, number) for number in range(5 * MANY)]

    for name, recipe in RECIPES.items():
        drawn = {deed.what for plan in plans if plan.recipe == name for deed in plan.deeds}
        assert set(recipe.faults) <= drawn, name

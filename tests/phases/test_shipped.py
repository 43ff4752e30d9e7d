"""The shipped plans with the minutes of the design, written down a second time."""

import pytest

from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import ClockView, Plan, check, total
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import MINUTE

#        opening, select and present/clarify/discuss/rejoin/close per case, closing, after, total
MINUTES: dict[str, tuple[float, list[list[float]], float, float, float]] = {
    "two_case_90": (8, [[3, 5, 4, 20, 5, 1], [2, 5, 4, 20, 5, 1]], 7, 0, 90),
    "two_case_100": (8, [[3, 5, 4, 24, 6, 1], [2, 5, 4, 24, 6, 1]], 7, 0, 100),
    "single_60": (8, [[0, 7, 5, 27, 6, 2]], 5, 0, 60),
    "single_90": (10, [[5, 10, 5, 45, 8, 2]], 5, 0, 90),
    "intensive_45_45": (3, [[0, 7, 5, 23, 5, 2]], 0, 45, 90),
    "inner_outer": (10, [[5, 8, 5, 45, 7, 2]], 8, 0, 90),
    "first_meeting": (30, [[5, 5, 4, 24, 6, 1]], 15, 0, 90),
    "review": (15, [], 45, 0, 60),
    "fallberatung_60": (5, [[5, 10, 10, 15, 10, 5]], 0, 0, 60),
    "troika_30": (0, [[0, 2, 1, 5, 2, 0]] * 3, 0, 0, 30),
}
BALINT = sorted(set(MINUTES) - {"fallberatung_60", "troika_30"})


def minutes(plan: Plan, phase: Phase, case: int = 0) -> float:
    steps = [s for s in plan.steps if (s.phase, s.case) == (phase, case)]
    return total(steps) / MINUTE


def test_these_plans_are_shipped_and_two_cases_in_90_minutes_is_the_default() -> None:
    assert set(MINUTES) == set(SHIPPED)
    assert "two_case_90" == DEFAULT


@pytest.mark.parametrize("name", MINUTES)
def test_shipped_plan_can_be_run(name: str) -> None:
    assert SHIPPED[name] is check(SHIPPED[name])
    assert name == SHIPPED[name].name


@pytest.mark.parametrize("name", MINUTES)
def test_shipped_plan_has_the_minutes_of_the_design(name: str) -> None:
    plan = SHIPPED[name]
    found = (
        minutes(plan, Phase.OPENING),
        [[minutes(plan, p, n) for p in CASE_PHASES] for n in range(1, plan.cases + 1)],
        minutes(plan, Phase.CLOSING),
        minutes(plan, Phase.LEADERSHIP),
        total(plan.steps) / MINUTE,
    )

    assert MINUTES[name] == found


@pytest.mark.parametrize("name", MINUTES)
def test_a_step_without_minutes_has_no_clock(name: str) -> None:
    assert all(step.limit is None or step.limit > 0 for step in SHIPPED[name].steps)


def test_balint_plans_have_a_soft_clock_and_the_others_a_full_one() -> None:
    soft = {name for name, plan in SHIPPED.items() if plan.clock is ClockView.SOFT}
    full = {name for name, plan in SHIPPED.items() if plan.clock is ClockView.FULL}

    assert (set(BALINT), {"fallberatung_60", "troika_30"}) == (soft, full)


def test_balint_plans_offer_the_corridor_without_a_clock() -> None:
    offering = {
        name
        for name, plan in SHIPPED.items()
        if any(s.phase is Phase.CORRIDOR and s.limit is None for s in plan.steps)
    }

    assert set(BALINT) == offering


def test_only_fallberatung_has_no_push_back_and_only_inner_outer_has_rings() -> None:
    assert ["fallberatung_60"] == [n for n, plan in SHIPPED.items() if not plan.push_back]
    assert ["inner_outer"] == [n for n, plan in SHIPPED.items() if plan.rings]
    assert ["inner_outer"] == [n for n, plan in SHIPPED.items() if plan.wants_in]


def test_every_plan_says_where_it_comes_from_and_who_set_its_minutes() -> None:
    assert all(plan.source for plan in SHIPPED.values())
    assert ["intensive_45_45"] == [n for n, plan in SHIPPED.items() if not plan.is_ours]

"""A schedule that breaks a law is told with the deeds that it takes, and no others."""

from tests.simulation.plan import Plan, planned
from tests.simulation.shrink import shrunk

PLAN = next(plan for plan in (planned(3, number) for number in range(100)) if len(plan.deeds) > 9)
NEEDED = {PLAN.deeds[2], PLAN.deeds[7]}


def test_only_what_is_needed_is_left() -> None:
    def breaks(plan: Plan) -> bool:
        return set(plan.deeds) >= NEEDED

    assert NEEDED == set(shrunk(PLAN, breaks).deeds)


def test_nothing_is_left_where_nothing_is_needed() -> None:
    assert () == shrunk(PLAN, lambda _: True).deeds


def test_plan_stays_as_it_is_where_everything_is_needed() -> None:
    def breaks(plan: Plan) -> bool:
        return plan.deeds == PLAN.deeds

    assert PLAN == shrunk(PLAN, breaks)

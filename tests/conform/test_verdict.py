"""Which class may be claimed: the weakest of everything, and nothing at all after a lie."""

from hypothesis import given
from hypothesis import strategies as st

from app.calls.capabilities import Strength
from app.conform.scenarios.table import SCENARIOS
from app.conform.verdict import FIRMNESS, Result, Shown, is_at_least, verdict
from app.contract.wire import Holds

SCENARIO = SCENARIOS[0]
ENFORCED = frozenset({Holds.ENFORCED})


def result(allows: Strength, *, is_lie: bool = False) -> Result:
    return Result(SCENARIO, Shown.PASSED, allows, "seen", is_lie)


@given(st.lists(st.sampled_from(FIRMNESS), min_size=1), st.sets(st.sampled_from(Holds), min_size=1))
def test_no_more_than_anything_allows_and_than_it_says_itself(
    allowed: list[Strength], claims: set[Holds]
) -> None:
    found = verdict([result(one) for one in allowed], frozenset(claims))

    assert all(is_at_least(one, found.may_claim) for one in allowed)
    assert all(is_at_least(Strength(one.value), found.may_claim) for one in claims)
    assert found.may_claim in {*allowed, *(Strength(one.value) for one in claims)}


def test_after_a_lie_nothing_may_be_claimed() -> None:
    found = verdict([result(Strength.ENFORCED), result(Strength.ENFORCED, is_lie=True)], ENFORCED)

    assert (Strength.NONE, True) == (found.may_claim, found.is_lying)
    assert (f"{SCENARIO.name}: seen",) == found.why


def test_who_never_reports_may_claim_nothing() -> None:
    assert Strength.NONE is verdict([result(Strength.ENFORCED)], frozenset()).may_claim


def test_nothing_played_shows_nothing() -> None:
    assert Strength.NONE is verdict([], ENFORCED).may_claim


def test_what_stands_in_the_way_is_said() -> None:
    found = verdict([result(Strength.ENFORCED), result(Strength.GUARDED)], ENFORCED)

    assert (f"{SCENARIO.name}: seen",) == found.why
    assert () == verdict([result(Strength.ENFORCED)], ENFORCED).why


def test_lie_stands_in_the_way_of_every_class() -> None:
    assert not result(Strength.ENFORCED, is_lie=True).passes(Strength.REQUESTED)
    assert result(Strength.GUARDED).passes(Strength.GUARDED)
    assert not result(Strength.GUARDED).passes(Strength.ENFORCED)

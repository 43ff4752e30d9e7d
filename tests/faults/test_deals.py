"""A run of faults leaves none out that it has the time for."""

from collections import Counter

import pytest

from tests.faults.__main__ import ROUNDS, never_suffered
from tests.faults.deals import GROUNDS, TO_A_TRIAL, deals, possible, promised
from tests.faults.kinds import FAULTS
from tests.faults.tally import Tally

ALL = sorted(FAULTS)
EVERYWHERE = {(ground, name) for ground in GROUNDS for name in possible(ground, ALL)}


def dealt(seed: int, many: int = ROUNDS) -> Counter[tuple[str, str]]:
    return Counter((deal.ground, name) for deal in deals(seed, many, ALL) for name in deal.names)


@pytest.mark.parametrize("seed", range(20))
def test_default_run_has_every_fault_on_every_ground_where_it_can_happen(seed: int) -> None:
    assert EVERYWHERE == set(dealt(seed))


def test_every_fault_is_possible_somewhere() -> None:
    assert set(FAULTS) == {name for _, name in EVERYWHERE}


def test_default_run_promises_every_fault_on_every_ground_where_it_can_happen() -> None:
    assert EVERYWHERE == promised(ROUNDS, ALL)


def test_deck_is_shuffled_anew_when_it_is_empty() -> None:
    found = dealt(seed=7, many=TO_A_TRIAL * len(GROUNDS) * 9)

    for ground in GROUNDS:
        times = [many for (where, _), many in found.items() if where == ground]
        assert TO_A_TRIAL * 9 == sum(times)
        assert max(times) - min(times) <= 1


def test_same_seed_deals_the_same_and_another_otherwise() -> None:
    first, again, other = (list(deals(seed, ROUNDS, ALL)) for seed in (7, 7, 8))

    assert first == again
    assert first != other


def test_short_run_promises_nothing_that_it_has_no_time_for() -> None:
    assert set() == promised(3, ALL)
    assert {("sqlite", "disk")} == promised(1, ["disk"])


def test_fault_that_was_promised_and_never_came_is_a_violation() -> None:
    tally = Tally()
    tally.calm("nats bus", 1.0)

    (wrong,) = never_suffered(tally, {("nats", "bus"), ("sqlite", "disk")})

    assert "every fault: disk never came (room sqlite)" == str(wrong)

import math

import pytest

from benchmarks.figures import Spread, gathered, percentile, ratio, rounded


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 2), (0.51, 3), (0.75, 3), (0.99, 4), (1.0, 4)]
)
def test_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert expected == percentile([4.0, 1.0, 3.0, 2.0], share)


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


def test_spread_is_the_median_and_both_ends() -> None:
    spread = Spread((3.0, 1.0, 10.0))

    assert (3.0, 1.0, 10.0) == (spread.median, spread.least, spread.most)
    assert {"median": 3.0, "least": 1.0, "most": 10.0, "runs": [3.0, 1.0, 10.0]} == spread.as_json()


def test_what_is_no_number_is_null_in_the_results() -> None:
    assert None is rounded(math.nan)
    assert {None} == {value for key, value in Spread(()).as_json().items() if key != "runs"}


def test_results_keep_four_digits() -> None:
    assert (1235.0, 0.001235) == (rounded(1234.9), rounded(0.00123456))


def test_ratio_to_nothing_is_no_number() -> None:
    assert 0.5 == ratio(1.0, 2.0)
    assert math.isnan(ratio(1.0, 0.0))
    assert math.isnan(ratio(1.0, math.nan))


def test_figure_that_some_runs_lack_is_gathered_from_those_that_have_it() -> None:
    found = gathered([{"a": 1.0}, {"a": 2.0, "b": 5.0}])

    assert {"a": Spread((1.0, 2.0)), "b": Spread((5.0,))} == found

"""What a client knows of the server's time, under trips of every kind."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rehearsal.clock import DRIFT, WINDOW, Sample, ServerClock

trips = st.floats(0, 100)
offsets = st.floats(-1e12, 1e12).map(round)


def sampled(offset: float, trip: list[tuple[float, float]], every: float = 100.0) -> ServerClock:
    """A clock after one sample for each trip (there, back); the server answers at once."""
    clock = ServerClock()
    for n, (there, back) in enumerate(trip):
        sent = n * every
        heard = sent + there + offset
        clock = clock.with_sample(Sample(sent, heard, heard, sent + there + back))
    return clock


@given(offset=offsets, trip=st.lists(st.tuples(trips, trips), min_size=1, max_size=30))
def test_the_truth_lies_between_the_bounds_and_within_the_error(
    offset: float, trip: list[tuple[float, float]]
) -> None:
    clock = sampled(offset, trip)
    now = len(trip) * 100.0
    low, high = clock.bounds(now)
    assert low - 0.01 <= offset <= high + 0.01
    assert abs(clock.offset(now) - offset) <= clock.error(now) + 0.01


def test_two_clients_agree_within_50_ms_at_p99_under_jitter_of_100_ms_each_way() -> None:
    """Independent and uniform, 16 samples: the target of the numbers to reach."""
    chance = random.Random(1)
    apart = sorted(
        abs(_jittered(chance).offset(1_600) - _jittered(chance).offset(1_600)) for _ in range(4_000)
    )
    assert apart[int(0.99 * len(apart))] <= 50


def _jittered(chance: random.Random) -> ServerClock:
    return sampled(0, [(chance.uniform(0, 100), chance.uniform(0, 100)) for _ in range(WINDOW)])


@given(seed=st.integers(0, 2**32))
def test_one_lucky_trip_each_way_is_enough(seed: int) -> None:
    chance = random.Random(seed)
    slow = [(chance.uniform(50, 100), chance.uniform(50, 100)) for _ in range(WINDOW - 2)]
    clock = sampled(0, [*slow, (1.0, 90.0), (90.0, 1.0)])
    assert abs(clock.offset(1_600)) <= 1.0


@pytest.mark.parametrize(("there", "back"), [(5.0, 85.0), (85.0, 5.0)])
def test_an_asymmetric_path_is_wrong_by_half_the_difference_and_says_so(
    there: float, back: float
) -> None:
    clock = sampled(0, [(there, back)] * WINDOW)
    assert clock.offset(1_600) == pytest.approx((there - back) / 2, abs=0.1)
    assert clock.error(1_600) == pytest.approx((there + back) / 2, abs=0.1)


def test_a_sample_says_less_as_it_ages() -> None:
    clock = sampled(0, [(10.0, 10.0)])
    hour = 3_600_000.0
    assert clock.error(hour) == pytest.approx(10 + hour * DRIFT, abs=0.1)


def test_a_new_sample_beats_an_old_better_one_once_drift_has_eaten_it() -> None:
    old = Sample(0, 1, 1, 2)
    later = 3_600_000.0
    new = Sample(later, later + 20, later + 20, later + 40)
    clock = ServerClock((old,)).with_sample(new)
    assert clock.bounds(later + 40) == pytest.approx((-20, 20))


def test_only_the_last_sixteen_samples_count() -> None:
    clock = sampled(0, [(0.0, 0.0)] + [(50.0, 50.0)] * WINDOW)
    assert len(clock.samples) == WINDOW
    assert clock.error(1_700) == pytest.approx(50, abs=0.2)


@pytest.mark.parametrize("step", [-3_600_000.0, 3_600_000.0])
def test_a_clock_that_was_set_is_believed_at_once(step: float) -> None:
    clock = sampled(0, [(10.0, 10.0)] * 10)
    set_ = clock.with_sample(Sample(2_000, 2_010 + step, 2_010 + step, 2_020))
    assert set_.offset(2_020) == pytest.approx(step, abs=0.1)
    assert len(set_.samples) == 1


def test_whole_milliseconds_of_the_server_never_make_the_error_negative() -> None:
    clock = ServerClock((Sample(0.9, 0.0, 1.0, 1.0),))
    assert clock.error(1.0) == 0.0


def test_the_servers_time_is_our_own_and_the_offset() -> None:
    assert sampled(1_000, [(0.0, 0.0)]).server_now(500) == pytest.approx(1_500, abs=0.1)


def test_without_a_sample_nobody_guesses() -> None:
    with pytest.raises(ValueError, match="empty"):
        ServerClock().offset(0)

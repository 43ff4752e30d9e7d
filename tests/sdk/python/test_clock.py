"""The server's time as the library knows it: the truth lies within the error that it admits."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from pushback.clock import DRIFT, KEPT, Sample, ServerClock, Wakefulness, left
from pushback.sections import ClockSection

AHEAD = st.floats(-1e9, 1e9)
DELAYS = st.lists(
    st.tuples(st.floats(0, 1e4), st.floats(0, 100), st.floats(0, 1e4)), min_size=1, max_size=40
)
"""Of each sample: there, while the server thinks, and back; in milliseconds."""
ROUNDING = 1e-3


def asked(ahead: float, delays: list[tuple[float, float, float]]) -> tuple[ServerClock, float]:
    """A clock that has heard these answers of a server so far ahead, and the local instant then."""
    clock, local = ServerClock(), 0.0
    for there, thinks, back in delays:
        s1 = local + there + ahead
        came = local + there + thinks + back
        clock.add(Sample(local, s1, s1 + thinks, came))
        local = came + 150
    return clock, local


@given(AHEAD, DELAYS)
def test_the_truth_lies_within_the_error(
    ahead: float, delays: list[tuple[float, float, float]]
) -> None:
    clock, local = asked(ahead, delays)

    assert abs(clock.offset(local) - ahead) <= clock.error(local) + ROUNDING


@given(AHEAD, DELAYS)
def test_one_lucky_trip_each_way_is_enough(
    ahead: float, delays: list[tuple[float, float, float]]
) -> None:
    clock, local = asked(ahead, delays)
    kept = delays[-KEPT:]
    best = (min(there for there, _, _ in kept) + min(back for _, _, back in kept)) / 2

    assert clock.error(local) <= best + DRIFT * local + ROUNDING


@given(AHEAD, st.lists(st.floats(0, 1e5), min_size=1))
def test_a_late_frame_moves_no_clock_back(ahead: float, delays: list[float]) -> None:
    clock, local = ServerClock(), 0.0
    for delay in delays:
        before = clock.at(local) if local else -inf
        clock.hint(local + ahead, local + delay)
        assert clock.at(local) >= before - ROUNDING - DRIFT * 1e5
        local += 1


def test_a_frame_tells_the_time_until_there_is_a_sample() -> None:
    clock = ServerClock()
    clock.hint(1_000_000, 500)
    told = clock.at(500)
    clock.add(Sample(500, 2_000_000, 2_000_000, 500))

    assert 1_000_000 == told
    assert 2_000_000 == clock.at(500)


def test_an_hour_old_sample_is_trusted_less() -> None:
    clock = ServerClock()
    clock.add(Sample(0, 0, 0, 0))

    assert 0 == clock.error(0)
    assert 180 == round(clock.error(3_600_000))


def test_what_was_known_before_sleep_is_kept_as_a_guess() -> None:
    clock = ServerClock()
    clock.add(Sample(0, 700, 700, 0))
    clock.forget(10)

    assert not clock.is_known
    assert inf == clock.error(10)
    assert 710 == round(clock.at(10))


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_time_runs_out_while_it_runs_and_stands_while_it_is_paused(
    limit: int, spent: int, later: int
) -> None:
    running: ClockSection = {
        "paused": False, "planned_end": None, "limit_ms": limit, "spent_ms": spent, "since": 0,
    }  # fmt: skip
    paused: ClockSection = {**running, "paused": True, "since": None}

    assert limit - spent - later == left(running, later)
    assert limit - spent == left(paused, later)


def test_whoever_sees_no_minutes_has_none_left() -> None:
    assert left(None, 0) is None
    assert left({"paused": False, "planned_end": None, "band": 0, "bands": 3}, 0) is None
    assert left({"paused": False, "planned_end": None, "limit_ms": None}, 0) is None


def test_sleep_is_noticed_and_drift_is_not() -> None:
    wakefulness = Wakefulness()

    assert [False, False, True, False] == [
        wakefulness.look(steady, wall)
        for steady, wall in ((0, 5_000), (1_000, 6_200), (1_100, 60_000), (1_200, 60_100))
    ]

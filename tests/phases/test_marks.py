"""Zero and bands, once per arming. The step here has six minutes, its bands end after 2 and 5."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.phases.marks import ZERO, Bands, StepClock, pending, thresholds
from app.phases.timer import Timer
from app.phases.units import MINUTE, Instant, Millis

START = Instant(1_000_000)
BANDS: Bands = (1 / 3, 5 / 6)
SIX = StepClock(Timer(Millis(6 * MINUTE)), touched=START)


def at(minutes: float) -> Instant:
    return Instant(START + int(minutes * MINUTE))


def reached(clock: StepClock, until: Instant) -> StepClock:
    """The clock with everything recorded that is due by `until`."""
    for due, mark in pending(clock, BANDS):
        if due <= until:
            clock = clock.record(mark)
    return clock


def test_marks_fall_due_in_order_with_zero_last() -> None:
    assert [(at(2), 1), (at(5), 2), (at(6), ZERO)] == pending(SIX.start(START), BANDS)


def test_a_step_without_a_limit_has_no_marks() -> None:
    assert {} == thresholds(None, BANDS)
    assert [] == pending(StepClock(Timer(None), touched=START).start(START), BANDS)


def test_a_clock_that_stands_still_has_nothing_due() -> None:
    assert [] == pending(SIX, BANDS)
    assert [] == pending(SIX.start(START).pause(at(1)), BANDS)


def test_a_reached_mark_is_not_reached_again() -> None:
    clock = reached(SIX.start(START), at(2))

    assert [(at(5), 2), (at(6), ZERO)] == pending(clock, BANDS)


def test_marks_that_fall_together_put_zero_last() -> None:
    clock = SIX.start(START).with_limit(Millis(1), at(4), BANDS)

    assert [(at(4), 1), (at(4), 2), (at(4), ZERO)] == pending(clock, BANDS)


def test_a_pause_moves_what_is_due_and_keeps_the_arming() -> None:
    clock = reached(SIX.start(START), at(3)).pause(at(3)).start(at(10))

    assert 1 == clock.arming
    assert [(at(12), 2), (at(13), ZERO)] == pending(clock, BANDS)


def test_starting_and_pausing_twice_changes_nothing() -> None:
    running, standing = SIX.start(START), SIX.start(START).pause(at(1))

    assert running is running.start(at(3))
    assert standing is standing.pause(at(3))


def test_extending_over_zero_arms_anew_and_zero_is_reached_again() -> None:
    past = reached(SIX.start(START), at(7))
    longer = past.with_limit(Millis(8 * MINUTE), at(7), BANDS)

    assert 2 == longer.arming
    assert {1, 2} == longer.reached
    assert [(at(8), ZERO)] == pending(longer, BANDS)


def test_extending_over_a_band_arms_anew_and_the_band_is_reached_again() -> None:
    late = reached(SIX.start(START), at(2))
    longer = late.with_limit(Millis(12 * MINUTE), at(3), BANDS)

    assert 2 == longer.arming
    assert frozenset() == longer.reached
    assert [(at(4), 1), (at(10), 2), (at(12), ZERO)] == pending(longer, BANDS)


def test_extending_before_anything_was_reached_keeps_the_arming() -> None:
    longer = SIX.start(START).with_limit(Millis(9 * MINUTE), at(1), BANDS)

    assert 1 == longer.arming
    assert [(at(3), 1), (at(7.5), 2), (at(9), ZERO)] == pending(longer, BANDS)


def test_a_change_that_brings_nothing_back_keeps_the_arming() -> None:
    late = reached(SIX.start(START), at(5.5))
    same = late.with_limit(Millis(int(6.5 * MINUTE)), at(5.5), BANDS)

    assert 1 == same.arming
    assert {1, 2} == same.reached


def test_a_mark_reached_to_the_millisecond_is_not_brought_back() -> None:
    there = reached(SIX.start(START), at(6))

    assert 1 == there.with_limit(Millis(6 * MINUTE), at(6), BANDS).arming


def test_shortening_below_what_is_spent_falls_due_at_once() -> None:
    clock = reached(SIX.start(START), at(3)).with_limit(Millis(2 * MINUTE), at(3), BANDS)

    assert [(at(3), 2), (at(3), ZERO)] == pending(clock, BANDS)


def test_shortening_a_clock_that_stands_still_is_due_by_that_change() -> None:
    still = reached(SIX.start(START), at(3)).pause(at(3)).with_limit(Millis(MINUTE), at(9), BANDS)

    assert [(at(9), 2), (at(9), ZERO)] == pending(still, BANDS)


def test_the_band_is_the_last_one_behind_us_and_zero_is_none() -> None:
    bands = [reached(SIX.start(START), at(m)).band(BANDS) for m in (1, 2, 5, 6)]

    assert [0, 1, 2, 2] == bands


def test_a_clock_whose_plan_records_no_bands_has_none() -> None:
    assert 0 == replace(SIX, reached=frozenset({1})).band(())


changes = st.lists(
    st.tuples(st.integers(1, 10 * MINUTE), st.integers(0, 5 * MINUTE)), min_size=1, max_size=6
)


@given(changes)
def test_each_arming_reaches_each_mark_once_and_never_early(
    steps: list[tuple[int, int]],
) -> None:
    """Through any change of limit: a new arming is a new number, a mark is dated by its due."""
    clock, now = SIX.start(START), START
    seen: set[tuple[int, int]] = set()
    for limit, passes in steps:
        clock = clock.with_limit(Millis(limit), now, BANDS)
        for due, mark in pending(clock, BANDS):
            if due > Instant(now + passes):
                break
            threshold = thresholds(clock.timer.limit, BANDS)[mark]
            assert (clock.arming, mark) not in seen
            assert now <= due
            assert threshold <= clock.timer.spent_at(due)
            seen.add((clock.arming, mark))
            clock = clock.record(mark)
        now = Instant(now + passes)

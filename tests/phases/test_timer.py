"""`left = limit - spent - (now - since)`; it runs if and only if `since` is set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phases.timer import Timer
from app.phases.units import MINUTE, Instant, Millis

START = Instant(1_000_000)
FIVE = Millis(5 * MINUTE)
LIMIT = Timer(FIVE)
spans = st.integers(0, 10 * MINUTE)


def test_a_new_timer_stands_still_with_everything_left() -> None:
    assert not LIMIT.is_running
    assert FIVE == LIMIT.left(Instant(START + MINUTE))


def test_a_running_timer_loses_what_passes() -> None:
    running = LIMIT.start(START)

    assert running.is_running
    assert Millis(4 * MINUTE) == running.left(Instant(START + MINUTE))


def test_what_is_left_may_go_below_zero() -> None:
    assert Millis(-MINUTE) == LIMIT.start(START).left(Instant(START + 6 * MINUTE))


def test_a_step_without_minutes_has_nothing_left_to_tell() -> None:
    running = Timer(None).start(START)

    assert running.left(Instant(START + MINUTE)) is None
    assert MINUTE == running.spent_at(Instant(START + MINUTE))


def test_starting_a_running_timer_changes_nothing() -> None:
    running = LIMIT.start(START)

    assert running is running.start(Instant(START + MINUTE))


def test_no_time_is_won_from_an_instant_before_the_start() -> None:
    assert Millis(0) == LIMIT.start(START).spent_at(Instant(START - 1))


@given(before=spans, pause=spans)
def test_pausing_for_any_time_leaves_what_is_left(before: int, pause: int) -> None:
    at, on = Instant(START + before), Instant(START + before + pause)
    paused = LIMIT.start(START).pause(at)

    assert not paused.is_running
    assert paused.left(at) == paused.left(on) == paused.start(on).left(on)


@pytest.mark.parametrize("is_running", [True, False])
@given(before=spans, limit=st.none() | st.integers(1, 240 * MINUTE))
def test_another_limit_changes_neither_what_is_spent_nor_whether_it_runs(
    is_running: bool, before: int, limit: int | None
) -> None:
    now = Instant(START + before)
    timer = LIMIT.start(START) if is_running else LIMIT
    other = timer.with_limit(None if limit is None else Millis(limit), now)

    assert limit == other.limit
    assert timer.spent_at(now) == other.spent_at(now)
    assert is_running is other.is_running


def test_who_is_advanced_while_it_runs_has_spent_more_and_who_stands_still_has_not() -> None:
    now = Instant(START + MINUTE)

    assert Millis(2 * MINUTE) == LIMIT.start(START).advanced(Millis(2 * MINUTE), now).left(now)
    assert LIMIT == LIMIT.advanced(Millis(2 * MINUTE), now)

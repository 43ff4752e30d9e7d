"""Whether what happens in the call is told to us: said only while it is known."""

from app.livekit.guard import SURE_FOR, TRY_AFTER, TRY_EVERY, Guard
from tests.support.clock import FakeClock


def test_guard_of_whom_nothing_was_heard_is_not_sure() -> None:
    assert not Guard(FakeClock()).is_sure


def test_what_was_heard_makes_it_sure_for_a_while() -> None:
    clock = FakeClock()
    guard = Guard(clock)

    guard.heard(clock.now())
    clock.advance(SURE_FOR - 1)
    assert guard.is_sure
    clock.advance(1)
    assert not guard.is_sure


def test_only_what_was_not_sure_before_is_news() -> None:
    clock = FakeClock()
    guard = Guard(clock)

    assert guard.heard(clock.now())
    assert not guard.heard(clock.now())
    clock.advance(SURE_FOR)
    assert guard.heard(clock.now())


def test_it_is_tried_in_silence_and_not_all_the_time() -> None:
    clock = FakeClock()
    guard = Guard(clock)

    assert guard.is_to_be_tried()
    assert not guard.is_to_be_tried()
    clock.advance(TRY_EVERY)
    assert guard.is_to_be_tried()

    guard.heard(clock.now())
    clock.advance(TRY_AFTER - 1)
    assert not guard.is_to_be_tried()
    clock.advance(1)
    assert guard.is_to_be_tried()


def test_it_is_tried_long_before_it_would_not_be_sure_any_more() -> None:
    assert TRY_AFTER + 4 * TRY_EVERY < SURE_FOR


def test_what_comes_late_proves_nothing_of_now() -> None:
    clock = FakeClock()
    guard, happened_at = Guard(clock), clock.now()
    clock.advance(SURE_FOR)

    assert not guard.heard(happened_at)
    assert not guard.is_sure
    assert guard.is_to_be_tried()


def test_what_comes_late_takes_nothing_from_what_came_since() -> None:
    clock = FakeClock()
    guard, happened_at = Guard(clock), clock.now()
    clock.advance(SURE_FOR)
    guard.heard(clock.now())

    assert not guard.heard(happened_at)
    assert guard.is_sure

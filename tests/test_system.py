"""The clock and the ids of the machine."""

import re
import time

from app.rooms.fields import ID_PATTERN
from app.system import SystemClock, SystemIds, seconds

HOUR = 3_600_000


def test_the_clock_says_about_what_the_wall_says() -> None:
    assert abs(SystemClock().now() - time.time() * 1000) < 1000


def test_the_clock_follows_a_correction_forward_at_once() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.correct(HOUR)
    assert clock.now() >= before + HOUR


def test_the_clock_never_goes_back_when_it_was_ahead() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.correct(-HOUR)
    after = clock.now()
    assert before <= after < before + HOUR


def test_a_clock_that_was_ahead_goes_on_at_half_its_speed_rather_than_stand_still() -> None:
    """A clock that stood still would open no lock."""
    clock = SystemClock()
    clock.correct(-HOUR)
    began, at = time.monotonic(), clock.now()
    while clock.now() - at < 4:
        assert time.monotonic() - began < 5
    assert time.monotonic() - began >= 0.006


def test_a_clock_that_nobody_has_read_is_put_back_at_once() -> None:
    wall, steady = iter([10_000_000_000]), iter([0, 0, 0, 3_000_000])
    clock = SystemClock(lambda: next(wall), lambda: next(steady))
    clock.set(-4_000)

    assert 6_003 == clock.now()


def test_a_step_of_the_wall_clock_moves_nothing() -> None:
    wall, steady = iter([10_000_000_000]), iter([0, 0, 3_000_000])
    clock = SystemClock(lambda: next(wall), lambda: next(steady))

    assert 10_003 == clock.now()


def test_ids_differ_and_fit_the_wire() -> None:
    ids = SystemIds()
    drawn = [draw() for draw in (ids.room, ids.person, ids.epoch) for _ in range(50)]
    assert len(set(drawn)) == 150
    assert all(re.fullmatch(ID_PATTERN, one) for one in drawn)


def test_a_secret_has_at_least_160_bits_in_url_safe_text() -> None:
    secret = SystemIds().secret()
    assert len(secret) * 6 >= 160
    assert secret.replace("-", "").replace("_", "").isalnum()


def test_seconds_measure_forward() -> None:
    assert seconds() <= seconds()

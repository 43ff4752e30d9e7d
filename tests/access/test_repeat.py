from dataclasses import replace

import pytest

from app.access.errors import IdempotencyKeyReused, StillRunning
from app.access.repeat import KEPT_FOR, RUNS_FOR, asked, check, is_over
from app.phases.units import Millis, later
from tests.support.clock import NOON

BEGUN = asked("row", b"digest", None, NOON)
ANSWERED = replace(BEGUN, sealed=b"sealed")


def test_same_request_gets_the_answer_that_was_given() -> None:
    assert b"sealed" == check(ANSWERED, BEGUN)


def test_other_request_under_the_same_key_is_refused_answered_or_not() -> None:
    other = replace(BEGUN, digest=b"other")

    for found in (BEGUN, ANSWERED):
        with pytest.raises(IdempotencyKeyReused):
            check(found, other)


def test_request_that_has_no_answer_yet_is_still_running() -> None:
    with pytest.raises(StillRunning):
        check(BEGUN, BEGUN)


def test_answer_is_kept_for_a_day_and_a_running_request_for_a_minute() -> None:
    assert not is_over(BEGUN, later(NOON, Millis(RUNS_FOR - 1)))
    assert is_over(BEGUN, later(NOON, RUNS_FOR))
    assert not is_over(ANSWERED, later(NOON, Millis(KEPT_FOR - 1)))
    assert is_over(ANSWERED, later(NOON, KEPT_FOR))


def test_neither_digest_nor_answer_is_printed() -> None:
    assert "sealed" not in repr(ANSWERED)
    assert "digest" not in repr(ANSWERED)

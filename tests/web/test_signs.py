"""Whether somebody is at the other end is asked of their library, and not of their kernel."""

from typing import cast

from app.phases.units import Instant, Millis, later
from app.web.callers import PING_EVERY, PONG_WITHIN
from app.web.serving.transport import Transport
from app.web.signs import Signs

BEGUN = Instant(1_000)
ASKED = later(BEGUN, PING_EVERY)
TOO_LATE = later(ASKED, PONG_WITHIN)


class Line:
    """A connection whose peer answers when a test says so."""

    def __init__(self) -> None:
        self.pings = 0
        self.is_awaited = False

    def ping(self) -> None:
        self.pings += 1
        self.is_awaited = True


def signs() -> tuple[Line, Signs]:
    line = Line()
    return line, Signs(cast(Transport, line), BEGUN)


def before(moment: Instant) -> Instant:
    return later(moment, Millis(-1))


def test_nobody_is_asked_before_it_is_time() -> None:
    line, found = signs()

    assert not found.are_missing(before(ASKED), is_behind=False)
    assert 0 == line.pings


def test_who_is_asked_and_does_not_answer_in_time_is_gone() -> None:
    line, found = signs()

    assert not found.are_missing(ASKED, is_behind=False)
    assert not found.are_missing(before(TOO_LATE), is_behind=False)
    assert found.are_missing(TOO_LATE, is_behind=False)
    assert 1 == line.pings


def test_who_answers_is_asked_again_after_the_same_time() -> None:
    line, found = signs()
    found.are_missing(ASKED, is_behind=False)
    line.is_awaited = False

    assert not found.are_missing(before(later(ASKED, PING_EVERY)), is_behind=False)
    assert 1 == line.pings
    assert not found.are_missing(later(ASKED, PING_EVERY), is_behind=False)
    assert 2 == line.pings


def test_answer_that_waits_behind_what_we_are_hearing_is_not_missing() -> None:
    """A database that hangs is ours: nobody is sent away because we are slow to read."""
    _, found = signs()
    found.are_missing(ASKED, is_behind=False)

    assert not found.are_missing(TOO_LATE, is_behind=True)

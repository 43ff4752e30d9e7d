"""The two units of time; nothing else in the core carries time."""

from typing import NewType

Instant = NewType("Instant", int)
"""Milliseconds since the Unix epoch, UTC, by the database's time."""

Millis = NewType("Millis", int)
"""A duration in milliseconds; negative only as time left past the limit."""

SECOND = Millis(1_000)
MINUTE = Millis(60_000)
HOUR = Millis(3_600_000)


def later(at: Instant, by: Millis) -> Instant:
    """The instant `by` after `at`."""
    return Instant(at + by)


def between(start: Instant, end: Instant) -> Millis:
    """How long it is from `start` to `end`; negative when `end` lies before."""
    return Millis(end - start)

"""The server's time, from samples; and what is left of a step. Nothing is read here.

Local instants are milliseconds of a clock that never jumps, server instants milliseconds since the
Unix epoch. The smallest difference of either way is kept apart, so a delay that differs by
direction, or jitters, costs at most half of the smallest round trip (docs/protocol.md, "The
clock").
"""

from collections import deque
from dataclasses import dataclass
from math import inf

from pushback.sections import ClockSection

KEPT = 16
"""Samples that count."""
DRIFT = 50e-6
"""A difference of an hour ago is wrong by this share of the hour, for two cheap quartzes."""
JUMP = 1_000
"""Milliseconds by which the wall clock may move against the steady one, and it is not sleep."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An answer to `sync`: `c0` and `c1` by our own clock, `s1` and `s2` by the server's."""

    c0: float
    s1: float
    s2: float
    c1: float

    def forward(self, local: float) -> float:
        """The server is ahead by this much at most."""
        return self.s1 - self.c0 + _aged(local, self.c1)

    def backward(self, local: float) -> float:
        """And by minus this much at least."""
        return self.c1 - self.s2 + _aged(local, self.c1)


class ServerClock:
    """The last samples and what they say."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=KEPT)
        self._told, self._told_at = 0.0, -inf

    def add(self, sample: Sample) -> None:
        """Take note of one answer to `sync`."""
        self._samples.append(sample)

    def hint(self, now: float, local: float) -> None:
        """A frame said what time it was when it left; it counts while there are no samples.

        Such a time is only ever too early, by its delay: the one furthest ahead is kept.
        """
        backward = local - now
        if backward <= self._told + _aged(local, self._told_at):
            self._told, self._told_at = backward, local

    def forget(self, local: float) -> None:
        """After sleep the old differences mean nothing; their offset stays until there are new."""
        self._told, self._told_at = -self.offset(local), -inf
        self._samples.clear()

    @property
    def is_known(self) -> bool:
        """Whether there is any sample."""
        return bool(self._samples)

    def offset(self, local: float) -> float:
        """What to add to a local instant."""
        if not self._samples:
            return -self._told
        forward, backward = self._smallest(local)
        return (forward - backward) / 2

    def error(self, local: float) -> float:
        """By how much the offset may be wrong, in milliseconds; infinite while nothing is known."""
        if not self._samples:
            return inf
        forward, backward = self._smallest(local)
        return (forward + backward) / 2

    def at(self, local: float) -> float:
        """The server's instant."""
        return local + self.offset(local)

    def _smallest(self, local: float) -> tuple[float, float]:
        forward = min(one.forward(local) for one in self._samples)
        return forward, min(one.backward(local) for one in self._samples)


def left(clock: ClockSection | None, now: float) -> float | None:
    """Milliseconds left of a step, below zero past its time; None for a step without minutes, or
    where this person does not see them. `now` is the server's instant."""
    limit = None if clock is None else clock.get("limit_ms")
    if clock is None or limit is None:
        return None
    since = clock.get("since")
    running = 0.0 if since is None else now - since
    return limit - clock.get("spent_ms", 0) - running


class Wakefulness:
    """Notices that the machine slept, or that somebody set its clock."""

    def __init__(self) -> None:
        self._between: float | None = None

    def look(self, steady: float, wall: float) -> bool:
        """Whether time has jumped since the last look."""
        before, self._between = self._between, wall - steady
        return before is not None and abs(self._between - before) > JUMP


def _aged(local: float, since: float) -> float:
    return DRIFT * max(0.0, local - since)

"""Zero and the bands of a step, reached once per arming.

A *mark* is a number: 0 is the end of the limit, 1.. are the plan's bands in order. An *arming* is
new on first entry and whenever a change of limit brings what is left back over a mark already
reached; pause, resume, back and undo keep it.
"""

from dataclasses import dataclass, replace

from app.phases.timer import Timer
from app.phases.units import Instant, Millis

ZERO = 0
Bands = tuple[float, ...]
"""Rising fractions of the limit, each above 0 and below 1; empty where bands are not recorded."""


@dataclass(frozen=True, slots=True)
class StepClock:
    """A step's timer with what it has reached under its current arming.

    `touched` is when the timer was last started, paused, advanced or given a limit: no mark is
    dated earlier.
    """

    timer: Timer
    touched: Instant
    arming: int = 1
    reached: frozenset[int] = frozenset()

    def start(self, now: Instant) -> "StepClock":
        """Running from `now`."""
        if self.timer.is_running:
            return self
        return replace(self, timer=self.timer.start(now), touched=now)

    def pause(self, now: Instant) -> "StepClock":
        """Standing still at `now`."""
        if not self.timer.is_running:
            return self
        return replace(self, timer=self.timer.pause(now), touched=now)

    def advanced(self, by: Millis, now: Instant) -> "StepClock":
        """As if it had run for so much longer; a mark that is passed so falls due at `now`."""
        if not self.timer.is_running:
            return self
        return replace(self, timer=self.timer.advanced(by, now), touched=now)

    def record(self, mark: int) -> "StepClock":
        """With `mark` reached."""
        return replace(self, reached=self.reached | {mark})

    def with_limit(self, limit: Millis | None, now: Instant, bands: Bands) -> "StepClock":
        """Under another limit; armed anew if that brings a reached mark back into the future."""
        timer = self.timer.with_limit(limit, now)
        still = {m for m, at in thresholds(limit, bands).items() if at <= timer.spent}
        kept = self.reached & still
        arming = self.arming if kept == self.reached else self.arming + 1
        return StepClock(timer, touched=now, arming=arming, reached=frozenset(kept))

    def band(self, bands: Bands) -> int:
        """How many bands are behind us, as recorded: 0 is the first stretch."""
        return max((m for m in self.reached if m != ZERO), default=0) if bands else 0


def thresholds(limit: Millis | None, bands: Bands) -> dict[int, Millis]:
    """How much has to be spent for each mark; empty for a step without a limit."""
    if limit is None:
        return {}
    marks = {n: Millis(int(limit * part)) for n, part in enumerate(bands, start=1)}
    return {**marks, ZERO: limit}


def pending(clock: StepClock, bands: Bands) -> list[tuple[Instant, int]]:
    """Marks not yet reached with the instants they fall due, soonest first.

    While the timer stands still only what a shortened limit left behind is due, dated by that
    change.
    """
    timer = clock.timer
    found = []
    for mark, threshold in thresholds(timer.limit, bands).items():
        missing = threshold - timer.spent
        if mark in clock.reached or (timer.since is None and missing > 0):
            continue
        base = timer.since if timer.since is not None else clock.touched
        found.append((Instant(base + max(0, missing)), mark))
    return sorted(found, key=lambda due: (due[0], due[1] == ZERO, due[1]))

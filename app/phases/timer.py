"""A step's time as facts: `limit`, `spent`, `since`. It runs if and only if `since` is set.

Shape after lichess's immutable clock (scalachess `Clock.scala`): what is left is computed, never
stored, so no two facts can disagree.
"""

from dataclasses import dataclass, replace

from app.phases.units import Instant, Millis, between


@dataclass(frozen=True, slots=True)
class Timer:
    """`limit` is None for a step without minutes; `spent` excludes the stretch since `since`."""

    limit: Millis | None
    spent: Millis = Millis(0)
    since: Instant | None = None

    @property
    def is_running(self) -> bool:
        """Whether time passes."""
        return self.since is not None

    def spent_at(self, now: Instant) -> Millis:
        """Time spent in the step up to `now`."""
        if self.since is None:
            return self.spent
        return Millis(self.spent + max(0, between(self.since, now)))

    def left(self, now: Instant) -> Millis | None:
        """What is left at `now`; negative past the time, None without a limit."""
        return None if self.limit is None else Millis(self.limit - self.spent_at(now))

    def start(self, now: Instant) -> "Timer":
        """Running from `now`; unchanged when it runs already."""
        return self if self.is_running else replace(self, since=now)

    def pause(self, now: Instant) -> "Timer":
        """Standing still at `now`."""
        return replace(self, spent=self.spent_at(now), since=None)

    def advanced(self, by: Millis, now: Instant) -> "Timer":
        """As if it had run for so much longer by `now`; unchanged while it stands still."""
        if not self.is_running:
            return self
        return replace(self, spent=Millis(self.spent_at(now) + by), since=now)

    def with_limit(self, limit: Millis | None, now: Instant) -> "Timer":
        """The same time spent under another limit, counted afresh from `now`."""
        since = now if self.is_running else None
        return Timer(limit=limit, spent=self.spent_at(now), since=since)

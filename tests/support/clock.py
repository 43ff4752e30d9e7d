"""A clock that jumps when told, and refuses to go back."""

from app.phases.units import Instant, Millis, later

NOON = Instant(1_800_000_000_000)


class FakeClock:
    """The `Clock` port, standing still between calls of `advance`; each reading takes `ticks`."""

    def __init__(self, now: Instant = NOON) -> None:
        self._now = now
        self.ticks = Millis(0)

    def now(self) -> Instant:
        """Where the clock stands."""
        read, self._now = self._now, later(self._now, self.ticks)
        return read

    def advance(self, by: Millis | int) -> Instant:
        """Jump `by` milliseconds ahead and return where it stands; `ValueError` below 0."""
        if by < 0:
            raise ValueError("time does not go back")
        self._now = later(self._now, Millis(by))
        return self._now

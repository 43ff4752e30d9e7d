"""Whether the guard stands: whether what happens in the call is told to us at all.

LiveKit keeps a lock only as long as nobody comes back with an older token, and looks at the name of
a stream and not at what it is. Whoever watches closes both again, and watches by webhooks; without
them a lock is not said to be enforced. What is heard proves it for a while; in silence it is tried.
"""

from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.ports import Clock

SURE_FOR = Millis(90 * SECOND)
TRY_AFTER = Millis(45 * SECOND)
TRY_EVERY = Millis(5 * SECOND)


class Guard:
    """One node's knowledge of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard_at: Instant | None = None
        self._tried_at: Instant | None = None

    def heard(self, at: Instant) -> bool:
        """Something genuine came that happened at `at`; whether that makes sure who was not.

        What comes late proves nothing of now: it may be all that was kept back for minutes.
        """
        was_sure = self.is_sure
        self._heard_at = at if self._heard_at is None else max(self._heard_at, at)
        return self.is_sure and not was_sure

    @property
    def is_sure(self) -> bool:
        """Whether something has come that happened lately."""
        return self._heard_at is not None and not self._is_past(self._heard_at, SURE_FOR)

    def is_to_be_tried(self) -> bool:
        """Whether to have LiveKit say something, now; asked again, not for a while."""
        heard, tried = self._heard_at, self._tried_at
        if heard is not None and not self._is_past(heard, TRY_AFTER):
            return False
        if tried is not None and not self._is_past(tried, TRY_EVERY):
            return False
        self._tried_at = self._clock.now()
        return True

    def _is_past(self, since: Instant, by: Millis) -> bool:
        return self._clock.now() >= later(since, by)

"""How often one address or one person may ask: a bucket for each, of which few are kept."""

from app.phases.units import Instant
from app.rooms.errors import RateLimited
from app.web.limits import Bucket

MOST_BUCKETS = 10_000
"""Above this the buckets that say nothing any more are dropped, then the oldest."""
WAIT_MS = 1_000


class Rates:
    """`per_second` in the long run and `burst` at once, for everyone who is named apart."""

    def __init__(self, per_second: float, burst: float) -> None:
        self.per_second = per_second
        self.burst = burst
        self._buckets: dict[str, Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, who: str, now: Instant) -> None:
        """One more of `who`; raises `RateLimited`."""
        bucket = self._buckets.get(who)
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[who] = Bucket(self.per_second, self.burst, now)
        if not bucket.take(now):
            raise RateLimited(after_ms=WAIT_MS)

    def _make_room(self, now: Instant) -> None:
        if len(self._buckets) < MOST_BUCKETS:
            return
        kept = [(who, b) for who, b in self._buckets.items() if not b.is_full(now)]
        self._buckets = dict(kept[-MOST_BUCKETS // 2 :])

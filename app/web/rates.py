"""How often one address or one person may ask: a bucket for each, of which few are kept."""

from dataclasses import dataclass
from math import ceil, floor

from app.phases.units import Instant
from app.rooms.errors import RateLimited
from app.web.limits import Bucket

MOST_BUCKETS = 10_000
"""Above this the buckets that say nothing any more are dropped, then the oldest."""
WAIT_MS = 1_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What one asker may still ask: `left` of `most` at once, all of them again in `full_in`
    seconds."""

    name: str
    most: int
    left: int
    full_in: int
    window: int

    def headers(self) -> dict[str, str]:
        """As the IETF's draft writes it (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={self.window}',
            "RateLimit": f'"{self.name}";r={self.left};t={self.full_in}',
        }


class Rates:
    """`per_second` in the long run and `burst` at once, for everyone who is named apart."""

    def __init__(self, per_second: float, burst: float, *, name: str = "requests") -> None:
        self.name = name
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

    def check(self, who: str, now: Instant) -> None:
        """Raises `RateLimited` where nothing is left to `who`; nothing is taken."""
        bucket = self._buckets.get(who)
        if bucket is not None and bucket.left(now) < 1:
            raise RateLimited(after_ms=WAIT_MS)

    def quota(self, who: str, now: Instant) -> Quota:
        """What `who` may still ask; nothing is taken."""
        bucket = self._buckets.get(who)
        left = self.burst if bucket is None else bucket.left(now)
        return Quota(
            name=self.name,
            most=floor(self.burst),
            left=floor(left),
            full_in=ceil((self.burst - left) / self.per_second),
            window=max(1, ceil(self.burst / self.per_second)),
        )

    def _make_room(self, now: Instant) -> None:
        if len(self._buckets) < MOST_BUCKETS:
            return
        kept = [(who, b) for who, b in self._buckets.items() if not b.is_full(now)]
        self._buckets = dict(kept[-MOST_BUCKETS // 2 :])

"""What one connection is forgiven: frames that are not understood, and frames that come too fast.

Either is refused with its reason, until there are too many of them for a fault that will be mended.
"""

from typing import Final

from app.phases.units import Instant, Millis
from app.web.limits import Bucket
from app.web.rates import WAIT_MS

STRIKES: Final = 3
"""How many of each are refused in a row; the next one ends the connection."""
FORGIVEN_AFTER: Final = Millis(10_000)
"""One that was not understood is forgiven so long after it: a page that is older or newer than this
server sends such frames now and then, and is of use all the same."""


class Strikes:
    """One connection's, the two kinds apart: who sends too fast has not said nonsense."""

    __slots__ = ("_malformed", "_too_fast")

    def __init__(self, now: Instant) -> None:
        self._malformed = Bucket(1000 / FORGIVEN_AFTER, STRIKES, now)
        # All are forgiven after the wait that the refusal asks for: who obeys it is never closed.
        self._too_fast = Bucket(STRIKES * 1000 / WAIT_MS, STRIKES, now)

    def forgives_malformed(self, now: Instant) -> bool:
        """Whether one more frame that was not understood is refused only."""
        return self._malformed.take(now)

    def forgives_too_fast(self, now: Instant) -> bool:
        """Whether one more frame that came too fast is refused only."""
        return self._too_fast.take(now)

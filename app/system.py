"""The only reader of clocks, chance and identity."""

import secrets
import time
from collections.abc import Callable
from functools import partial

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId

SECRET_BYTES = 20
"""160 bits."""
_AWAKE_OR_ASLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", None)
COUNTS_SLEEP = _AWAKE_OR_ASLEEP is not None
"""Whether time goes on for us while the machine sleeps; elsewhere only wall clocks tell of it."""
_even_ns: Callable[[], int] = (
    time.monotonic_ns
    if _AWAKE_OR_ASLEEP is None
    else partial(time.clock_gettime_ns, _AWAKE_OR_ASLEEP)
)
"""Goes on evenly, whatever becomes of the wall clock."""


class SystemClock:
    """Wall time read once, then time that goes on evenly: a step of the wall clock moves nothing.

    `correct` shifts it towards the database's time, forward at once; back by running at half speed
    until it is there, for a clock that stood still would open no lock.

    `wall` and `steady` are the machine's two readings, in nanoseconds.
    """

    def __init__(
        self,
        wall: Callable[[], int] = time.time_ns,
        steady: Callable[[], int] = _even_ns,
    ) -> None:
        self._steady = steady
        self._ahead = wall() - steady()
        self._read_at = steady()
        self._shown = self._read_at + self._ahead

    def now(self) -> Instant:
        """Milliseconds since the epoch; never goes back."""
        read_at = self._steady()
        slowly = self._shown + (read_at - self._read_at) // 2
        self._read_at, self._shown = read_at, max(read_at + self._ahead, slowly)
        return Instant(self._shown // 1_000_000)

    def correct(self, offset_ms: float) -> None:
        """Be this much later (or earlier) than `now` says."""
        self.now()
        self._ahead = self._shown - self._read_at + int(offset_ms * 1_000_000)

    def set(self, offset_ms: float) -> None:
        """As `correct`, at once in both directions: for a clock that has been shown to nobody."""
        self.correct(offset_ms)
        self._shown = self._read_at + self._ahead


class SystemIds:
    """Ids and secrets from the operating system's randomness."""

    def room(self) -> RoomId:
        """80 bits: a room's id is no secret, but is not guessed either."""
        return RoomId(f"r{secrets.token_hex(10)}")

    def person(self) -> PersonId:
        """80 bits."""
        return PersonId(f"p{secrets.token_hex(10)}")

    def epoch(self) -> str:
        """64 bits."""
        return secrets.token_hex(8)

    def secret(self) -> str:
        """160 bits as URL-safe text."""
        return secrets.token_urlsafe(SECRET_BYTES)


def seconds() -> float:
    """A monotonic reading for measuring how long something took."""
    return time.perf_counter()

"""The only reader of clocks, chance and identity."""

import secrets
import time
from collections.abc import Callable

from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId

SECRET_BYTES = 20
"""160 bits."""


class SystemClock:
    """Wall time read once, advanced by the monotonic clock: a step of the wall clock moves nothing.

    `correct` shifts it towards the database's time, forward at once; back by running at half speed
    until it is there, for a clock that stood still would open no lock.

    `wall` and `steady` are the machine's two readings, in nanoseconds.
    """

    def __init__(
        self,
        wall: Callable[[], int] = time.time_ns,
        steady: Callable[[], int] = time.monotonic_ns,
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

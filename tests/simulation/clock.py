"""A machine's own readings of time: wrong from the beginning, and drifting as quartz does."""

from collections.abc import Callable

from app.phases.units import Instant
from app.system import SystemClock

BILLION = 1_000_000_000
SINCE_BOOT = 1_000 * BILLION


def machine_clock(
    seconds: Callable[[], float], began: Instant, *, ahead_ms: int, drift_ppm: float
) -> SystemClock:
    """The service's clock on a machine whose wall clock is `ahead_ms` off as it starts."""
    rate = 1 + drift_ppm / 1_000_000

    def steady() -> int:
        return SINCE_BOOT + int(seconds() * rate * BILLION)

    def wall() -> int:
        return (began + ahead_ms) * 1_000_000 + int(seconds() * BILLION)

    return SystemClock(wall, steady)

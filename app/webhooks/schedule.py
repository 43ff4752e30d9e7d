"""When a message is tried again: the schedule of the Standard Webhooks specification."""

import hashlib

from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis, later

DELAYS: tuple[Millis, ...] = (
    Millis(0), Millis(5 * SECOND), Millis(5 * MINUTE), Millis(30 * MINUTE), Millis(2 * HOUR),
    Millis(5 * HOUR), Millis(10 * HOUR), Millis(14 * HOUR), Millis(20 * HOUR), Millis(24 * HOUR),
)  # fmt: skip
"""Before each try, after the one before it."""

SPREAD = 0.1
"""By how much of itself a delay is longer at most, so that what failed together is not tried
together."""

MOST_REST = HOUR
"""The longest rest that an endpoint is given when it asks for one."""


def next_try(message_id: str, tries: int, now: Instant) -> Instant | None:
    """When a message that failed `tries` times, just now for the last, is due; None: no more."""
    if tries >= len(DELAYS):
        return None
    delay = DELAYS[tries]
    return later(now, Millis(delay + round(delay * SPREAD * _share(message_id, tries))))


def _share(message_id: str, tries: int) -> float:
    """From 0 to 1, another for each message and try; it needs no chance, only to be uneven."""
    digest = hashlib.sha256(f"{message_id} {tries}".encode()).digest()
    return int.from_bytes(digest[:2]) / 0xFFFF

"""Whether somebody who goes on at another node goes on from another device.

The node that they leave tells which one that was, and no more of it than can be compared. The node
that has them compares, and tells leaders if it is another.
"""

import hashlib
from collections.abc import Callable, Iterable

from app.phases.units import Instant
from app.rooms.facts import NO_LONGER, Changes, Facts
from app.rooms.fields import PersonId
from app.rooms.seat import Seat

KIND = "replaced"
MARK_BYTES = 8


def left(seat: Seat, now: Instant) -> Changes:
    """Said by the node whose seat a newer connection elsewhere has replaced."""
    return {} if seat.person is None else {(KIND, seat.person): (now, mark(seat.device))}


def compared(facts: Facts, seats_of: Callable[[PersonId], Iterable[Seat]], now: Instant) -> Changes:
    """Said by the node at which they are: it has been read, and if so that they have moved."""
    changes: dict[tuple[str, ...], tuple[int | str, ...]] = {}
    for key, fact in facts.items():
        here = tuple(seats_of(PersonId(key[1]))) if key[0] == KIND and fact.value else ()
        if here:
            changes[key] = NO_LONGER
            if any(mark(seat.device) != fact.value[1] for seat in here):
                changes["moved", key[1]] = (now,)
    return changes


def mark(device: str) -> str:
    """Equal for equal devices, and nothing can be read from it."""
    return hashlib.blake2b(device.encode(), digest_size=MARK_BYTES).hexdigest()

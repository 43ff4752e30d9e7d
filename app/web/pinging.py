"""What a ping says beside asking for a sign of life; for tests, what its reader should hold."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.phases.units import SECOND, Millis
from app.rooms.live import LiveRoom
from app.rooms.projected import YOU
from app.rooms.seat import Seat

DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Pinging:
    """How often a guest is asked, and what `about` a seat the ping says."""

    every: Millis
    about: Callable[[LiveRoom, Seat], Mapping[str, str]]


def nothing(live: LiveRoom, seat: Seat) -> Mapping[str, str]:
    """As everybody is pinged."""
    return {}


def hashes(live: LiveRoom, seat: Seat) -> Mapping[str, str]:
    """`hash` of the logged sections that the seat's whole audience holds, and `you` of its own.

    Whoever has read everything sent before the ping holds just that; whoever has the same audience
    and the same `seq` was told the same `hash`, at whichever node.
    """
    sections = live.sections_of(seat)
    own = sections.pop(YOU, b"")
    return {"hash": digest(sections), "you": digest({YOU: own})}


def digest(sections: Mapping[str, bytes]) -> str:
    """Of encoded sections: equal for equal bytes under equal names."""
    found = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for name in sorted(sections):
        found.update(b"%s:%s\n" % (name.encode(), sections[name]))
    return found.hexdigest()


USUAL = Pinging(Millis(20 * SECOND), nothing)
HASHED = Pinging(Millis(SECOND), hashes)
"""Each second, so that a suite need not wait for it."""

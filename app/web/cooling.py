"""Whoever was put out for breaking the rules of the wire stays out for a while.

Letting somebody in costs two writes to the database and a view of the room, each time anew. Nobody
who keeps to the rules is ever put out for them, and a page that was does not come back by itself:
who does is a program, which would be as much of a burden as it has breath. It is known by its
tab's chain, before the database is asked; a ticket, drawn under the bounds of the door, is a new
beginning.
"""

from typing import Final

from app.access.errors import ResumeInvalid
from app.access.secrets import Kind, parse
from app.phases.units import Instant, Millis, later

COOLS_FOR: Final = Millis(10_000)
MOST: Final = 10_000
"""Chains remembered; of more the oldest are forgotten."""
BROKEN_RULES: Final = frozenset({1002, 1003, 1007, 1008, 1009, 4505})
"""Close codes of RFC 6455 (7.4.1), and ours for what is not this protocol."""


def chain_of(resume: str | None) -> str:
    """The chain that a tab's secret is of; empty for what is none, of which the door says so."""
    try:
        return parse(Kind.RESUME, resume or "").id
    except ResumeInvalid:
        return ""


class Cooling:
    """Who is out, and until when."""

    def __init__(self) -> None:
        self._until: dict[str, Instant] = {}

    def __len__(self) -> int:
        return len(self._until)

    def put_out(self, chain: str, now: Instant) -> None:
        """Who came in by this chain has broken the rules."""
        self._until.pop(chain, None)  # what is told anew is the newest
        while len(self._until) >= MOST:
            del self._until[next(iter(self._until))]
        self._until[chain] = later(now, COOLS_FOR)

    def left(self, chain: str, now: Instant) -> int:
        """Milliseconds that whoever brings a secret of this chain has to wait still."""
        return max(0, self._until.get(chain, now) - now)

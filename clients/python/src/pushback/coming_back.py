"""When to come back, and with what: what each ending means, and how long to wait. Pure.

**4000 to 4499 mean: come back. 4500 and above mean: stop, and say why** (docs/protocol.md,
"Endings").
"""

from dataclasses import dataclass
from math import inf

SHORTEST, LONGEST = 250.0, 15_000.0
"""Milliseconds: what the first pause is drawn from, and the most that any is drawn from."""
SOON = 1_000.0
"""Milliseconds within which everybody comes back whom a server sent away in good order."""
STEADY = 10_000.0
"""Milliseconds that a line must have lived before its server is trusted with quick tries again."""
LOST = 1006
"""The code of a connection that ended without one."""
AHEAD = 0
"""No close code: we went ourselves, ahead of a server that leaves. Nobody waits then."""
SHARE = 0.4
"""Of the time that a leaving server gives, in which everybody goes: it closes the rest at half."""

STOPS = {4500: "revoked", 4501: "closed", 4502: "replaced", 4503: "version", 4504: "forbidden"}
FAULTS = frozenset({1002, 1003, 1007, 1009})
"""Close codes of the protocol below by which a server says that we are at fault."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What to do after a close. `within`: the first pause is drawn from so many milliseconds."""

    comes_back: bool
    needs_ticket: bool
    within: float
    reason: str


def ending(code: int) -> Ending:
    """What a close code means."""
    if code >= 4500 or code in FAULTS:
        return Ending(False, True, 0.0, STOPS.get(code, "fault"))
    if code == AHEAD:
        return Ending(True, False, 0.0, "server")
    if 4000 <= code < 4100:
        return Ending(True, False, SOON, "server")
    return Ending(True, 4200 <= code < 4300, SHORTEST, "lost")


def pause(tries: int, chance: float, longest: float = SHORTEST) -> float:
    """Milliseconds before another try, drawn at random so that a room does not come back as one;
    `tries` have failed in a row, from 1."""
    return float(min(LONGEST, longest * 2.0 ** min(tries - 1, 16)) * chance)


class Tries:
    """Failures in a row: a server that lets everybody in and drops them at once is not hurried."""

    def __init__(self) -> None:
        self._failed = 0
        self._not_before = -inf

    def lived(self) -> None:
        """A line has lived for a while."""
        self._failed = 0

    def failed(self, now: float, chance: float, within: float, after: float = 0.0) -> float:
        """One more has failed; milliseconds until the next. `after`: what the server asked for."""
        self._failed += 1
        self._not_before = now + after
        return after + pause(self._failed, chance, within)

    def is_too_early(self, now: float) -> bool:
        """Whether a try now is what the server asked us not to do."""
        return now < self._not_before

"""A person's own wish to speak, by their own microphone: what counts as a try, and which is let
through.

A try is an own unmute of the closed stream on the person's own place in the call, at least 1 s
after any other: programs that unmute in a burst, or again and again, wish nothing. Nothing of it is
counted, stored or shown; only when the last two were is known, to all nodes and while the push-back
lasts.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.phases.units import SECOND, Instant, Millis, later

APART = Millis(SECOND)
AGAIN_WITHIN = Millis(30 * SECOND)


class Answer(StrEnum):
    """What comes of an own unmute."""

    NOTHING = "nothing"
    ASK = "ask"
    """The person is asked whether they want to come back in."""
    LET_THROUGH = "let_through"
    """They have said so twice."""


@dataclass(frozen=True, slots=True)
class Tries:
    """`heard_at`: the last own unmute of any kind; `asked_at`: the last that was a try, `asked_by`
    its name where it has one."""

    heard_at: Instant | None = None
    asked_at: Instant | None = None
    asked_by: str = ""

    def unmuted(self, now: Instant, press: str = "") -> tuple["Tries", Answer]:
        """After an own unmute at `now`; the same `press` told again is no other one."""
        if press and press == self.asked_by:
            return self, Answer.ASK
        if self.heard_at is not None and now < later(self.heard_at, APART):
            return replace(self, heard_at=now), Answer.NOTHING
        if self.asked_at is not None and now <= later(self.asked_at, AGAIN_WITHIN):
            return Tries(now), Answer.LET_THROUGH
        return Tries(now, now, press), Answer.ASK

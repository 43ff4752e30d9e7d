"""The vocabulary of scenarios: who is there, what our side does, and what must be so then.

A scenario is a value. `app/conform/playing.py` plays it, at whatever stand.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.calls.capabilities import Strength
from app.conform.stand import USUAL, Posting
from app.conform.wire import Act


class Who(StrEnum):
    """The cast."""

    ADA = "Ada"
    """Never to be locked. A silence counts only while she is heard."""
    CLEO = "Cleo"
    """Sits back."""
    PHONE = "Cleo's telephone"
    BEN = "Ben"
    """Comes later."""
    STRANGER = "somebody unmatched"
    """Nobody of the room, as far as anybody has said."""


@dataclass(frozen=True, slots=True)
class Comes:
    """They join the call."""

    who: Who


@dataclass(frozen=True, slots=True)
class Opens:
    """They open their microphone by their own hand."""

    who: Who


@dataclass(frozen=True, slots=True)
class Goes:
    """They leave the call."""

    who: Who


@dataclass(frozen=True, slots=True)
class Renames:
    """They take another name."""

    who: Who


@dataclass(frozen=True, slots=True)
class Wants:
    """From now on the room wants this, and nothing else, of everybody."""

    locked: frozenset[Who] = frozenset()
    cameras: frozenset[Who] = frozenset()
    out: frozenset[Who] = frozenset()


@dataclass(frozen=True, slots=True)
class Sends:
    """Our side brings what is wanted, under a new version. `skipped`: versions before it that got
    lost on the way. `is_next_seq`: the room has moved, and `n` begins anew."""

    posting: Posting = USUAL
    skipped: int = 0
    is_next_seq: bool = False


@dataclass(frozen=True, slots=True)
class Repeats:
    """Our side brings the newest state once more."""


@dataclass(frozen=True, slots=True)
class SendsOlder:
    """A state that was made before the newest arrives after it. `by_seq`: it has the lower `seq`
    and the higher `n`."""

    wants: Wants
    by_seq: bool = False


@dataclass(frozen=True, slots=True)
class IsRefused:
    """Our side brings what is wanted in this way, and must be told that it is not taken."""

    wants: Wants
    posting: Posting


@dataclass(frozen=True, slots=True)
class IsAnswered:
    """A report of the newest version is there by the deadline, and says what is wanted or that it
    was asked for."""


@dataclass(frozen=True, slots=True)
class IsConfirmed:
    """As `IsAnswered`; what is only asked for allows no more than that."""


@dataclass(frozen=True, slots=True)
class IsCameraAnswered:
    """The report says something of this camera that was asked for."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsIntroduced:
    """Who they are has been told by the deadline."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsTold:
    """An event has come by the deadline; `is_own`: as of the person's own hand."""

    type: Literal["joined", "left", "microphone"]
    who: Who
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class IsNoTry:
    """Nothing that this person did since the last lock was told as their own hand on the
    microphone."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsHeard:
    """A listener receives their packets by the deadline."""

    who: Who


@dataclass(frozen=True, slots=True)
class StaysHeard:
    """They go on being heard."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsSilent:
    """Nothing of them reaches a listener from the deadline on; and no report said so before."""

    who: Who


@dataclass(frozen=True, slots=True)
class StaysClosed:
    """Not a packet of them reaches a listener, although nothing is locked any more."""

    who: Who


@dataclass(frozen=True, slots=True)
class StaysLocked:
    """They open their microphone by their own hand, and are not heard once a guard has had its
    time."""

    who: Who


@dataclass(frozen=True, slots=True)
class Evades:
    """Somebody locked does this while a listener listens; our side announces what came of it only
    a while later."""

    act: Act
    who: Who


@dataclass(frozen=True, slots=True)
class Hears:
    """At their place in the call, Ada is heard."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsOut:
    """They are in the call no more, by the deadline."""

    who: Who


@dataclass(frozen=True, slots=True)
class IsOver:
    """The newest state has run out, and none came since."""


@dataclass(frozen=True, slots=True)
class WeAreAway:
    """Whatever is told to our side now is lost: the stand is answered 503."""


@dataclass(frozen=True, slots=True)
class WeAreBack:
    """Our side has been started anew; versions go on."""


@dataclass(frozen=True, slots=True)
class IsWellFormed:
    """Nothing that was ever told had to be refused."""


Deed = (
    Comes | Opens | Goes | Renames | Wants | Sends | Repeats | SendsOlder | WeAreAway | WeAreBack
)  # fmt: skip
"""What is done, by people and by our side."""
Check = (
    IsRefused | IsAnswered | IsConfirmed | IsCameraAnswered | IsIntroduced | IsTold | IsNoTry
    | IsHeard | StaysHeard | IsSilent | StaysClosed | StaysLocked | Evades | Hears | IsOut | IsOver
    | IsWellFormed
)  # fmt: skip
"""What must be so then."""
Step = Deed | Check


@dataclass(frozen=True, slots=True)
class Scenario:
    """One idea. `begin` is what has to be so before it can be shown; only `play` can fail.

    `says`: what is so when it passes. `cure`: what to do when it fails. `failed` and `unshown` are
    the most that a vendor may claim then. `needs`: scenarios before it without which it shows
    nothing of its own.
    """

    name: str
    says: str
    begin: tuple[Step, ...]
    play: tuple[Step, ...]
    cure: str
    failed: Strength
    unshown: Strength = Strength.REQUESTED
    needs: tuple[str, ...] = ()

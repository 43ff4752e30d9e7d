"""The clock of the running step, and the loss of those who keep it."""

from dataclasses import dataclass

from app.phases.plan import StepId
from app.phases.units import Instant, Millis
from app.rooms.state import PauseReason


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """The clock stands still."""

    at: Instant
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """The clock goes on."""

    at: Instant


@dataclass(frozen=True, slots=True)
class LimitSet:
    """The current step has another limit."""

    at: Instant
    step: StepId
    limit: Millis


@dataclass(frozen=True, slots=True)
class MarkReached:
    """Zero (`mark` 0) or a band of an arming, dated by the instant it fell due."""

    at: Instant
    step: StepId
    arming: int
    mark: int


@dataclass(frozen=True, slots=True)
class ClockAdvanced:
    """The room, which is for practice, is so much older than it was."""

    at: Instant
    by: Millis


@dataclass(frozen=True, slots=True)
class LeadersLost:
    """No leader for the long grace: the clock pauses; a stand-in is offered the room until then."""

    at: Instant
    offered_until: Instant | None

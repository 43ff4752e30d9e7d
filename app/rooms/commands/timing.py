"""The clock and the plan of what is to come."""

from dataclasses import dataclass

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.fields import Amount, Minutes, Step, StepCase
from app.rooms.state import PauseReason


@dataclass(frozen=True, slots=True)
class Extend:
    """More time for this step, counted from now when the time is already past."""

    by: Amount


@dataclass(frozen=True, slots=True)
class Shorten:
    """Less time for this step."""

    by: Amount


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still."""

    reason: PauseReason = PauseReason.OTHER


@dataclass(frozen=True, slots=True)
class Resume:
    """The clock goes on."""


@dataclass(frozen=True, slots=True)
class SetEnd:
    """Another planned end of the meeting."""

    at: Instant


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as a leader writes it; 0 minutes is a step without a clock."""

    id: Step
    phase: Phase
    minutes: Minutes = 0
    case: StepCase = 0


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Other steps after the current one; what has begun stays."""

    steps: tuple[PlannedStep, ...]

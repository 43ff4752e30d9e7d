"""The meeting as a whole: moves, plan, stop, record."""

from dataclasses import dataclass

from app.phases.machine import Position
from app.phases.plan import Plan
from app.phases.table import Move
from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.rooms.state import Agreement, CallKind


@dataclass(frozen=True, slots=True)
class RoomCreated:
    """The room exists, with its plan and the words of its agreement. `is_test`: for practice."""

    at: Instant
    plan: Plan
    agreement: Agreement
    is_rehearsal: bool = False
    call: CallKind = CallKind.BESIDE
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class PhaseEntered:
    """A move was made."""

    at: Instant
    move: Move
    position: Position


@dataclass(frozen=True, slots=True)
class MoveUndone:
    """The last move was taken back."""

    at: Instant


@dataclass(frozen=True, slots=True)
class MeetingStopped:
    """A leader stopped here."""

    at: Instant


@dataclass(frozen=True, slots=True)
class PlannedEndSet:
    """The meeting is planned to end at `end`."""

    at: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class PlanEdited:
    """Other steps are to come."""

    at: Instant
    plan: Plan


@dataclass(frozen=True, slots=True)
class FollowUpsCounted:
    """So many follow-ups were told, in all."""

    at: Instant
    told: int


@dataclass(frozen=True, slots=True)
class AttendanceConfirmed:
    """A leader confirmed who was there."""

    at: Instant
    people: tuple[PersonId, ...]

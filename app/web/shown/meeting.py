"""The shapes of `room`, `phase` and `clock`, one per audience wherever what they see differs."""

from typing import Literal

from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.rooms.state import CallKind, CaseKind, PauseReason
from app.web.shown.kinds import At, Duration, Id, Rev, Sent


class AgreementShown(Sent):
    """The group's agreement in its current version."""

    version: int
    text: str


class Step(Sent):
    """A step of the plan."""

    id: Id
    phase: Phase
    case: int
    """The case it belongs to, 0 outside cases."""


class TimedStep(Step):
    """A step with its minutes, for who sees the whole clock."""

    limit_ms: Duration | None
    """Null for a step without a clock."""


class StandInShown(Sent):
    """The stand-in, for leaders."""

    named: bool
    """Whether anybody has chosen; `person` null is then "no stand-in"."""
    person: Id | None
    acting: bool
    offered_until: At | None


class RoomAtDoor(Sent):
    """`room` for who waits."""

    id: Id
    title: str
    rehearsal: bool
    test: bool
    """For practice: nobody's meeting."""
    agreement: AgreementShown


class RoomPlan(RoomAtDoor):
    """What the whole circle knows of the meeting."""

    call: CallKind
    """What the meeting is heard through."""
    plan: str
    """The plan's name."""
    push_back: bool
    """Whether the presenter is offered to sit back."""
    wants_in: bool
    """Whether "I would like to come in" is used."""
    rings: bool
    outer_open: bool
    """Whether the outer ring may speak."""
    observers_agreed: bool


class RoomInCircle(RoomPlan):
    """`room` for the circle where the plan keeps the minutes from it."""

    clock: Literal[ClockView.SOFT, ClockView.LEADERS]
    steps: list[Step]


class RoomInCircleTimed(RoomPlan):
    """`room` for the circle where everybody sees the whole clock."""

    clock: Literal[ClockView.FULL]
    steps: list[TimedStep]


class RoomForIntegration(RoomPlan):
    """`room` for integrations."""

    clock: ClockView
    steps: list[TimedStep]
    plan_rev: Rev


class RoomForLeader(RoomForIntegration):
    """`room` for leaders."""

    follow_ups: int
    """How many follow-ups were told; they are no cases."""
    stand_in: StandInShown


class CaseShown(Sent):
    """The case being worked on: nothing about the patient."""

    number: int
    of: int
    """How many cases the plan has."""
    presenter: Id | None
    kind: CaseKind
    stopped: bool
    """A leader has stopped here; until a leader resumes or moves."""


class CaseComing(Sent):
    """What is remembered for a later case."""

    case: int
    presenter: Id | None
    leading: list[Id]


class PhaseOnScreen(Sent):
    """`phase` for a screen that anybody may look at."""

    phase: Phase


class PhaseInCircle(Sent):
    """`phase` for the circle."""

    phase: Phase
    step: Id | None
    """Null in `gathering` and `ended`."""
    text: str
    """The plan's sentence, with the presenter's name in it."""
    case: CaseShown | None


class PhaseForLeader(PhaseInCircle):
    """`phase` for leaders and integrations."""

    phase_rev: Rev
    case_rev: Rev
    undo_until: At | None
    """Until when the last move can be taken back."""
    leading: list[Id]
    """Who leads this case."""
    coming: list[CaseComing]


class ClockPlain(Sent):
    """`clock` where the circle sees only the planned end."""

    paused: bool
    planned_end: At | None


class ClockInBands(ClockPlain):
    """`clock` of a soft plan: which stretch of the step, in no digits."""

    band: int | None
    """How many bands are behind us; null outside steps."""
    bands: int
    """How many stretches there are."""


class ClockInDigits(ClockPlain):
    """`clock` where everybody sees the whole of it."""

    limit_ms: Duration | None
    spent_ms: Duration
    """Without the stretch since `since`."""
    since: At | None
    """Running if and only if it is set. left = limit_ms - spent_ms - (now - since)."""


class ClockForLeader(ClockInDigits):
    """`clock` for leaders and integrations."""

    timer_rev: Rev
    reason: PauseReason | None
    """Why it is paused."""
    zero: bool
    """Whether the step's end has been recorded."""
    opened_at: At | None


class ClockForLeaderInBands(ClockForLeader, ClockInBands):
    """The same in a soft plan."""

"""A plan: the ordered steps a meeting runs, with its own minutes, clock, floors and texts.

Plans are data. Everything a meeting can vary in is a field here; what it cannot vary in is
`check`, which names the step to mend.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, count
from typing import NewType

from app.phases.errors import NoSuchStep, PlanError
from app.phases.floor import Floor, FloorChanges, Place
from app.phases.marks import Bands
from app.phases.phase import CASE_PHASES, OPTIONAL_AFTER, SPECS, Part, Phase
from app.phases.tempo import Tempo
from app.phases.units import HOUR, MINUTE, Millis

StepId = NewType("StepId", str)

MAX_CASES = 6
MAX_LIMIT = Millis(4 * HOUR)
MAX_TEXT = 400
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
DEFAULT_BANDS: Bands = (1 / 3, 5 / 6)
DEFAULT_CASE_MINUTES: tuple[int, ...] = (2, 5, 4, 20, 5, 1)


class ClockView(StrEnum):
    """How much of the clock members see; leaders and integrations always see all."""

    FULL = "full"
    SOFT = "soft"
    LEADERS = "leaders"


@dataclass(frozen=True, slots=True)
class Step:
    """One phase of one plan. `case` counts from 1, 0 outside cases; `limit` None has no clock."""

    id: StepId
    phase: Phase
    limit: Millis | None = None
    case: int = 0


TEXTS: Mapping[Phase, str] = {
    Phase.GATHERING: "We gather. The meeting has not begun.",
    Phase.OPENING: "We settle, and hear how we are and what became of earlier cases.",
    Phase.SELECT: "Who has a case?",
    Phase.PRESENT: "{presenter} tells it, without notes; we listen.",
    Phase.CLARIFY: "Questions of fact.",
    Phase.DISCUSS: "{presenter} listens. Imagine being the patient; imagine being the clinician. "
    "Nobody has to be right.",
    Phase.REJOIN: "{presenter} may come back in, with something to say or nothing.",
    Phase.CLOSE: "Leaving the case.",
    Phase.CLOSING: "We look back on the meeting and say goodbye.",
    Phase.LEADERSHIP: "We talk about the leading. The case stays closed.",
    Phase.DEBRIEF: "The leaders talk among themselves.",
    Phase.CORRIDOR: "The corridor: stay a little, or go.",
    Phase.ENDED: "The meeting has ended.",
}

ADMITS: Mapping[Phase, frozenset[Place]] = {
    Phase.LEADERSHIP: frozenset({Place.LEADER, Place.MEMBER, Place.OUTER, Place.OBSERVER}),
    Phase.DEBRIEF: frozenset({Place.LEADER}),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole meeting. `source` is where the minutes come from; `is_ours` says we set those of
    the parts too, and not only how a part is divided.

    `bands` are recorded only under a soft clock. `admits` says who stays in `leadership` and
    `debrief`. `shows_volunteers`: "I could present" is seen by the circle, else by leaders only.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    source: str = ""
    is_ours: bool = True
    clock: ClockView = ClockView.SOFT
    bands: Bands = DEFAULT_BANDS
    push_back: bool = True
    wants_in: bool = False
    rings: bool = False
    shows_volunteers: bool = True
    texts: Mapping[Phase, str] = field(default_factory=dict)
    floors: FloorChanges = field(default_factory=dict)
    admits: Mapping[Phase, frozenset[Place]] = field(default_factory=dict)
    tempo: Tempo = field(default_factory=Tempo)

    @property
    def cases(self) -> int:
        """How many cases the plan has room for."""
        return max((s.case for s in self.steps), default=0)

    @property
    def recorded_bands(self) -> Bands:
        """The bands that this plan's clock records."""
        return self.bands if self.clock is ClockView.SOFT else ()

    def step(self, step_id: StepId) -> Step:
        """The step of that id; raises `NoSuchStep`."""
        return self.steps[self.index(step_id)]

    def index(self, step_id: StepId) -> int:
        """Where the step stands; raises `NoSuchStep`."""
        for n, step in enumerate(self.steps):
            if step.id == step_id:
                return n
        raise NoSuchStep(step_id)

    def after(self, step_id: StepId | None) -> tuple[Step, ...]:
        """The steps not yet begun when `step_id` is running; all of them before the first."""
        return self.steps if step_id is None else self.steps[self.index(step_id) + 1 :]

    def text(self, phase: Phase) -> str:
        """The sentence the circle reads in `phase`; `{presenter}` stands for the presenter."""
        return self.texts.get(phase, TEXTS[phase])

    def stays(self, phase: Phase, place: Place) -> bool:
        """Whether people in `place` belong in `phase`; true where nothing restricts it."""
        admitted = self.admits.get(phase, ADMITS.get(phase))
        return admitted is None or place in admitted or place is Place.LEADER

    def with_tail(self, current: StepId | None, tail: Iterable[Step]) -> "Plan":
        """With other steps after the current one; raises `PlanError` if no meeting comes of it."""
        begun = () if current is None else self.steps[: self.index(current) + 1]
        return check(replace(self, steps=(*begun, *tail)))

    def with_case(self) -> "Plan":
        """With one more case before closing, as long as the last one."""
        number = self.cases + 1
        limits = {s.phase: s.limit for s in self.steps if s.case == self.cases and s.case}
        default = dict(zip(CASE_PHASES, DEFAULT_CASE_MINUTES, strict=True))
        new = tuple(
            Step(
                self._free(case_step(number, p)),
                p,
                limits.get(p, Millis(default[p] * MINUTE)),
                number,
            )
            for p in CASE_PHASES
        )
        at = next(n for n, s in enumerate(self.steps) if s.phase is Phase.CLOSING)
        return check(replace(self, steps=(*self.steps[:at], *new, *self.steps[at:])))

    def _free(self, wanted: StepId) -> StepId:
        taken = {step.id for step in self.steps}
        others = (StepId(f"{wanted}-{n}") for n in count(2))
        return next(one for one in chain([wanted], others) if one not in taken)

    def without_last_case(self) -> "Plan":
        """Without its last case."""
        last = self.cases
        return check(replace(self, steps=tuple(s for s in self.steps if s.case != last)))

    def divided(self, by: float) -> "Plan":
        """The same plan `by` times faster: limits and graces; bands are fractions and follow."""
        steps = tuple(
            s if s.limit is None else replace(s, limit=Millis(max(1, int(s.limit / by))))
            for s in self.steps
        )
        return replace(self, steps=steps, tempo=self.tempo.divided(by))


def case_step(case: int, phase: Phase) -> StepId:
    """The usual id of a case's step, such as `2.discuss`."""
    return StepId(f"{case}.{phase}")


def total(steps: Iterable[Step]) -> Millis:
    """The minutes of some steps together, in milliseconds."""
    return Millis(sum(s.limit or 0 for s in steps))


def check(plan: Plan) -> Plan:
    """The plan itself if a meeting can run it; raises `PlanError` naming the first wrong step."""
    for n, step in enumerate(plan.steps):
        _check_step(step, plan.steps[:n])
    _check_order(plan.steps)
    _check_bands(plan.bands)
    for phase, text in plan.texts.items():
        if not 0 < len(text) <= MAX_TEXT:
            raise PlanError(phase, f"its text must have 1 to {MAX_TEXT} characters")
    for phase in plan.admits:
        if phase not in ADMITS:
            raise PlanError(phase, "everybody belongs there: only leadership and debrief choose")
    for phase, changes in plan.floors.items():
        if Floor.LOCKED in changes.values():
            raise PlanError(phase, "nobody is locked by a plan, only by sitting back")
    return plan


def _check_step(step: Step, earlier: tuple[Step, ...]) -> None:
    if not _ID.fullmatch(step.id):
        nth = f"#{len(earlier) + 1}"  # a malformed id could be anything, so it is not echoed
        raise PlanError(nth, "an id has 1 to 32 of a-z, 0-9, dot, dash and underscore")
    if any(step.id == other.id for other in earlier):
        raise PlanError(step.id, "the id is used twice")
    if step.limit is not None and not 0 < step.limit <= MAX_LIMIT:
        raise PlanError(step.id, "minutes must be 0 (no clock) to 240")
    in_case = SPECS[step.phase].part is Part.CASE
    if step.case < 0 or in_case != (step.case > 0):
        rule = "needs its case's number" if in_case else "belongs to no case"
        raise PlanError(step.id, rule)


def _check_order(steps: tuple[Step, ...]) -> None:
    cases = max((s.case for s in steps), default=0)
    if cases > MAX_CASES:
        first = next(s.id for s in steps if s.case > MAX_CASES)
        raise PlanError(first, f"a meeting has at most {MAX_CASES} cases")
    wanted = [(Phase.OPENING, 0)]
    wanted += [(p, n) for n in range(1, cases + 1) for p in CASE_PHASES]
    wanted += [(Phase.CLOSING, 0)]
    for n, (phase, case) in enumerate(wanted):
        if n >= len(steps):
            last = steps[-1].id if steps else StepId("opening")
            raise PlanError(last, f"must be followed by {phase}")
        if (steps[n].phase, steps[n].case) != (phase, case):
            of = f" of case {case}" if case else ""
            raise PlanError(steps[n].id, f"stands where {phase}{of} belongs")
    coming = iter(OPTIONAL_AFTER)
    for step in steps[len(wanted) :]:
        if step.phase not in coming:
            raise PlanError(step.id, "only leadership, debrief, corridor follow closing, in order")


def _check_bands(bands: Bands) -> None:
    if len(bands) > 4 or list(bands) != sorted(set(bands)) or not all(0 < b < 1 for b in bands):
        raise PlanError("bands", "at most four rising fractions between 0 and 1")

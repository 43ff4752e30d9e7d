"""A plan as a JSON document: what a custom meeting is described by, and how a shipped one reads.

Minutes are numbers, 0 for a step without a clock. What no meeting could run is refused by
`phases.plan.check`, which names the step.
"""

from typing import Annotated, Any

from pydantic import Field

from app.phases.floor import Floor, Place
from app.phases.phase import Phase
from app.phases.plan import (
    DEFAULT_BANDS,
    MAX_CASES,
    MAX_LIMIT,
    MAX_TEXT,
    ClockView,
    Plan,
    Step,
    StepId,
    check,
)
from app.phases.units import MINUTE, Millis
from app.rooms.fields import Length, Pattern
from app.web.shapes import Shape, bounded

MOST_STEPS = 64
Title = Annotated[
    str, Length(1, 80), Pattern(r"[^\x00-\x1f\x7f<>]*[^\s\x00-\x1f\x7f<>][^\x00-\x1f\x7f<>]*")
]
PLAN_NAME = r"^[a-z0-9][a-z0-9_-]{0,39}$"

_Title: Any = bounded(Title)
_Phase = Annotated[Phase, Field(strict=False)]
_Place = Annotated[Place, Field(strict=False)]
_Floor = Annotated[Floor, Field(strict=False)]
_Clock = Annotated[ClockView, Field(strict=False)]
_Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
_Band = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]


class StepDocument(Shape):
    """One phase. `case` counts from 1, 0 outside cases; `minutes` 0 has no clock."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,31}$")
    phase: _Phase
    minutes: float = Field(default=0, ge=0, le=MAX_LIMIT / MINUTE, allow_inf_nan=False)
    case: int = Field(default=0, ge=0, le=MAX_CASES)


class PlanDocument(Shape):
    """A whole meeting: `opening`, all six phases of every case, `closing`, and what may follow.

    `clock` is how much of the clock members see; `bands` are the thresholds of a soft one, as
    fractions of a step. `texts` are the sentences that the circle reads, `floors` who may speak
    where that differs from the usual, `admits` who stays in `leadership` and `debrief`.
    """

    name: str = Field(pattern=PLAN_NAME)
    title: _Title
    steps: list[StepDocument] = Field(min_length=1, max_length=MOST_STEPS)
    source: str = Field(default="", max_length=MAX_TEXT)
    clock: _Clock = ClockView.SOFT
    bands: list[_Band] = Field(default=list(DEFAULT_BANDS), max_length=4)
    push_back: bool = True
    wants_in: bool = False
    rings: bool = False
    shows_volunteers: bool = True
    texts: dict[_Phase, _Text] = Field(default={}, max_length=len(Phase))
    floors: dict[_Phase, dict[_Place, _Floor]] = Field(default={}, max_length=len(Phase))
    admits: dict[_Phase, list[_Place]] = Field(default={}, max_length=len(Phase))


def plan_of(document: PlanDocument) -> Plan:
    """The plan that a document describes; raises `PlanError` naming the step to mend."""
    return check(
        Plan(
            name=document.name,
            title=document.title,
            steps=tuple(_step(step) for step in document.steps),
            source=document.source,
            is_ours=False,
            clock=document.clock,
            bands=tuple(document.bands),
            push_back=document.push_back,
            wants_in=document.wants_in,
            rings=document.rings,
            shows_volunteers=document.shows_volunteers,
            texts=document.texts,
            floors=document.floors,
            admits={phase: frozenset(places) for phase, places in document.admits.items()},
        )
    )


def _step(step: StepDocument) -> Step:
    limit = Millis(round(step.minutes * MINUTE)) if step.minutes else None
    return Step(StepId(step.id), step.phase, limit, step.case)


def document_of(plan: Plan) -> PlanDocument:
    """A plan as a document; `plan_of` makes the same meeting of it."""
    return PlanDocument(
        name=plan.name,
        title=plan.title,
        steps=[
            StepDocument(id=s.id, phase=s.phase, minutes=(s.limit or 0) / MINUTE, case=s.case)
            for s in plan.steps
        ],
        source=plan.source,
        clock=plan.clock,
        bands=list(plan.bands),
        push_back=plan.push_back,
        wants_in=plan.wants_in,
        rings=plan.rings,
        shows_volunteers=plan.shows_volunteers,
        texts=dict(plan.texts),
        floors={phase: dict(changes) for phase, changes in plan.floors.items()},
        admits={phase: sorted(places) for phase, places in plan.admits.items()},
    )

"""Where a move leads in a plan: the transition table meets the steps."""

from dataclasses import dataclass

from app.phases.errors import IllegalMove, NoSuchStep
from app.phases.phase import Phase
from app.phases.plan import Plan, Step, StepId
from app.phases.table import Move, targets


@dataclass(frozen=True, slots=True)
class Position:
    """The phase and the step that runs it; `gathering` and `ended` are no steps."""

    phase: Phase = Phase.GATHERING
    step: StepId | None = None


ENDED = Position(Phase.ENDED, None)


def following(plan: Plan, at: Position, move: Move, to: StepId | None = None) -> Position:
    """The position after `move`; `to` names the step for a skip.

    Raises `IllegalMove` where the table has no such move or the plan offers no step for it, and
    `NoSuchStep` for a skip to a step that is not a later one of this case.
    """
    allowed = targets(at.phase, move)
    if at.phase in allowed:
        return at
    if move is Move.SKIP:
        return _skip(plan, at, allowed, to)
    if move is Move.END:
        return ENDED
    candidates = _behind(plan, at) if move is Move.BACK else plan.after(at.step)
    for step in candidates:
        if step.phase in allowed:
            return Position(step.phase, step.id)
        if move is Move.ADVANCE:
            raise IllegalMove(at.phase, move)
    if Phase.ENDED in allowed:
        return ENDED
    raise IllegalMove(at.phase, move)


def _skip(plan: Plan, at: Position, allowed: frozenset[Phase], to: StepId | None) -> Position:
    current = _current(plan, at)
    for step in plan.after(at.step):
        if step.id == to and step.case == current.case and step.phase in allowed:
            return Position(step.phase, step.id)
    raise NoSuchStep(to or "")


def _behind(plan: Plan, at: Position) -> tuple[Step, ...]:
    current = _current(plan, at)
    return tuple(s for s in reversed(plan.steps) if s.case == current.case)


def _current(plan: Plan, at: Position) -> Step:
    if at.step is None:
        raise IllegalMove(at.phase, Move.SKIP)
    return plan.step(at.step)

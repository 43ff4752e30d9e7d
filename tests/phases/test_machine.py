"""Where moves lead in a plan of two cases with leadership, debrief and corridor."""

import pytest

from app.phases.errors import IllegalMove, NoSuchStep
from app.phases.machine import ENDED, Position, following
from app.phases.phase import Phase
from app.phases.plan import Plan, StepId
from app.phases.shipped import SHIPPED
from app.phases.table import Move
from tests.support.scenario import EVENING

GATHERING = Position()
PASSES_ON = {Phase.GATHERING: Move.OPEN, Phase.SELECT: Move.BEGIN}


def on(step: str, plan: Plan = EVENING) -> Position:
    return Position(plan.step(StepId(step)).phase, StepId(step))


def walk(plan: Plan) -> list[Position]:
    """Every position from gathering to the end, by the next press each time."""
    way = [GATHERING]
    while way[-1] != ENDED:
        move = PASSES_ON.get(way[-1].phase, Move.ADVANCE)
        way.append(following(plan, way[-1], move))
    return way


@pytest.mark.parametrize("plan", SHIPPED.values(), ids=lambda plan: plan.name)
def test_pressing_next_walks_through_every_step_of_a_shipped_plan_to_the_end(plan: Plan) -> None:
    steps = [Position(step.phase, step.id) for step in plan.steps]

    assert [GATHERING, *steps, ENDED] == walk(plan)


def test_a_meeting_without_a_case_goes_from_opening_to_closing() -> None:
    review = SHIPPED["review"]

    assert on("closing", review) == following(review, on("opening", review), Move.ADVANCE)


@pytest.mark.parametrize(
    ("here", "there"),
    [("1.clarify", "1.present"), ("2.discuss", "2.clarify"), ("2.rejoin", "2.discuss")],
)
def test_back_goes_one_phase_back_in_the_same_case(here: str, there: str) -> None:
    assert on(there) == following(EVENING, on(here), Move.BACK)


@pytest.mark.parametrize("here", ["opening", "2.select", "2.present", "1.close", "closing"])
def test_nothing_else_goes_back(here: str) -> None:
    with pytest.raises(IllegalMove):
        following(EVENING, on(here), Move.BACK)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("1.present", "1.discuss"),
        ("1.present", "1.close"),
        ("2.clarify", "2.rejoin"),
        ("2.discuss", "2.close"),
    ],
)
def test_skip_goes_to_a_later_step_of_the_case(here: str, there: str) -> None:
    assert on(there) == following(EVENING, on(here), Move.SKIP, StepId(there))


@pytest.mark.parametrize("to", ["2.discuss", "1.present", "1.select", "closing", "nowhere"])
def test_skip_refuses_what_is_not_a_later_step_of_the_case(to: str) -> None:
    with pytest.raises(NoSuchStep):
        following(EVENING, on("1.clarify"), Move.SKIP, StepId(to))


def test_skip_without_a_step_is_refused() -> None:
    with pytest.raises(NoSuchStep):
        following(EVENING, on("1.clarify"), Move.SKIP)


@pytest.mark.parametrize("phase", ["present", "clarify", "discuss", "rejoin"])
def test_a_case_is_withdrawn_to_its_own_close(phase: str) -> None:
    assert on("1.close") == following(EVENING, on(f"1.{phase}"), Move.WITHDRAW)


@pytest.mark.parametrize("here", ["opening", "1.select", "1.discuss", "2.close"])
def test_the_meeting_is_closed_from_wherever_it_is(here: str) -> None:
    assert on("closing") == following(EVENING, on(here), Move.CLOSE_MEETING)


@pytest.mark.parametrize("here", ["closing", "leadership", "debrief", "corridor"])
def test_the_meeting_ends_from_closing_on(here: str) -> None:
    assert ENDED == following(EVENING, on(here), Move.END)


@pytest.mark.parametrize("move", [Move.ADD_CASE, Move.DROP_CASE])
def test_more_or_fewer_cases_move_nobody(move: Move) -> None:
    assert on("1.discuss") == following(EVENING, on("1.discuss"), move)


def test_advance_takes_the_next_step_or_none() -> None:
    """A plan whose order broke after it was checked leads nowhere instead of somewhere else."""
    torn = Plan("torn", "Torn", (EVENING.steps[0], EVENING.steps[4]))

    with pytest.raises(IllegalMove):
        following(torn, on("opening"), Move.ADVANCE)


def test_a_plan_without_the_step_wanted_refuses_the_move() -> None:
    torn = Plan("torn", "Torn", EVENING.steps[:3])

    with pytest.raises(IllegalMove):
        following(torn, on("1.present"), Move.CLOSE_MEETING)


def test_back_needs_a_step() -> None:
    with pytest.raises(IllegalMove):
        following(EVENING, Position(Phase.DISCUSS, None), Move.BACK)

from app.phases.phase import Phase
from app.phases.plan import StepId
from app.rooms import commands as c
from app.rooms.commands import timing
from app.rooms.state import PauseReason
from tests.support.catalogue import defined_in


def test_these_are_the_commands_about_the_clock_and_the_plan() -> None:
    expected = {c.Extend, c.Shorten, c.Pause, c.Resume, c.SetEnd, c.EditPlan}

    assert expected | {c.PlannedStep} == defined_in(timing)


def test_a_pause_needs_no_reason() -> None:
    assert PauseReason.OTHER is c.Pause().reason


def test_a_planned_step_has_no_clock_and_no_case_unless_said_otherwise() -> None:
    step = c.PlannedStep(StepId("closing"), Phase.CLOSING)

    assert (0, 0) == (step.minutes, step.case)

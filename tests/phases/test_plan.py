"""What a meeting can run, and which step is named when it cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phases.errors import NoSuchStep, PlanError
from app.phases.floor import Floor, Place
from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import (
    ADMITS,
    MAX_TEXT,
    TEXTS,
    ClockView,
    Plan,
    Step,
    StepId,
    case_step,
    check,
    total,
)
from app.phases.shipped import SHIPPED, lay_out
from app.phases.units import HOUR, MINUTE, Millis
from tests.support.scenario import EVENING

ONE = Plan("one", "One case", lay_out(8, ((3, 5, 4, 20, 5, 1),), 7, {}))
SIX = Plan("six", "Six cases", lay_out(8, ((0, 2, 1, 5, 2, 0),) * 6, 7, {}))


def s(name: str, phase: Phase, minutes: int = 0, case: int = 0) -> Step:
    return Step(StepId(name), phase, Millis(minutes * MINUTE) or None, case)


def with_step(name: str, step: Step) -> Plan:
    """`ONE` with another step in the place of `name`."""
    return replace(ONE, steps=tuple(step if old.id == name else old for old in ONE.steps))


def without(*names: str) -> Plan:
    return replace(ONE, steps=tuple(step for step in ONE.steps if step.id not in names))


def then(*steps: Step) -> Plan:
    return replace(ONE, steps=(*ONE.steps, *steps))


LEADERSHIP = s("leadership", Phase.LEADERSHIP)
DEBRIEF = s("debrief", Phase.DEBRIEF)
CORRIDOR = s("corridor", Phase.CORRIDOR)


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (replace(ONE, steps=()), "opening"),
        (without("opening"), "1.select"),
        (without("1.clarify"), "1.discuss"),
        (without("1.close"), "closing"),
        (without("closing"), "1.close"),
        (with_step("1.rejoin", s("1.rejoin", Phase.CLOSE, case=1)), "1.rejoin"),
        (with_step("1.rejoin", s("1.rejoin", Phase.REJOIN, case=2)), "1.rejoin"),
        (with_step("1.rejoin", s("1.rejoin", Phase.REJOIN)), "1.rejoin"),
        (with_step("opening", s("opening", Phase.OPENING, case=1)), "opening"),
        (with_step("opening", s("opening", Phase.GATHERING)), "opening"),
        (with_step("1.close", s("1.discuss", Phase.CLOSE, case=1)), "1.discuss"),
        (with_step("1.close", s("1.close", Phase.CLOSE, 241, 1)), "1.close"),
        (with_step("1.close", s("1.close", Phase.CLOSE, -1, 1)), "1.close"),
        (with_step("1.close", s("No id", Phase.CLOSE, case=1)), "#7"),
        (with_step("1.close", s("", Phase.CLOSE, case=1)), "#7"),
        (with_step("1.close", s("x" * 33, Phase.CLOSE, case=1)), "#7"),
        (then(CORRIDOR, DEBRIEF), "debrief"),
        (then(LEADERSHIP, s("again", Phase.LEADERSHIP)), "again"),
        (then(CORRIDOR, s("late", Phase.CLOSING)), "late"),
        (then(s("ended", Phase.ENDED)), "ended"),
        (replace(ONE, texts={Phase.DISCUSS: ""}), "discuss"),
        (replace(ONE, texts={Phase.DISCUSS: "x" * (MAX_TEXT + 1)}), "discuss"),
        (replace(ONE, floors={Phase.DISCUSS: {Place.MEMBER: Floor.LOCKED}}), "discuss"),
        (replace(ONE, bands=(0.5, 0.2)), "bands"),
        (replace(ONE, bands=(0.5, 0.5)), "bands"),
        (replace(ONE, bands=(0.0, 0.5)), "bands"),
        (replace(ONE, bands=(0.5, 1.0)), "bands"),
        (replace(ONE, bands=(0.1, 0.2, 0.3, 0.4, 0.5)), "bands"),
    ],
)
def test_a_plan_that_cannot_be_run_names_the_step_to_mend(plan: Plan, named: str) -> None:
    with pytest.raises(PlanError) as wrong:
        check(plan)

    assert named == wrong.value.step


@pytest.mark.parametrize(
    "plan",
    [
        ONE,
        EVENING,
        SIX,
        then(LEADERSHIP, CORRIDOR),
        then(DEBRIEF),
        with_step("1.close", s("close.of-one_1", Phase.CLOSE, 240, 1)),
        replace(ONE, bands=()),
        replace(ONE, bands=(0.1, 0.2, 0.3, 0.4)),
        replace(ONE, texts={Phase.DISCUSS: "x" * MAX_TEXT}),
        replace(ONE, floors={Phase.PRESENT: {Place.MEMBER: Floor.OPEN}}),
    ],
)
def test_a_plan_that_can_be_run_is_left_as_it_is(plan: Plan) -> None:
    assert plan is check(plan)


def test_a_malformed_id_is_never_echoed() -> None:
    with pytest.raises(PlanError) as wrong:
        check(with_step("1.close", s("Mrs Canary", Phase.CLOSE, case=1)))

    assert "Canary" not in str(wrong.value) + wrong.value.step


def test_a_seventh_case_is_refused_by_its_first_step() -> None:
    with pytest.raises(PlanError) as wrong:
        SIX.with_case()

    assert "7.select" == wrong.value.step


def test_a_step_is_found_by_its_id_or_refused() -> None:
    assert Phase.DISCUSS is ONE.step(StepId("1.discuss")).phase
    assert 4 == ONE.index(StepId("1.discuss"))
    with pytest.raises(NoSuchStep):
        ONE.step(StepId("2.discuss"))


def test_what_is_to_come_is_everything_before_the_first_step_and_less_after_each() -> None:
    assert ONE.steps == ONE.after(None)
    assert ["1.close", "closing"] == [step.id for step in ONE.after(StepId("1.rejoin"))]
    assert () == ONE.after(StepId("closing"))


def test_one_more_case_is_as_long_as_the_last_one_and_stands_before_closing() -> None:
    longer = EVENING.with_case()
    third = [step for step in longer.steps if step.case == 3]

    assert [case_step(3, phase) for phase in CASE_PHASES] == [step.id for step in third]
    assert [2, 5, 4, 20, 5, 1] == [(step.limit or 0) / MINUTE for step in third]
    assert "closing" == longer.after(StepId("3.close"))[0].id


def test_the_first_case_of_a_plan_without_one_has_the_usual_minutes() -> None:
    case = [step for step in SHIPPED["review"].with_case().steps if step.case == 1]

    assert [2, 5, 4, 20, 5, 1] == [(step.limit or 0) / MINUTE for step in case]


def test_one_more_case_takes_no_id_that_a_plan_of_somebodys_own_has_given() -> None:
    taken = replace(ONE, steps=(replace(ONE.steps[0], id=StepId("2.select")), *ONE.steps[1:]))

    assert StepId("2.select-2") in {step.id for step in taken.with_case().steps}


def test_a_step_without_a_clock_stays_without_one_in_the_next_case() -> None:
    assert SHIPPED["troika_30"].with_case().step(StepId("4.close")).limit is None


def test_one_case_fewer_takes_the_last_one() -> None:
    assert ONE.steps == replace(ONE, steps=ONE.with_case().without_last_case().steps).steps
    assert 1 == EVENING.without_last_case().cases


def test_other_steps_may_come_but_what_has_begun_stays() -> None:
    tail = (s("1.close", Phase.CLOSE, 2, 1), s("closing", Phase.CLOSING, 9))
    edited = ONE.with_tail(StepId("1.rejoin"), tail)

    assert (*ONE.steps[:6], *tail) == edited.steps


def test_before_the_first_step_the_whole_plan_may_be_another() -> None:
    steps = SHIPPED["review"].steps

    assert steps == ONE.with_tail(None, steps).steps


def test_no_edit_orphans_the_current_step() -> None:
    with pytest.raises(PlanError) as wrong:
        ONE.with_tail(StepId("1.rejoin"), (s("closing", Phase.CLOSING),))

    assert "closing" == wrong.value.step


def test_a_rehearsal_divides_limits_and_graces_and_leaves_bands() -> None:
    fast = EVENING.divided(20)

    assert Millis(MINUTE) == fast.step(StepId("1.discuss")).limit
    assert fast.step(StepId("corridor")).limit is None
    assert Millis(750) == fast.tempo.undo
    assert EVENING.bands == fast.bands


@given(st.floats(1, 10**9))
def test_a_divided_plan_can_still_be_run(by: float) -> None:
    fast = EVENING.divided(by)

    assert fast is check(fast)


def test_bands_are_recorded_only_under_a_soft_clock() -> None:
    recorded = {view: replace(ONE, clock=view).recorded_bands for view in ClockView}

    assert {ClockView.FULL: (), ClockView.SOFT: (1 / 3, 5 / 6), ClockView.LEADERS: ()} == recorded


def test_a_plan_rewords_only_the_phases_it_names() -> None:
    plan = replace(ONE, texts={Phase.CLARIFY: "Ask."})

    assert "Ask." == plan.text(Phase.CLARIFY)
    assert "Who has a case?" == plan.text(Phase.SELECT)


def test_every_phase_has_a_text_and_those_of_the_design_are_word_for_word() -> None:
    assert set(Phase) == set(TEXTS)
    assert "{presenter} tells it, without notes; we listen." == TEXTS[Phase.PRESENT]
    assert (
        "{presenter} listens. Imagine being the patient; imagine being the clinician. "
        "Nobody has to be right." == TEXTS[Phase.DISCUSS]
    )
    assert "{presenter} may come back in, with something to say or nothing." == TEXTS[Phase.REJOIN]


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("phase", Phase)
def test_only_the_debrief_is_for_leaders_alone(phase: Phase, place: Place) -> None:
    """The presenter of a closed case sits there as the leader or member they are."""
    is_shown_out = phase is Phase.DEBRIEF and place is not Place.LEADER
    is_no_place = phase is Phase.LEADERSHIP and place is Place.PRESENTER

    assert (is_shown_out or is_no_place) is not ONE.stays(phase, place)


def test_a_plan_may_admit_trainees_and_observers_to_the_debrief_and_never_shuts_leaders_out() -> (
    None
):
    open_to = frozenset({Place.MEMBER, Place.OBSERVER})
    plan = replace(ONE, admits={Phase.DEBRIEF: open_to, Phase.LEADERSHIP: frozenset()})

    assert all(plan.stays(Phase.DEBRIEF, place) for place in (Place.LEADER, *open_to))
    assert [Place.LEADER] == [p for p in Place if plan.stays(Phase.LEADERSHIP, p)]


@pytest.mark.parametrize("phase", [p for p in Phase if p not in ADMITS])
def test_only_leadership_and_debrief_choose_who_stays(phase: Phase) -> None:
    plan = replace(ONE, admits={phase: frozenset({Place.MEMBER})})

    with pytest.raises(PlanError, match="everybody belongs there"):
        check(plan)


def test_minutes_add_up_and_steps_without_them_count_nothing() -> None:
    assert Millis(0) == total(())
    assert Millis(HOUR // 2) == total(SHIPPED["troika_30"].steps)


def test_a_plan_says_who_stays_for_the_leading() -> None:
    own = replace(ONE, admits={Phase.LEADERSHIP: frozenset({Place.LEADER})})

    assert own is check(own)
    assert not own.stays(Phase.LEADERSHIP, Place.MEMBER)

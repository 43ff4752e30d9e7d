"""The clock as leaders turn it. `discuss` has 20 minutes: bands after 6:40 and 16:40."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.plan import ClockView
from app.phases.units import HOUR, MINUTE, Instant, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import BadPlan, Forbidden, IllegalHere, Invalid, RoomClosed, Stale
from app.rooms.roles import SYSTEM
from app.rooms.state import PauseReason
from tests.support.clock import NOON
from tests.support.scenario import ADA, EVENING, Scene, given, step

DISCUSS = step("1.discuss")
FULL = replace(EVENING, clock=ClockView.FULL)


def at(minutes: float) -> Instant:
    return Instant(NOON + int(minutes * MINUTE))


def minutes(amount: float) -> Millis:
    return Millis(int(amount * MINUTE))


def left(scene: Scene) -> float | None:
    clock = scene.room.clock
    found = clock.timer.left(scene.now) if clock else None
    return None if found is None else found / MINUTE


def reached(scene: Scene, minute: float, mark: int, arming: int = 1) -> e.MarkReached:
    return e.MarkReached(at(minute), DISCUSS, arming, mark)


# More and less time --------------------------------------------------------------------------


def test_extending_adds_to_the_limit() -> None:
    scene = given(Phase.DISCUSS).at(minutes(5)).by(ADA).does(c.Extend(minutes(2)))

    scene.then(e.LimitSet(at(5), DISCUSS, minutes(22)))
    assert 17 == left(scene)


def test_extending_a_step_past_its_time_counts_from_now() -> None:
    scene = given(Phase.DISCUSS).at(minutes(29)).by(ADA).does(c.Extend(minutes(2)))

    scene.then(e.LimitSet(at(29), DISCUSS, minutes(31)))
    assert 2 == left(scene)


def test_a_step_without_minutes_is_given_some_from_now() -> None:
    scene = given(Phase.CORRIDOR).at(minutes(3)).by(ADA).does(c.Extend(minutes(5)))

    assert 5 == left(scene)


def test_no_step_has_more_than_four_hours() -> None:
    scene = given(Phase.DISCUSS).by(ADA)

    scene.does(c.Extend(minutes(220))).then(e.LimitSet)
    with pytest.raises(Invalid):
        scene.does(c.Extend(minutes(221)))


def test_shortening_takes_from_the_limit() -> None:
    scene = given(Phase.DISCUSS).at(minutes(5)).by(ADA).does(c.Shorten(minutes(3)))

    scene.then(e.LimitSet(at(5), DISCUSS, minutes(17)))
    assert 12 == left(scene)


def test_shortening_takes_no_more_than_the_step_has() -> None:
    with pytest.raises(Invalid):
        given(Phase.DISCUSS).by(ADA).does(c.Shorten(minutes(20)))


def test_a_step_without_minutes_cannot_be_shortened() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.CORRIDOR).by(ADA).does(c.Shorten(minutes(1)))


@pytest.mark.parametrize("command", [c.Extend(MINUTE), c.Shorten(MINUTE), c.Resume()])
def test_before_the_meeting_no_clock_can_be_turned(command: c.Command) -> None:
    with pytest.raises(IllegalHere):
        given().by(ADA).does(command)


def test_shortening_below_what_is_spent_falls_due_at_once() -> None:
    scene = given(Phase.DISCUSS).at(minutes(10)).by(ADA).does(c.Shorten(minutes(15)))

    scene.at(minutes(10)).then(reached(scene, 10, 2), reached(scene, 10, 0))


# Pause ---------------------------------------------------------------------------------------


def test_a_pause_leaves_what_is_left() -> None:
    paused = given(Phase.DISCUSS).at(minutes(5)).by(ADA).does(c.Pause(PauseReason.TECHNICAL))
    resumed = paused.at(minutes(50)).does(c.Resume())

    paused.then(e.ClockPaused(at(5), PauseReason.TECHNICAL))
    resumed.then(e.ClockResumed(at(50)))
    assert [15, 15] == [left(paused.at(minutes(50))), left(resumed)]


def test_pausing_or_resuming_twice_is_already_so() -> None:
    scene = given(Phase.DISCUSS).by(ADA)

    scene.does(c.Resume()).then()
    scene.does(c.Pause()).does(c.Pause()).then()


def test_before_the_meeting_nothing_runs_that_could_be_paused() -> None:
    given().by(ADA).does(c.Pause()).then()


def test_a_move_ends_a_pause() -> None:
    scene = given(Phase.CLARIFY).by(ADA).does(c.Pause()).does(c.Advance())

    assert scene.room.paused is None
    assert scene.room.clock is not None
    assert scene.room.clock.timer.is_running


def test_going_back_goes_on_from_what_was_spent() -> None:
    scene = given(Phase.CLARIFY).at(minutes(1)).by(ADA).does(c.Advance())
    scene = scene.at(minutes(8)).does(c.Back()).at(minutes(10))

    assert 1 == left(scene)


# Zero and bands ------------------------------------------------------------------------------


def test_bands_and_zero_are_recorded_at_the_instants_they_fall_due() -> None:
    scene = given(Phase.DISCUSS)

    scene.at(minutes(90)).then(
        e.MarkReached(Instant(NOON + 400_000), DISCUSS, 1, 1),
        e.MarkReached(Instant(NOON + 1_000_000), DISCUSS, 1, 2),
        reached(scene, 20, 0),
    )


def test_a_full_clock_records_zero_alone() -> None:
    given(Phase.DISCUSS, plan=FULL).at(minutes(90)).then(e.MarkReached(at(20), DISCUSS, 1, 0))


def test_a_mark_is_recorded_once() -> None:
    given(Phase.DISCUSS).at(minutes(90)).at(minutes(91)).then()


def test_no_clock_moves_anybody() -> None:
    scene = given(Phase.DISCUSS).sat_back()
    later = scene.at(24 * HOUR)

    assert (scene.room.position, scene.room.people, scene.room.cases) == (
        later.room.position,
        later.room.people,
        later.room.cases,
    )


def test_extending_over_zero_lets_it_be_reached_again_under_a_new_arming() -> None:
    scene = given(Phase.DISCUSS).at(minutes(21)).by(ADA).does(c.Extend(minutes(2)))

    scene.at(minutes(30)).then(reached(scene, 23, 0, arming=2))


@pytest.mark.parametrize(
    ("press", "again"), [(c.Pause(), c.Resume()), (c.Back(), c.Undo()), (c.Advance(), c.Back())]
)
def test_pause_back_and_undo_keep_the_arming_and_what_was_reached(
    press: c.Command, again: c.Command
) -> None:
    scene = given(Phase.DISCUSS).at(minutes(10)).by(ADA).does(press).does(again)

    scene.at(minutes(30)).then(
        e.MarkReached(Instant(NOON + 1_000_000), DISCUSS, 1, 2), reached(scene, 20, 0)
    )


@pytest.mark.parametrize(
    "mark",
    [
        c.ReachMark(DISCUSS, 1, 1),
        c.ReachMark(DISCUSS, 2, 0),
        c.ReachMark(step("1.clarify"), 1, 0),
        c.ReachMark(DISCUSS, 1, 7),
    ],
)
def test_a_mark_that_is_not_due_not_current_or_not_there_is_stale(mark: c.ReachMark) -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).at(minutes(6)).by(SYSTEM).does(mark)


def test_a_mark_that_is_recorded_is_stale() -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).at(minutes(7)).by(SYSTEM).does(c.ReachMark(DISCUSS, 1, 1))


def test_before_the_meeting_no_mark_is_reached() -> None:
    with pytest.raises(Stale):
        given().by(SYSTEM).does(c.ReachMark(DISCUSS, 1, 0))


# The planned end -----------------------------------------------------------------------------


def test_a_leader_plans_another_end() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.SetEnd(at(100)))

    scene.then(e.PlannedEndSet(NOON, at(100)))
    scene.does(c.SetEnd(at(100))).then()


@pytest.mark.parametrize("end", [NOON, Instant(NOON + 24 * HOUR + 1)])
def test_the_end_lies_within_a_day_of_the_opening(end: Instant) -> None:
    with pytest.raises(Invalid):
        given(Phase.SELECT).by(ADA).does(c.SetEnd(end))


def test_no_end_is_planned_before_the_opening() -> None:
    with pytest.raises(IllegalHere):
        given().by(ADA).does(c.SetEnd(at(100)))


def test_neither_extending_nor_time_changes_the_planned_end() -> None:
    scene = given(Phase.DISCUSS)
    longer = scene.by(ADA).does(c.Extend(minutes(9))).at(minutes(200))

    assert scene.room.planned_end == longer.room.planned_end


# The plan of what is to come -----------------------------------------------------------------


def planned(scene: Scene, **changes: float) -> c.EditPlan:
    """The steps to come as a leader sends them, with other minutes for some."""
    return c.EditPlan(
        tuple(
            c.PlannedStep(
                s.id, s.phase, changes.get(s.id.replace(".", "_"), (s.limit or 0) / MINUTE), s.case
            )
            for s in scene.room.plan.after(scene.room.position.step)
        )
    )


def test_minutes_of_steps_to_come_can_be_edited() -> None:
    scene = given(Phase.CLARIFY).by(ADA)
    edited = scene.does(planned(scene, **{"1_discuss": 25.5, "2_close": 0}))

    edited.then(e.PlanEdited)
    assert minutes(25.5) == edited.room.plan.step(DISCUSS).limit
    assert edited.room.plan.step(step("2.close")).limit is None
    assert 25.5 == left(edited.does(c.Advance()))


def test_a_plan_edited_to_what_it_is_is_already_so() -> None:
    scene = given(Phase.CLARIFY).by(ADA)

    scene.does(planned(scene)).then()


def test_before_the_meeting_the_whole_plan_can_be_another() -> None:
    scene = given().by(ADA)
    review = given(plan="review")
    edited = scene.does(planned(review))

    assert review.room.plan.steps == edited.room.plan.steps


def test_steps_may_be_dropped_and_remembered_presenters_go_with_them() -> None:
    scene = given(Phase.CLOSE).by(ADA).does(c.ChoosePresenter(ADA, case=2))
    edited = scene.does(c.EditPlan((c.PlannedStep(step("closing"), Phase.CLOSING, 7),)))

    assert (1, {1}) == (edited.room.plan.cases, set(edited.room.cases))


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ((), "1.clarify"),
        ((c.PlannedStep(step("closing"), Phase.CLOSING),), "closing"),
        ((c.PlannedStep(step("1.discuss"), Phase.DISCUSS, 241, 1),), "1.discuss"),
        ((c.PlannedStep(step("1.discuss"), Phase.DISCUSS, float("nan"), 1),), "1.discuss"),
        ((c.PlannedStep(step("1.discuss"), Phase.DISCUSS, -1, 1),), "1.discuss"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_by_the_step_to_mend(
    steps: tuple[c.PlannedStep, ...], named: str
) -> None:
    with pytest.raises(BadPlan) as refused:
        given(Phase.CLARIFY).by(ADA).does(c.EditPlan(steps))

    assert {"step": named} == refused.value.facts


def test_a_step_that_has_begun_stays_as_it_is_after_a_step_back() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.Back())

    with pytest.raises(BadPlan) as refused:
        scene.does(planned(scene, **{"1_discuss": 30}))
    assert {"step": "1.discuss"} == refused.value.facts
    scene.does(planned(scene, **{"1_rejoin": 6})).then(e.PlanEdited)


# A clock that is advanced --------------------------------------------------------------------


def practice(scene: Scene) -> Scene:
    return replace(scene, room=replace(scene.room, is_test=True))


def test_clock_of_a_room_for_practice_is_advanced() -> None:
    scene = practice(given(Phase.DISCUSS)).by(SYSTEM).does(c.AdvanceClock(minutes(5)))

    scene.then(e.ClockAdvanced(at(0), minutes(5)))
    assert 15 == left(scene)


def test_clock_of_a_meeting_is_never_advanced() -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(SYSTEM).does(c.AdvanceClock(minutes(5)))


@pytest.mark.parametrize("by", [0, 999, -1000, 12 * HOUR + 1])
def test_clock_is_advanced_by_a_second_to_twelve_hours(by: int) -> None:
    with pytest.raises(Invalid):
        practice(given(Phase.DISCUSS)).by(SYSTEM).does(c.AdvanceClock(Millis(by)))


def test_no_clock_is_advanced_after_the_end() -> None:
    with pytest.raises(RoomClosed):
        practice(given(Phase.ENDED)).by(SYSTEM).does(c.AdvanceClock(minutes(5)))

"""Moves, undo, stop, cases more or fewer, and the end, as a leader presses them."""

import pytest

from app.phases.machine import ENDED, Position
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.table import Move
from app.phases.units import MINUTE, SECOND, Instant
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import (
    BadPlan,
    Forbidden,
    IllegalHere,
    NoPresenter,
    NotFound,
    RoomClosed,
    TooLate,
)
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Actor, Role, person
from app.rooms.state import CaseKind, Chair, PauseReason
from tests.support.clock import NOON
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    FINN,
    MACHINE,
    OMAR,
    STRANGER,
    Scene,
    given,
    step,
)


def moved(move: Move, to: str) -> e.PhaseEntered:
    phase = Phase(to.rsplit(".", maxsplit=1)[-1])
    return e.PhaseEntered(NOON, move, Position(phase, StepId(to)))


def chair(scene: Scene) -> Chair:
    return scene.room.cases[1].push_back.chair


# Moves ---------------------------------------------------------------------------------------


def test_opening_sets_the_planned_end_to_the_minutes_of_the_plan() -> None:
    scene = given(plan="two_case_90").by(ADA).does(c.OpenMeeting())

    scene.then(moved(Move.OPEN, "opening"), e.PlannedEndSet(NOON, Instant(NOON + 90 * MINUTE)))
    assert NOON == scene.room.opened_at


def test_a_meeting_opens_once() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.OPENING).by(ADA).does(c.OpenMeeting())


def test_no_case_begins_without_a_presenter() -> None:
    with pytest.raises(NoPresenter):
        given(Phase.SELECT).by(ADA).does(c.Advance())


def test_no_case_begins_with_a_presenter_who_had_to_go() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO)).by(CLEO).does(c.Leave())

    with pytest.raises(NoPresenter):
        scene.by(ADA).does(c.Advance())


def test_who_begins_a_case_leads_it() -> None:
    scene = given(Phase.SELECT).by(BEN).does(c.ChoosePresenter(CLEO)).does(c.Advance())

    scene.then(e.LeadingSet(NOON, 1, (BEN,)), moved(Move.BEGIN, "1.present"))


def test_who_was_set_to_lead_before_leads_whoever_begins() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO)).does(c.SetLeading((BEN,)))

    scene.without(BEN).does(c.Advance()).then(moved(Move.BEGIN, "1.present"))


@pytest.mark.parametrize("by", [MACHINE, person(ADA)])
def test_neither_a_machine_nor_the_presenter_comes_to_lead_by_beginning(by: Actor) -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(ADA)).by(by).does(c.Advance())

    scene.then(moved(Move.BEGIN, "1.present"))


def test_a_leader_in_another_browser_leads_as_themselves() -> None:
    scene = given(Phase.SELECT).arrives(FINN, needs_confirmation=True).by(BEN)
    scene = scene.does(c.SameAs(FINN, ADA)).does(c.ChoosePresenter(CLEO)).by(FINN).does(c.Advance())

    assert (ADA,) == scene.room.cases[1].leading


def test_pressing_next_walks_from_opening_to_the_end() -> None:
    scene, phases = given(Phase.OPENING).by(ADA), []
    while scene.room.phase is not Phase.ENDED:
        if scene.room.phase is Phase.SELECT:
            scene = scene.does(c.ChoosePresenter(CLEO))
        scene = scene.does(c.Advance())
        phases.append(scene.room.phase.value)

    case = ["select", "present", "clarify", "discuss", "rejoin", "close"]
    assert [*case, *case, "closing", "leadership", "debrief", "corridor", "ended"] == phases


def test_back_goes_one_phase_back() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.Back()).then(moved(Move.BACK, "1.clarify"))


def test_skip_goes_to_a_later_step_of_the_case() -> None:
    scene = given(Phase.PRESENT).by(ADA).does(c.Skip(step("1.rejoin")))

    scene.then(moved(Move.SKIP, "1.rejoin"))


def test_skip_to_a_step_elsewhere_is_not_found() -> None:
    with pytest.raises(NotFound):
        given(Phase.PRESENT).by(ADA).does(c.Skip(step("2.rejoin")))


def test_a_move_that_the_phase_does_not_have_names_both() -> None:
    with pytest.raises(IllegalHere) as refused:
        given(Phase.SELECT).by(ADA).does(c.Back())

    assert {"phase": "select", "move": "back"} == refused.value.facts


@pytest.mark.parametrize("phase", [Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN])
def test_a_withdrawn_case_goes_to_close(phase: Phase) -> None:
    scene = given(phase).by(ADA).does(c.WithdrawCase())

    scene.then(moved(Move.WITHDRAW, "1.close"))
    assert scene.room.cases[1].withdrawn


def test_withdrawing_ends_push_back() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.WithdrawCase())

    assert Chair.ENDED is chair(scene)


def test_in_the_second_case_everything_is_asked_anew() -> None:
    first = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Skip(step("1.close")))
    scene = first.does(c.Advance()).does(c.ChoosePresenter(DEV)).does(c.Advance())

    assert 2 == scene.room.case_number
    assert (DEV, Chair.IN_CIRCLE) == (
        scene.room.cases[2].presenter,
        scene.room.cases[2].push_back.chair,
    )
    assert (CLEO, Chair.ENDED) == (scene.room.cases[1].presenter, chair(scene))


def test_the_second_presenter_may_be_chosen_in_the_first_select_and_is_remembered() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO))
    scene = scene.does(c.ChoosePresenter(DEV, case=2))

    assert [CLEO, DEV] == [scene.room.cases[n].presenter for n in (1, 2)]


# Meetings of another shape -------------------------------------------------------------------


def test_a_meeting_where_nobody_has_a_case_is_legal() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.CloseMeeting())

    scene.then(moved(Move.CLOSE_MEETING, "closing"))
    assert scene.does(c.EndMeeting()).room.phase is Phase.ENDED


def test_a_meeting_of_follow_ups_goes_from_opening_to_closing() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.CloseMeeting())

    scene.then(moved(Move.CLOSE_MEETING, "closing"))
    assert {} == scene.room.cases


def test_a_follow_up_becomes_a_case_when_the_group_takes_it_up() -> None:
    scene = given(Phase.OPENING).by(ADA)
    scene = scene.does(c.ChoosePresenter(CLEO, kind=CaseKind.FOLLOW_UP))

    assert CaseKind.FOLLOW_UP is scene.room.cases[1].kind


def test_a_review_has_no_case_at_all() -> None:
    scene = given(Phase.OPENING, plan="review").by(ADA).does(c.Advance())

    scene.then(moved(Move.ADVANCE, "closing"))


def test_the_second_case_may_be_dropped_while_the_first_needs_its_time() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.ChoosePresenter(DEV)).does(c.DropCase())

    scene.then(e.PlanEdited)
    assert (1, {1}) == (scene.room.plan.cases, set(scene.room.cases))
    assert Phase.CLOSING is scene.does(c.Skip(step("1.close"))).does(c.Advance()).room.phase


@pytest.mark.parametrize(("phase", "case"), [(Phase.CLOSE, 2), (Phase.SELECT, 2)])
def test_a_case_that_has_begun_cannot_be_dropped(phase: Phase, case: int) -> None:
    with pytest.raises(IllegalHere):
        given(phase, case=case).by(ADA).does(c.DropCase())


def test_one_more_case_follows_the_last() -> None:
    scene = given(Phase.CLOSE, case=2).by(ADA).does(c.AddCase()).does(c.Advance())

    assert step("3.select") == scene.room.position.step


def test_a_seventh_case_is_refused_and_named() -> None:
    scene = given(Phase.OPENING, plan="troika_30").by(ADA)
    for _ in range(3):
        scene = scene.does(c.AddCase())

    with pytest.raises(BadPlan) as refused:
        scene.does(c.AddCase())
    assert {"step": "7.select"} == refused.value.facts


@pytest.mark.parametrize("command", [c.AddCase(), c.DropCase()])
@pytest.mark.parametrize("phase", [Phase.GATHERING, Phase.CLOSING, Phase.CORRIDOR])
def test_cases_come_and_go_only_between_opening_and_close(phase: Phase, command: c.Command) -> None:
    with pytest.raises(IllegalHere):
        given(phase).by(ADA).does(command)


def test_closing_twice_is_already_so() -> None:
    given(Phase.CLOSING).by(ADA).does(c.CloseMeeting()).then()


def test_closing_after_closing_is_not_possible() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.CORRIDOR).by(ADA).does(c.CloseMeeting())


# The end -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phase",
    [Phase.GATHERING, Phase.CLOSING, Phase.LEADERSHIP, Phase.DEBRIEF, Phase.CORRIDOR],
)
def test_a_leader_ends_the_meeting_before_it_begins_or_from_closing_on(phase: Phase) -> None:
    scene = given(phase).by(ADA).does(c.EndMeeting())

    assert e.PhaseEntered(NOON, Move.END, ENDED) == scene.events[0]
    assert NOON == scene.room.ended_at


def test_a_meeting_is_closed_before_it_is_ended() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.DISCUSS).by(ADA).does(c.EndMeeting())


def test_the_end_cannot_be_undone() -> None:
    ended = given(Phase.CLOSING).by(ADA).does(c.EndMeeting())

    assert ended.room.last_move is None
    with pytest.raises(RoomClosed):
        ended.does(c.Undo())


def test_the_system_ends_a_room_that_everybody_left() -> None:
    left = given(Phase.DISCUSS).sat_back().without(ADA, BEN, CLEO, DEV, EVE)
    scene = left.by(SYSTEM).does(c.EndAbandoned())

    scene.then(e.PhaseEntered(NOON, Move.END, ENDED))
    assert Chair.ENDED is chair(scene)


def test_a_room_with_somebody_connected_or_not_begun_is_not_abandoned() -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).without(ADA, BEN, CLEO, DEV).by(SYSTEM).does(c.EndAbandoned())
    with pytest.raises(Forbidden):
        given(members=()).without(ADA, BEN).by(SYSTEM).does(c.EndAbandoned())


def test_a_leader_who_had_to_go_confirms_attendance_all_the_same() -> None:
    gone = given(Phase.CORRIDOR).by(BEN).does(c.Leave()).by(ADA).does(c.EndMeeting()).by(BEN)

    gone.does(c.ConfirmAttendance((CLEO,))).then(e.AttendanceConfirmed)
    with pytest.raises(Forbidden):
        gone.by(CLEO).does(c.ConfirmAttendance((CLEO,)))
    removed = given(Phase.CORRIDOR).by(ADA).does(c.RemovePerson(BEN)).does(c.EndMeeting()).by(BEN)
    with pytest.raises(Forbidden):
        removed.does(c.ConfirmAttendance((CLEO,)))


def test_follow_ups_are_counted_from_the_opening_on_and_put_right_by_counting_again() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.CountFollowUps(2))

    scene.then(e.FollowUpsCounted(NOON, 2))
    scene.does(c.CountFollowUps(2)).then()
    scene.does(c.CountFollowUps(0)).then(e.FollowUpsCounted(NOON, 0))
    with pytest.raises(IllegalHere):
        given(members=()).by(ADA).does(c.CountFollowUps(1))


def test_attendance_is_confirmed_on_the_record_after_the_end() -> None:
    scene = given(Phase.ENDED).by(ADA).does(c.ConfirmAttendance((CLEO, DEV)))

    scene.then(e.AttendanceConfirmed(NOON, (CLEO, DEV)))
    assert scene.room.is_attendance_confirmed


def test_attendance_is_confirmed_only_of_people_of_the_room() -> None:
    with pytest.raises(NotFound):
        given(Phase.ENDED).by(ADA).does(c.ConfirmAttendance((CLEO, STRANGER)))


def test_attendance_is_not_confirmed_before_the_end() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.CORRIDOR).by(ADA).does(c.ConfirmAttendance((CLEO,)))


# Undo ----------------------------------------------------------------------------------------


def test_the_last_move_is_taken_back_as_a_new_event() -> None:
    scene = given(Phase.DISCUSS).at(9 * SECOND).by(BEN).does(c.Undo())

    scene.then(e.MoveUndone(Instant(NOON + 9 * SECOND)))
    assert step("1.clarify") == scene.room.position.step


def test_undo_works_for_fifteen_seconds_and_not_a_millisecond_longer() -> None:
    given(Phase.DISCUSS).at(15 * SECOND).by(ADA).does(c.Undo()).then(e.MoveUndone)
    with pytest.raises(TooLate):
        given(Phase.DISCUSS).at(15 * SECOND + 1).by(ADA).does(c.Undo())


def test_undo_works_once() -> None:
    with pytest.raises(TooLate):
        given(Phase.DISCUSS).by(ADA).does(c.Undo()).does(c.Undo())


def test_before_the_first_move_there_is_nothing_to_undo() -> None:
    with pytest.raises(TooLate):
        given().by(ADA).does(c.Undo())


def test_undo_brings_back_the_case_and_its_presenter() -> None:
    scene = given(Phase.SELECT, case=2).by(ADA).does(c.Undo())

    assert (1, CLEO) == (scene.room.case_number, scene.room.cases[1].presenter)
    assert Phase.CLOSE is scene.room.phase


def test_undoing_a_withdrawal_brings_the_case_back_as_not_withdrawn() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.WithdrawCase()).does(c.Undo())

    assert (Phase.DISCUSS, False) == (scene.room.phase, scene.room.cases[1].withdrawn)


def test_undoing_the_opening_takes_the_planned_end_back() -> None:
    room = given(Phase.OPENING).by(ADA).does(c.Undo()).room

    assert (Phase.GATHERING, None, None) == (room.phase, room.opened_at, room.planned_end)


def test_undo_goes_on_with_a_running_clock_from_what_was_spent() -> None:
    scene = given(Phase.PRESENT).at(2 * MINUTE).by(ADA).does(c.Pause()).does(c.Advance())
    clock = scene.at(2 * MINUTE + 5 * SECOND).does(c.Undo()).room.clock

    assert clock is not None
    assert (2 * MINUTE, NOON + 2 * MINUTE + 5 * SECOND) == (clock.timer.spent, clock.timer.since)


def test_undo_never_brings_back_a_pause() -> None:
    scene = given(Phase.PRESENT).by(ADA).does(c.Pause(PauseReason.DISTRESS)).does(c.Advance())

    assert scene.does(c.Undo()).room.paused is None


def test_undo_opens_the_door_and_seats_who_waits() -> None:
    scene = given(Phase.PRESENT).arrives(FINN).by(ADA).does(c.Undo())

    scene.then(e.MoveUndone(NOON), e.PersonSeated(NOON, FINN, 5))


def test_undo_shuts_the_door_behind_those_who_came_in() -> None:
    scene = given(Phase.CLOSE).arrives(FINN).by(ADA).does(c.Advance()).does(c.Undo())

    assert scene.room.is_door_shut
    assert {ADA, BEN, CLEO, DEV, EVE, FINN} == {p.id for p in scene.room.seated()}


@pytest.mark.parametrize("leaving", [c.Skip(StepId("1.close")), c.WithdrawCase(), c.CloseMeeting()])
def test_push_back_that_the_undone_move_had_ended_is_offered_again(leaving: c.Command) -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(leaving)
    assert Chair.ENDED is chair(scene)

    assert Chair.OFFERED is chair(scene.does(c.Undo()))


def test_an_offer_that_the_undone_move_had_ended_is_made_again() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.WithdrawCase()).does(c.Undo())

    assert Chair.OFFERED is chair(scene)


def test_push_back_that_the_presenter_ended_stays_ended_through_undo() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())
    scene = scene.by(CLEO).does(c.ComeBackIn()).by(ADA).does(c.Undo())

    assert (Phase.DISCUSS, Chair.ENDED) == (scene.room.phase, chair(scene))


def test_push_back_that_had_ended_before_the_move_is_not_offered_by_undo() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.ComeBackIn())
    scene = scene.by(ADA).does(c.WithdrawCase()).does(c.Undo())

    assert Chair.ENDED is chair(scene)


def test_sitting_back_through_a_move_and_its_undo_goes_on() -> None:
    """Nobody ended it: the move led from discuss to rejoin."""
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance()).does(c.Undo())

    assert Chair.SITTING_BACK is chair(scene)


def test_undoing_a_step_back_asks_again_who_had_been_free_meanwhile() -> None:
    """Undo brings back the phase, never a lock."""
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Back())
    assert Chair.SITTING_BACK is chair(scene)

    assert Chair.OFFERED is chair(scene.does(c.Undo()))


def test_undo_never_brings_a_lock_that_was_not_there() -> None:
    """Offered by entering discuss and accepted there: undone, it is as it was in clarify."""
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Undo())

    assert (Phase.CLARIFY, Chair.IN_CIRCLE) == (scene.room.phase, chair(scene))
    assert Chair.OFFERED is chair(scene.does(c.Advance()))


def test_who_chose_to_stay_after_the_move_stays_through_undo() -> None:
    scene = given(Phase.DISCUSS).by(CLEO).does(c.Stay()).by(ADA).does(c.Undo())

    assert Chair.STAYING is chair(scene)


def test_undo_keeps_the_camera_and_the_leading_of_now() -> None:
    scene = given(Phase.DISCUSS).by(CLEO).does(c.ChooseCamera(on=False))
    scene = scene.by(ADA).does(c.SetLeading((BEN,))).does(c.Undo())

    assert (False, (BEN,)) == (scene.room.cases[1].push_back.camera, scene.room.cases[1].leading)


def test_undoing_a_step_back_returns_to_the_step_begun() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.Back()).does(c.Undo())

    assert step("1.discuss") == scene.room.position.step


# Stop here -----------------------------------------------------------------------------------


def test_stop_keeps_the_phase_pauses_the_clock_and_ends_push_back() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(BEN).does(c.Stop())

    scene.then(e.MeetingStopped(NOON))
    assert scene.room.clock is not None
    assert (Phase.DISCUSS, False, True, Chair.ENDED) == (
        scene.room.phase,
        scene.room.clock.timer.is_running,
        scene.room.cases[1].stopped,
        chair(scene),
    )


def test_stop_is_no_move_and_so_not_undone() -> None:
    scene = given(Phase.DISCUSS).at(MINUTE).by(ADA).does(c.Stop())

    with pytest.raises(TooLate):
        scene.does(c.Undo())


@pytest.mark.parametrize("press", [c.Resume(), c.Advance(), c.Back(), c.WithdrawCase()])
def test_a_stopped_case_goes_on_when_a_leader_resumes_or_moves(press: c.Command) -> None:
    stopped = given(Phase.DISCUSS).by(ADA).does(c.Stop())
    scene = stopped.does(press, confirm=stopped.room.revs.case_rev)

    assert not scene.room.cases[1].stopped
    assert scene.room.paused is None


def test_stopping_twice_is_already_so() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.Stop()).does(c.Stop()).then()


def test_stopping_again_ends_what_was_begun_since() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.Stop()).sat_back().does(c.Stop())

    scene.then(e.MeetingStopped(NOON))
    assert Chair.ENDED is chair(scene)


def test_a_paused_case_can_still_be_stopped() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.Pause()).does(c.Stop()).then(e.MeetingStopped)


def test_outside_a_case_stop_pauses_the_clock() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.Stop())

    scene.then(e.MeetingStopped(NOON))
    assert PauseReason.OTHER is scene.room.paused
    scene.does(c.Stop()).then()


def test_before_the_meeting_there_is_nothing_to_stop() -> None:
    with pytest.raises(IllegalHere):
        given().by(ADA).does(c.Stop())


# The door turns with the moves ---------------------------------------------------------------


def test_the_move_that_opens_the_door_seats_who_waits_ready_and_known() -> None:
    scene = given(Phase.CLOSE).arrives(FINN).arrives(PersonId("gita"), needs_confirmation=True)

    scene.by(ADA).does(c.Advance()).then(
        moved(Move.ADVANCE, "2.select"), e.PersonSeated(NOON, FINN, 5)
    )


def test_the_debrief_sends_out_whom_the_plan_does_not_admit_and_the_corridor_brings_them_back() -> (
    None
):
    debrief = given(Phase.LEADERSHIP, observers=(OMAR,)).by(ADA).does(c.Advance())

    debrief.then(
        moved(Move.ADVANCE, "debrief"),
        *(e.PersonSentOut(NOON, who) for who in (CLEO, DEV, EVE, OMAR)),
    )
    debrief.does(c.Advance()).then(
        moved(Move.ADVANCE, "corridor"),
        *(e.PersonSeated(NOON, who, 2 + n) for n, who in enumerate((CLEO, DEV, EVE, OMAR))),
    )


def test_the_end_brings_back_whom_the_debrief_sent_out() -> None:
    scene = given(Phase.DEBRIEF, observers=(OMAR,)).by(ADA).does(c.EndMeeting())

    assert {CLEO, DEV, EVE, OMAR} <= {p.id for p in scene.room.seated()}


def test_an_observer_who_came_too_late_does_not_come_in_by_the_corridor() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).arrives(FINN, Role.OBSERVER)
    scene = scene.by(ADA).does(c.CloseMeeting())
    while scene.room.phase is not Phase.CORRIDOR:
        scene = scene.does(c.Advance())

    assert [FINN] == [p.id for p in scene.room.waiting()]

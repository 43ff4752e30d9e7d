"""Moves, undo and stop, folded."""

from dataclasses import replace

import pytest

from app.phases.machine import ENDED, Position
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.shipped import SHIPPED
from app.phases.table import Move
from app.phases.units import MINUTE, SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.evolve import evolve
from app.rooms.roles import Role
from app.rooms.state import Agreement, Chair, PauseReason, Room
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, FINN, OMAR, given, step

LATER = Instant(NOON + MINUTE)


def entered(room: Room, move: Move, to: str, at: Instant = LATER) -> Room:
    position = Position(Phase(to.rsplit(".", maxsplit=1)[-1]), StepId(to))
    return evolve(room, e.PhaseEntered(at, move, position))


def test_a_move_leaves_one_clock_standing_and_runs_the_next() -> None:
    room = entered(given(Phase.PRESENT).room, Move.ADVANCE, "1.clarify")
    old, new = room.clocks[step("1.present")].timer, room.clocks[step("1.clarify")].timer

    assert (MINUTE, None) == (old.spent, old.since)
    assert (4 * MINUTE, 0, LATER) == (new.limit, new.spent, new.since)


def test_a_step_entered_again_goes_on_from_what_it_had_spent_under_the_same_arming() -> None:
    left = entered(given(Phase.PRESENT).room, Move.ADVANCE, "1.clarify")
    room = entered(left, Move.BACK, "1.present", Instant(NOON + 3 * MINUTE))

    assert room.clock is not None
    assert (MINUTE, 1) == (room.clock.timer.spent, room.clock.arming)


def test_a_move_raises_the_revisions_of_phase_and_clock() -> None:
    before = given(Phase.PRESENT).room
    room = entered(before, Move.ADVANCE, "1.clarify")

    assert before.revs.phase_rev + 1 == room.revs.phase_rev
    assert before.revs.timer_rev < room.revs.timer_rev
    assert before.revs.plan_rev == room.revs.plan_rev


def test_a_move_ends_a_pause_and_lets_a_stopped_case_go_on() -> None:
    stopped = evolve(given(Phase.DISCUSS).room, e.MeetingStopped(NOON))
    room = entered(stopped, Move.ADVANCE, "1.rejoin")

    assert (None, False) == (room.paused, room.cases[1].stopped)


def test_a_move_is_remembered_for_its_grace() -> None:
    room = entered(given(Phase.PRESENT).room, Move.ADVANCE, "1.clarify")

    assert room.last_move is not None
    assert (step("1.present"), LATER + 15 * SECOND) == (
        room.last_move.position.step,
        room.last_move.until,
    )


def test_the_opening_is_dated_and_so_is_the_end_which_is_not_remembered() -> None:
    opened = entered(given().room, Move.OPEN, "opening")
    ended = evolve(given(Phase.CORRIDOR).room, e.PhaseEntered(LATER, Move.END, ENDED))

    assert LATER == opened.opened_at
    assert (LATER, None, None) == (ended.ended_at, ended.last_move, ended.clock)


def test_the_next_case_begins_with_its_number() -> None:
    room = entered(given(Phase.CLOSE).room, Move.ADVANCE, "2.select")

    assert (2, {1, 2}) == (room.case_number, set(room.cases))


def test_entering_discuss_offers_push_back_only_where_plan_and_presenter_are_there() -> None:
    clarify = given(Phase.CLARIFY).room
    alone = replace(clarify, cases={1: replace(clarify.cases[1], presenter=None)})
    without = replace(clarify, plan=replace(clarify.plan, push_back=False))

    found = [
        entered(room, Move.ADVANCE, "1.discuss").cases[1].push_back.chair
        for room in (clarify, alone, without)
    ]
    assert [Chair.OFFERED, Chair.IN_CIRCLE, Chair.IN_CIRCLE] == found


def test_entering_rejoin_invites_anew() -> None:
    rejoin = given(Phase.REJOIN).by(CLEO).does(c.KeepListening()).by(ADA).does(c.Back())
    room = rejoin.does(c.Advance()).room

    assert (True, False) == (room.cases[1].push_back.invited, room.cases[1].push_back.declined)


def test_when_the_door_shuts_whoever_is_in_the_circle_may_return() -> None:
    select = given(Phase.SELECT, observers=(OMAR,)).by(DEV).does(c.Leave()).room
    room = entered(select, Move.BEGIN, "1.present")

    assert [False, True, True] == [room.people[p].may_return for p in (DEV, EVE, OMAR)]


def test_when_the_door_opens_only_who_was_sent_out_may_still_return() -> None:
    debrief = given(Phase.DEBRIEF, observers=(OMAR,)).arrives(FINN, Role.OBSERVER).room
    left = evolve(debrief, e.PersonDeparted(NOON, EVE))
    room = entered(left, Move.ADVANCE, "corridor")

    assert {"dev": True, "omar": True, "eve": False, "finn": False, "ada": False} == {
        who: room.people[who].may_return for who in (DEV, OMAR, EVE, FINN, ADA)
    }


def test_between_phases_of_a_shut_door_nobodys_return_changes() -> None:
    scene = given(Phase.DISCUSS).by(ADA).arrives(FINN).does(c.Admit(FINN))
    room = entered(scene.room, Move.ADVANCE, "1.rejoin")

    assert scene.room.people == room.people


def test_a_case_left_by_closing_the_meeting_holds_nobody() -> None:
    stopped = evolve(given(Phase.DISCUSS).sat_back().room, e.MeetingStopped(NOON))
    again = evolve(evolve(stopped, e.PushBackOffered(NOON)), e.SatBack(NOON, None))
    room = entered(again, Move.CLOSE_MEETING, "closing")

    assert (Chair.ENDED, False) == (room.cases[1].push_back.chair, room.cases[1].stopped)


def test_stopping_keeps_the_phase_and_outside_a_case_marks_none() -> None:
    discuss = given(Phase.DISCUSS).sat_back().room
    in_case = evolve(discuss, e.MeetingStopped(LATER))
    outside = evolve(given(Phase.OPENING).room, e.MeetingStopped(LATER))

    assert discuss.position == in_case.position
    assert (Chair.ENDED, True) == (in_case.cases[1].push_back.chair, in_case.cases[1].stopped)
    assert (PauseReason.OTHER, {}) == (outside.paused, outside.cases)


def test_an_undo_without_anything_remembered_changes_nothing() -> None:
    room = given().room

    assert replace(room, seq=room.seq + 1) == evolve(room, e.MoveUndone(LATER))


def test_an_undo_is_a_move_of_its_own_that_is_not_remembered() -> None:
    before = given(Phase.CLARIFY).room
    room = evolve(before, e.MoveUndone(LATER))

    assert (step("1.present"), None) == (room.position.step, room.last_move)
    assert before.revs.phase_rev + 1 == room.revs.phase_rev


@pytest.mark.parametrize("camera", [True, False])
def test_an_undo_keeps_the_camera_wish_of_now(camera: bool) -> None:
    room = evolve(given(Phase.CLARIFY).room, e.CameraChosen(NOON, camera))

    assert camera is evolve(room, e.MoveUndone(LATER)).cases[1].push_back.camera


def test_an_edited_plan_forgets_presenters_of_cases_that_are_gone_and_no_other() -> None:
    scene = given(Phase.PRESENT).by(ADA).does(c.ChoosePresenter(DEV))
    plan = scene.room.plan.without_last_case()
    room = evolve(scene.room, e.PlanEdited(LATER, plan))

    assert (plan, {1}) == (room.plan, set(room.cases))
    assert scene.room.revs.plan_rev + 1 == room.revs.plan_rev


def test_another_end_is_planned_and_attendance_confirmed() -> None:
    room = evolve(given(Phase.OPENING).room, e.PlannedEndSet(NOON, LATER))

    assert LATER == room.planned_end
    assert evolve(room, e.AttendanceConfirmed(NOON, (ADA,))).is_attendance_confirmed


def test_a_case_that_is_dropped_and_added_again_has_a_clock_of_its_own() -> None:
    """Entered, extended, undone: the next second case is another one."""
    scene = given(Phase.CLOSE).by(ADA).does(c.Advance()).does(c.Extend(Millis(4 * MINUTE)))
    again = scene.does(c.Undo()).does(c.DropCase()).does(c.AddCase()).does(c.Advance())

    assert Phase.SELECT is again.room.phase
    assert again.room.step is not None
    assert again.room.clock is not None
    assert again.room.step.limit == again.room.clock.timer.limit


def test_the_newest_count_of_follow_ups_holds() -> None:
    room = evolve(given(Phase.OPENING).room, e.FollowUpsCounted(NOON, 3))

    assert 1 == evolve(room, e.FollowUpsCounted(LATER, 1)).follow_ups


def test_a_room_is_not_created_twice() -> None:
    room = given(Phase.DISCUSS).room
    again = e.RoomCreated(LATER, SHIPPED["review"], Agreement())

    assert replace(room, seq=room.seq + 1) == evolve(room, again)


def test_an_undone_opening_has_not_happened() -> None:
    room = evolve(given(Phase.OPENING).room, e.MoveUndone(NOON))

    assert (Phase.GATHERING, None, None) == (room.phase, room.opened_at, room.planned_end)


def test_push_back_that_the_undone_move_had_ended_is_offered_again_and_never_restored() -> None:
    sat_back = given(Phase.DISCUSS).sat_back()
    closed = sat_back.by(ADA).does(c.WithdrawCase())

    assert Chair.OFFERED is evolve(closed.room, e.MoveUndone(NOON)).cases[1].push_back.chair


def test_an_undone_move_takes_what_it_offered_with_it() -> None:
    room = evolve(given(Phase.DISCUSS).room, e.MoveUndone(NOON))

    assert (Phase.CLARIFY, Chair.IN_CIRCLE) == (room.phase, room.cases[1].push_back.chair)


def test_nobody_is_locked_by_an_undo() -> None:
    """Sat back before the discussion, out of it by an undo, back into it by another move undone."""
    back = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Back())
    assert Chair.SITTING_BACK is back.room.cases[1].push_back.chair

    assert Chair.OFFERED is evolve(back.room, e.MoveUndone(NOON)).cases[1].push_back.chair


def test_a_no_stays_a_no_when_a_move_is_undone() -> None:
    stays = given(Phase.DISCUSS).by(CLEO).does(c.Stay()).by(ADA).does(c.Advance())

    assert Chair.STAYING is evolve(stays.room, e.MoveUndone(NOON)).cases[1].push_back.chair

"""Moves, undo and stop: where the meeting is after them.

A move ends a pause and resumes a stopped case. Each step keeps its `spent`: entering it again goes
on from there, under the arming it had.
"""

from collections.abc import Callable
from typing import Any

from app.phases.machine import Position
from app.phases.marks import StepClock
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.table import Move
from app.phases.timer import Timer
from app.phases.units import Instant, later
from app.rooms import events as e
from app.rooms.capacities import LOCKING
from app.rooms.evolving.changes import (
    bump_phase,
    bump_plan,
    chair_ended,
    clock_paused,
    with_case,
    without_office,
)
from app.rooms.replacing import replaced
from app.rooms.state import AT_EASE, Case, Chair, LastMove, PauseReason, Person, Room, Standing

ENDING = frozenset({Phase.CLOSE, Phase.CLOSING})
"""Moves to here end a push-back by themselves."""


def phase_entered(room: Room, event: e.PhaseEntered) -> Room:
    """The move itself: remember it, leave the old step, enter the new one."""
    remembered = replaced(room, last_move=_memory(room, event))
    left = _case_left(clock_paused(remembered, event.at), event.position)
    moved = bump_phase(replaced(left, position=event.position, paused=None))
    entered = _enter(_with_current_case(_door_turned(moved, room)), moved.position.step, event.at)
    if event.position.phase is Phase.OPENING:
        entered = replaced(entered, opened_at=event.at)
    if event.position.phase is Phase.ENDED:
        entered = replaced(entered, ended_at=event.at, last_move=None)
    return _without_presenting_stand_in(_case_after(entered, event))


def _without_presenting_stand_in(room: Room) -> Room:
    """Nobody tells a case and stands in for leaders: they choose again."""
    presenter = room.presenter()
    return room if presenter is None else without_office(room, presenter.id)


def _case_left(room: Room, to: Position) -> Room:
    """A case that is left on the way, by closing the meeting, holds nobody any more."""
    case, step = room.case, None if to.step is None else room.plan.step(to.step)
    if case is None or (step is not None and step.case == case.number):
        return room
    return with_case(room, replaced(chair_ended(case), stopped=False))


def _door_turned(room: Room, before: Room) -> Room:
    """When the door shuts, whoever is in the circle may return without asking, and whoever was
    sent out meanwhile still may when it opens."""
    if room.is_door_shut == before.is_door_shut:
        return room
    may = _may_return_once_shut if room.is_door_shut else _may_return_once_open
    people = {p.id: replaced(p, may_return=may(p)) for p in room.people.values()}
    return replaced(room, people=people)


def _may_return_once_shut(person: Person) -> bool:
    return person.standing is Standing.SEATED


def _may_return_once_open(person: Person) -> bool:
    return person.standing is Standing.WAITING and person.may_return


def _memory(room: Room, event: e.PhaseEntered) -> LastMove:
    return LastMove(
        position=room.position,
        case=room.case,
        until=later(event.at, room.plan.tempo.undo),
    )


def _with_current_case(room: Room) -> Room:
    step = room.step
    number = step.case if step else 0
    cases = room.cases
    if number and number not in cases:
        cases = {**cases, number: Case(number)}
    return replaced(room, case_number=number, cases=cases)


def _enter(room: Room, step: StepId | None, at: Instant) -> Room:
    if step is None:
        return room
    clock = room.clocks.get(step) or StepClock(Timer(room.plan.step(step).limit), touched=at)
    revs = replaced(room.revs, timer_rev=room.revs.timer_rev + 1)
    return replaced(room, clocks={**room.clocks, step: clock.start(at)}, revs=revs)


def _case_after(room: Room, event: e.PhaseEntered) -> Room:
    case = room.case
    if case is None:
        return room
    case = replaced(case, stopped=False, withdrawn=case.withdrawn or event.move is Move.WITHDRAW)
    if room.phase is Phase.CLOSE:
        case = chair_ended(case)
    if room.phase is Phase.DISCUSS and room.plan.push_back and case.presenter:
        case = _offered(case)
    if room.phase is Phase.REJOIN:
        case = replaced(case, push_back=replaced(case.push_back, invited=True, declined=False))
    return with_case(room, case)


def _offered(case: Case) -> Case:
    if case.push_back.chair is not Chair.IN_CIRCLE:
        return case
    return replaced(case, push_back=replaced(case.push_back, chair=Chair.OFFERED))


def move_undone(room: Room, event: e.MoveUndone) -> Room:
    """Phase, step, case and presenter of before; a running clock, never a lock or a pause."""
    last = room.last_move
    if last is None:
        return room
    left = clock_paused(room, event.at)
    back = bump_phase(replaced(left, position=last.position, paused=None, last_move=None))
    back = _door_turned(back, room)
    entered = _enter(_with_current_case(back), last.position.step, event.at)
    if last.position.phase is Phase.GATHERING:
        entered = replaced(entered, opened_at=None, planned_end=None)
    if last.case is None:
        return entered
    return _without_presenting_stand_in(with_case(entered, _restored(room, last.case)))


def _restored(room: Room, before: Case) -> Case:
    """The case as it was; push-back that the undone move ended is offered again, not restored."""
    now = room.cases.get(before.number, before)
    was, is_now = before.push_back.chair, now.push_back.chair
    ended_by_move = room.phase in ENDING and is_now is Chair.ENDED
    if ended_by_move and was not in AT_EASE:
        chair = Chair.OFFERED
    elif is_now is Chair.SITTING_BACK or (is_now is Chair.OFFERED and was is Chair.IN_CIRCLE):
        chair = was
    else:
        chair = is_now
    if chair is Chair.SITTING_BACK and _would_lock(room):
        chair = Chair.OFFERED
    push_back = replaced(before.push_back, chair=chair, camera=now.push_back.camera)
    return replaced(before, stopped=False, push_back=push_back, leading=now.leading)


def _would_lock(room: Room) -> bool:
    """Whether undoing leads from where nobody is locked to where sitting back locks."""
    last = room.last_move
    return last is not None and room.phase not in LOCKING and last.position.phase in LOCKING


def meeting_stopped(room: Room, event: e.MeetingStopped) -> Room:
    """The phase stays; the clock pauses, push-back ends, floors open."""
    still = replaced(clock_paused(room, event.at), paused=PauseReason.OTHER)
    case = still.case
    if case is None:
        return still
    return with_case(still, replaced(chair_ended(case), stopped=True))


def planned_end_set(room: Room, event: e.PlannedEndSet) -> Room:
    """Another planned end."""
    return bump_plan(replaced(room, planned_end=event.end))


def plan_edited(room: Room, event: e.PlanEdited) -> Room:
    """Other steps to come; presenters and clocks of dropped ones are forgotten."""
    cases = {n: c for n, c in room.cases.items() if n <= max(event.plan.cases, room.case_number)}
    kept = {step.id for step in event.plan.steps}
    clocks = {step: clock for step, clock in room.clocks.items() if step in kept}
    return bump_plan(replaced(room, plan=event.plan, cases=cases, clocks=clocks))


def follow_ups_counted(room: Room, event: e.FollowUpsCounted) -> Room:
    """So many, whatever was said before."""
    return replaced(room, follow_ups=event.told)


def attendance_confirmed(room: Room, event: e.AttendanceConfirmed) -> Room:
    """The record may say "confirmed"."""
    return replaced(room, is_attendance_confirmed=True)


def room_created(room: Room, event: e.RoomCreated) -> Room:
    """The first event is folded by `born`; a second one changes nothing."""
    return room


FOLDS: dict[type[e.Event], Callable[[Room, Any], Room]] = {
    e.RoomCreated: room_created,
    e.PhaseEntered: phase_entered,
    e.MoveUndone: move_undone,
    e.MeetingStopped: meeting_stopped,
    e.PlannedEndSet: planned_end_set,
    e.PlanEdited: plan_edited,
    e.FollowUpsCounted: follow_ups_counted,
    e.AttendanceConfirmed: attendance_confirmed,
}

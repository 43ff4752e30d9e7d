"""Phase moves, undo, stop, cases more or fewer, and the end."""

from collections.abc import Callable
from typing import Any

from app.phases.machine import ENDED, following
from app.phases.phase import Phase
from app.phases.plan import StepId, total
from app.phases.table import Move, targets
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import known
from app.rooms.deciding.scene import Scene
from app.rooms.deciding.seating import settled
from app.rooms.errors import Forbidden, IllegalHere, NoPresenter, NotFound, TooLate
from app.rooms.events import Event
from app.rooms.roles import Role
from app.rooms.state import AT_EASE, Room, Standing


def _move(room: Room, scene: Scene, move: Move, to: StepId | None = None) -> list[Event]:
    position = following(room.plan, room.position, move, to)
    return settled(room, [e.PhaseEntered(scene.now, move, position)], scene)


def open_meeting(room: Room, command: c.OpenMeeting, scene: Scene) -> list[Event]:
    """Into `opening`, and the planned end is set."""
    end = Instant(scene.now + total(room.plan.steps))
    return [*_move(room, scene, Move.OPEN), e.PlannedEndSet(scene.now, end)]


def advance(room: Room, command: c.Advance, scene: Scene) -> list[Event]:
    """The next step; out of `select` the case begins."""
    if room.phase is Phase.SELECT:
        return _begin(room, scene)
    return _move(room, scene, Move.ADVANCE)


def _begin(room: Room, scene: Scene) -> list[Event]:
    case = room.case
    presenter = room.people.get(case.presenter) if case and case.presenter else None
    if case is None or presenter is None or presenter.standing is not Standing.SEATED:
        raise NoPresenter
    by = known(room, scene.by)
    leads = by is not None and by.role is Role.LEADER and by.id != presenter.id
    first: list[Event] = []
    if not case.leading and by is not None and leads:
        first.append(e.LeadingSet(scene.now, case.number, (by.id,)))
    return [*first, *_move(room, scene, Move.BEGIN)]


def back(room: Room, command: c.Back, scene: Scene) -> list[Event]:
    """One phase back within the case."""
    return _move(room, scene, Move.BACK)


def skip(room: Room, command: c.Skip, scene: Scene) -> list[Event]:
    """On to a later step of the case."""
    return _move(room, scene, Move.SKIP, command.to)


def withdraw(room: Room, command: c.WithdrawCase, scene: Scene) -> list[Event]:
    """To `close`, never straight to `select`."""
    return _move(room, scene, Move.WITHDRAW)


def close_meeting(room: Room, command: c.CloseMeeting, scene: Scene) -> list[Event]:
    """To `closing`."""
    if room.phase is Phase.CLOSING:
        return []
    return _move(room, scene, Move.CLOSE_MEETING)


def end_meeting(room: Room, command: c.EndMeeting, scene: Scene) -> list[Event]:
    """The end, for good."""
    return _move(room, scene, Move.END)


def end_abandoned(room: Room, command: c.EndAbandoned, scene: Scene) -> list[Event]:
    """The system's end of a room that everybody left."""
    if room.phase is Phase.GATHERING or scene.here:
        raise Forbidden("this room is not abandoned")
    return [e.PhaseEntered(scene.now, Move.END, ENDED)]


def add_case(room: Room, command: c.AddCase, scene: Scene) -> list[Event]:
    """Room for one more."""
    targets(room.phase, Move.ADD_CASE)
    return [e.PlanEdited(scene.now, room.plan.with_case())]


def drop_case(room: Room, command: c.DropCase, scene: Scene) -> list[Event]:
    """The last case goes, if it has not begun."""
    targets(room.phase, Move.DROP_CASE)
    if room.plan.cases <= room.case_number:
        raise IllegalHere("there is no later case to drop")
    return [e.PlanEdited(scene.now, room.plan.without_last_case())]


def undo(room: Room, command: c.Undo, scene: Scene) -> list[Event]:
    """The last move, once, within its grace."""
    if room.last_move is None or scene.now > room.last_move.until:
        raise TooLate
    return settled(room, [e.MoveUndone(scene.now)], scene)


def stop(room: Room, command: c.Stop, scene: Scene) -> list[Event]:
    """Stop here."""
    if room.step is None:
        raise IllegalHere("the meeting has not begun")
    is_still = room.clock is not None and not room.clock.timer.is_running
    case = room.case
    if is_still and (case is None or (case.stopped and case.push_back.chair in AT_EASE)):
        return []
    return [e.MeetingStopped(scene.now)]


def count_follow_ups(room: Room, command: c.CountFollowUps, scene: Scene) -> list[Event]:
    """The number so far, so that a leader can put it right."""
    if room.step is None:
        raise IllegalHere("the meeting has not begun")
    is_so = room.follow_ups == command.told
    return [] if is_so else [e.FollowUpsCounted(scene.now, command.told)]


def confirm_attendance(room: Room, command: c.ConfirmAttendance, scene: Scene) -> list[Event]:
    """On the record, after the end."""
    if room.phase is not Phase.ENDED:
        raise IllegalHere("attendance is confirmed after the end")
    if not room.people.keys() >= set(command.people):
        raise NotFound("there is no such person here")
    return [e.AttendanceConfirmed(scene.now, command.people)]


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.OpenMeeting: open_meeting,
    c.Advance: advance,
    c.Back: back,
    c.Skip: skip,
    c.WithdrawCase: withdraw,
    c.CloseMeeting: close_meeting,
    c.EndMeeting: end_meeting,
    c.EndAbandoned: end_abandoned,
    c.AddCase: add_case,
    c.DropCase: drop_case,
    c.Undo: undo,
    c.Stop: stop,
    c.CountFollowUps: count_follow_ups,
    c.ConfirmAttendance: confirm_attendance,
}

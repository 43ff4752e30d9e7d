"""The clock, its marks and the plan of what is to come."""

from collections.abc import Callable
from typing import Any

from app.phases.errors import PlanError
from app.phases.marks import StepClock, pending
from app.phases.plan import MAX_LIMIT, Step
from app.phases.units import HOUR, MINUTE, SECOND, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.scene import Scene
from app.rooms.errors import Forbidden, IllegalHere, Invalid, Stale
from app.rooms.events import Event
from app.rooms.state import Room

LEAST_ADVANCE = Millis(SECOND)
MOST_ADVANCE = Millis(12 * HOUR)


def _limit(room: Room) -> tuple[Step, StepClock]:
    step, clock = room.step, room.clock
    if step is None or clock is None:
        raise IllegalHere("no step is running")
    return step, clock


def extend(room: Room, command: c.Extend, scene: Scene) -> list[Event]:
    """More time: on top of the limit, or from now when it is already past."""
    step, clock = _limit(room)
    base = max(clock.timer.limit or 0, clock.timer.spent_at(scene.now))
    limit = Millis(base + command.by)
    if limit > MAX_LIMIT:
        raise Invalid("a step has at most 240 minutes")
    return [e.LimitSet(scene.now, step.id, limit)]


def shorten(room: Room, command: c.Shorten, scene: Scene) -> list[Event]:
    """Less time; below what is spent the step is at its end at once."""
    step, clock = _limit(room)
    if clock.timer.limit is None:
        raise IllegalHere("this step has no minutes to shorten")
    limit = Millis(clock.timer.limit - command.by)
    if limit <= 0:
        raise Invalid("that is more than the whole step")
    return [e.LimitSet(scene.now, step.id, limit)]


def pause(room: Room, command: c.Pause, scene: Scene) -> list[Event]:
    """The clock stands."""
    if room.clock is None or not room.clock.timer.is_running:
        return []
    return [e.ClockPaused(scene.now, command.reason)]


def resume(room: Room, command: c.Resume, scene: Scene) -> list[Event]:
    """The clock goes on."""
    if room.clock is None:
        raise IllegalHere("no step is running")
    if room.clock.timer.is_running:
        return []
    return [e.ClockResumed(scene.now)]


def set_end(room: Room, command: c.SetEnd, scene: Scene) -> list[Event]:
    """Another planned end, within a day."""
    if room.opened_at is None:
        raise IllegalHere("the end is planned when the meeting opens")
    if not room.opened_at < command.at <= room.opened_at + 24 * HOUR:
        raise Invalid("the end lies within a day of the opening")
    return [] if room.planned_end == command.at else [e.PlannedEndSet(scene.now, command.at)]


def edit_plan(room: Room, command: c.EditPlan, scene: Scene) -> list[Event]:
    """Other steps after the current one."""
    plan = room.plan.with_tail(room.position.step, [_as_planned(s) for s in command.steps])
    for step in room.plan.after(room.position.step):
        if step.id in room.clocks and step not in plan.steps:
            raise PlanError(step.id, "has begun and stays as it is")
    return [] if plan == room.plan else [e.PlanEdited(scene.now, plan)]


def _as_planned(step: c.PlannedStep) -> Step:
    # Asked here and not left to the plan: no whole number of milliseconds is infinite or NaN.
    if not 0 <= step.minutes * MINUTE <= MAX_LIMIT:
        raise PlanError(step.id, "minutes must be 0 (no clock) to 240")
    return Step(step.id, step.phase, Millis(round(step.minutes * MINUTE)) or None, step.case)


def reach_mark(room: Room, command: c.ReachMark, scene: Scene) -> list[Event]:
    """Legal when that arming is current, due and unrecorded."""
    clock = room.clock
    if clock is None or command.step != room.position.step or clock.arming != command.arming:
        raise Stale
    for at, mark in pending(clock, room.plan.recorded_bands):
        if mark == command.mark and at <= scene.now:
            return [e.MarkReached(at, command.step, clock.arming, mark)]
    raise Stale


def advance_clock(room: Room, command: c.AdvanceClock, scene: Scene) -> list[Event]:
    """Only where nobody meets, and only forward."""
    if not room.is_test:
        raise Forbidden("only the clock of a room for practice can be advanced")
    if not LEAST_ADVANCE <= command.by <= MOST_ADVANCE:
        raise Invalid("a clock is advanced by a second to twelve hours")
    return [e.ClockAdvanced(scene.now, command.by)]


DECIDE: dict[type[c.Command], Callable[[Room, Any, Scene], list[Event]]] = {
    c.Extend: extend,
    c.Shorten: shorten,
    c.Pause: pause,
    c.Resume: resume,
    c.SetEnd: set_end,
    c.EditPlan: edit_plan,
    c.ReachMark: reach_mark,
    c.AdvanceClock: advance_clock,
}

"""The current step's clock after pauses, new limits and marks."""

from collections.abc import Callable
from typing import Any

from app.rooms import events as e
from app.rooms.aging import advanced
from app.rooms.evolving.changes import clock_paused, clock_started, offered, with_case, with_clock
from app.rooms.replacing import replaced
from app.rooms.state import PauseReason, Room


def clock_stands(room: Room, event: e.ClockPaused) -> Room:
    """Paused, with the reason."""
    return replaced(clock_paused(room, event.at), paused=event.reason)


def clock_resumed(room: Room, event: e.ClockResumed) -> Room:
    """Running; a stopped case goes on."""
    going = replaced(clock_started(room, event.at), paused=None)
    case = going.case
    if case is None or not case.stopped:
        return going
    return with_case(going, replaced(case, stopped=False))


def limit_set(room: Room, event: e.LimitSet) -> Room:
    """Another limit for the step, armed anew if that brings a mark back."""
    if room.clock is None:
        return room
    return with_clock(room, room.clock.with_limit(event.limit, event.at, room.plan.recorded_bands))


def mark_reached(room: Room, event: e.MarkReached) -> Room:
    """Zero or a band is recorded; no revision rises, because nobody pressed anything."""
    clock = room.clocks.get(event.step)
    if clock is None or clock.arming != event.arming:
        return room
    return replaced(room, clocks={**room.clocks, event.step: clock.record(event.mark)})


def clock_advanced(room: Room, event: e.ClockAdvanced) -> Room:
    """Older by so much; no revision rises, because nobody in the room pressed anything."""
    return advanced(room, event.by, event.at)


def leaders_lost(room: Room, event: e.LeadersLost) -> Room:
    """No leaders: the clock stands, nobody is locked, a stand-in may be offered the room."""
    still = clock_paused(room, event.at)
    return replaced(
        still,
        paused=PauseReason.LEADERS_LOST if still.clock is not None else room.paused,
        is_led=False,
        are_leaders_lost=True,
        losses=room.losses + 1,
        stand_in=offered(room.stand_in, event.offered_until),
    )


FOLDS: dict[type[e.Event], Callable[[Room, Any], Room]] = {
    e.ClockPaused: clock_stands,
    e.ClockResumed: clock_resumed,
    e.LimitSet: limit_set,
    e.MarkReached: mark_reached,
    e.LeadersLost: leaders_lost,
    e.ClockAdvanced: clock_advanced,
}

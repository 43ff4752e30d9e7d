"""Why a frame came, filtered like its sections: deny by default.

Leaders read every cause. Everybody else reads only causes that the circle can see anyway, and only
when one of their own sections changed with it.
"""

from collections.abc import Iterable

from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.names import snake
from app.rooms.roles import Audience

PUBLIC: frozenset[type[Event]] = frozenset(
    {
        e.PhaseEntered,
        e.MoveUndone,
        e.MeetingStopped,
        e.ClockPaused,
        e.ClockResumed,
        e.PersonSeated,
        e.OuterRingOpened,
        e.OuterRingClosed,
        e.ObserversAgreed,
        e.RoomTaken,
        e.SatBack,
    }
)
"""Causes that everybody in the circle may read."""

TO_ALL = frozenset({Audience.LEADER})
TO_NONE = frozenset({Audience.WAITING, Audience.SCREEN})


def because(events: Iterable[Event], to: Audience) -> tuple[str, ...]:
    """The wire names of the causes that this audience may read, each once, in order."""
    if to in TO_NONE:
        return ()
    readable = (e for e in events if to in TO_ALL or type(e) in PUBLIC)
    return tuple(dict.fromkeys(snake(type(event).__name__) for event in readable))

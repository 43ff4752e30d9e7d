"""What falls due by itself: the marks of the running step, and the next instant to look."""

from app.phases.marks import ZERO, pending
from app.phases.units import Instant
from app.rooms.commands import ReachMark
from app.rooms.fields import CommandId
from app.rooms.state import Room


def due(room: Room, now: Instant) -> tuple[CommandId, ReachMark] | None:
    """The earliest mark due at `now`, with the id that lets it take effect once."""
    step, clock, found = room.position.step, room.clock, _first(room)
    if step is None or clock is None or found is None or found[0] > now:
        return None
    mark = found[1]
    arming = f"{room.id}:{step}:{clock.arming}"
    name = f"zero:{arming}" if mark == ZERO else f"band:{arming}:{mark}"
    return CommandId(name), ReachMark(step, clock.arming, mark)


def next_due(room: Room) -> Instant | None:
    """When to look again; None while nothing runs."""
    found = _first(room)
    return None if found is None else found[0]


def _first(room: Room) -> tuple[Instant, int] | None:
    clock = room.clock
    marks = pending(clock, room.plan.recorded_bands) if clock else []
    return marks[0] if marks else None

"""A room for practice whose clock was advanced: older than it is, at the same time of day.

Time itself is not touched: every node and every page goes on by the database's. What the room
measures time by lies further back instead, as if it had begun earlier, so that whatever compares
it with now, here or on a page, comes out as it would have. Of what stands outside the room, an
instant of before counts as earlier by what has been advanced since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.phases.units import Instant, Millis, later
from app.rooms.events import ClockAdvanced, Event
from app.rooms.replacing import replaced
from app.rooms.state import Advance, Room, StandIn

MOST_REMEMBERED = 64
"""Of the times that the clock was advanced: whoever parted before all of these is not remembered to
the second."""


def advanced(room: Room, by: Millis, at: Instant) -> Room:
    """The room, so much older."""
    clocks = room.clocks
    if room.position.step is not None and room.clock is not None:
        clocks = {**clocks, room.position.step: room.clock.advanced(by, at)}
    move = room.last_move
    return replaced(
        room,
        clocks=clocks,
        opened_at=_earlier(room.opened_at, by),
        planned_end=_earlier(room.planned_end, by),
        last_move=None if move is None else replace(move, until=later(move.until, Millis(-by))),
        stand_in=_offered_earlier(room.stand_in, by),
        led_until={who: later(until, Millis(-by)) for who, until in room.led_until.items()},
        advances=(*room.advances, Advance(at, by))[-MOST_REMEMBERED:],
    )


def aged(at: Instant, advances: Iterable[Advance]) -> Instant:
    """What an instant outside the room, as a parting, counts as after these."""
    return later(at, Millis(-sum(one.by for one in advances if at < one.at)))


def lived_through(events: Sequence[Event]) -> list[Event]:
    """The log as if nothing had been advanced and all of it lived through, ending when it did."""
    advances = [Advance(e.at, e.by) for e in events if isinstance(e, ClockAdvanced)]
    if not advances:
        return list(events)
    lived = (event for event in events if not isinstance(event, ClockAdvanced))
    return [replace(event, at=aged(Instant(event.at), advances)) for event in lived]


def _earlier(at: Instant | None, by: Millis) -> Instant | None:
    return None if at is None else later(at, Millis(-by))


def _offered_earlier(stand_in: StandIn, by: Millis) -> StandIn:
    return replace(stand_in, offered_until=_earlier(stand_in.offered_until, by))

"""When a room wakes by itself: the next instant at which something can change, and what for.

Plain functions of what this node holds; nothing here reads a clock or the rows.
"""

from app.phases.phase import Phase
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.capacities import Here
from app.rooms.due import next_due
from app.rooms.live import LiveRoom
from app.rooms.presence import Parted, next_change
from app.rooms.state import Person, Room, Standing

APART = Millis(SECOND)
"""Between two readings of the rows because somebody came or went elsewhere."""


def is_to_be_read(live: LiveRoom) -> bool:
    """Whether the rows can tell something new; while all are connected here they cannot."""
    parted = live.parted
    is_watched = bool(parted) or live.look_at is not None or not live.is_acquainted
    return is_watched or live.is_stirred or unled_by(live.room, parted) is not None


def can_be_lost(room: Room, person: Person | None) -> bool:
    """Whether it is a fact of the meeting that this person has been silent for long."""
    if person is None or person.is_gone or room.phase is Phase.ENDED:
        return False
    return person.standing in (Standing.SEATED, Standing.WAITING)


def unled_since(room: Room, here: Here, parted: Parted) -> Instant | None:
    """Since when nobody was a leader and connected; None while one is, or outside the meeting."""
    leaders = room.leaders()
    if room.step is None or any(p.id in here for p in leaders):
        return None
    lost = [parted[p.id] for p in leaders if p.id in parted]
    leading = {p.id for p in leaders}
    lost += [min(at, parted.get(p, at)) for p, at in room.led_until.items() if p not in leading]
    return max(lost, default=room.opened_at or room.created_at)


def unled_by(room: Room, parted: Parted) -> Instant | None:
    """Since when no leader is connected, by what this node knows: to plan a look at the rows."""
    if any(p.visit and p.id not in parted for p in room.leaders()):
        return None
    here = frozenset(p.id for p in room.people.values() if p.visit and p.id not in parted)
    return unled_since(room, here, parted)


def next_wake(live: LiveRoom, now: Instant, *, is_fresh: bool = False) -> Instant | None:
    """The next instant at which something can change by itself; None when nothing can.

    Right after a change (`is_fresh`) a grace already over counts too: what it waited for may have
    become possible. After a wake-up it does not, or a room would never sleep.
    """
    room, parted = live.room, live.parted
    coming: list[Instant | None] = [next_due(room), next_change(room, parted, now), live.look_at]
    coming.append(later(live.read_at, APART) if live.is_stirred else None)
    left = room.plan.tempo.left
    coming += [later(at, left) for p, at in parted.items() if can_be_lost(room, room.people.get(p))]
    coming += _graces(room, unled_by(room, parted))
    if is_fresh:
        coming.append(None if live.is_acquainted else now)
        return min((max(at, now) for at in coming if at is not None), default=None)
    return min((at for at in coming if at is not None and at > now), default=None)


def _graces(room: Room, since: Instant | None) -> list[Instant | None]:
    if since is None:
        return []
    tempo = room.plan.tempo
    opens = later(since, tempo.fail_open) if room.is_led else None
    lost = None if room.are_leaders_lost else later(since, tempo.leaders_lost)
    return [opens, lost]

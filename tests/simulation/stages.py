"""Where a schedule begins: meetings with a log already, made once and read by all schedules."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app.calls.places import place_of
from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms.events import Event
from app.rooms.evolve import born, evolve
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.state import Room
from tests.laws.meeting import ANNA, BEN, LEADERS, MARK, OTTO, PAULA, PLANS, Meeting, moved

ROOM = RoomId("room-1")
EPOCH = "epoch-1"
CAST = {
    ANNA: Role.LEADER,
    BEN: Role.LEADER,
    PAULA: Role.MEMBER,
    MARK: Role.MEMBER,
    OTTO: Role.OBSERVER,
}
"""Paula presents; Otto observes, and waits at the door where the group has not agreed to it."""
PRESENTER = PAULA
TELEPHONE, STRANGER = "telephone", "stranger"
"""Places in the call: one is the presenter's as long as leaders say so, the other is nobody's."""


@dataclass(frozen=True)
class Stage:
    """A meeting so far: its log, the state after each event (the first also stands at 0), what time
    it is, and each person's last visit."""

    log: tuple[Event, ...]
    states: tuple[Room, ...]
    now: Instant
    visits: dict[PersonId, int]


def _gathered(plan: str, *, observed: bool = True) -> Meeting:
    meeting = Meeting(PLANS[plan])
    for who, role in CAST.items():
        meeting.arrives(who, role)
    if observed:
        meeting.do(ANNA, c.RecordObserversAgreed())
    meeting.do(ANNA, c.MatchPlace(place_of(ROOM, TELEPHONE), PRESENTER))
    return meeting


def _gathering() -> Meeting:
    return _gathered("soft", observed=False)


def _presenting() -> Meeting:
    """Seconds before the band and the zero of a short step."""
    meeting = moved(_gathered("full"), Phase.PRESENT)
    meeting.passes(Millis(2 * MINUTE - 3 * SECOND))
    return meeting


def _clarifying() -> Meeting:
    meeting = moved(_gathered("soft"), Phase.CLARIFY)
    meeting.passes(Millis(4 * MINUTE - 2 * SECOND))
    return meeting


def _sitting_back() -> Meeting:
    meeting = moved(_gathered("leaders"), Phase.DISCUSS)
    meeting.do(PAULA, c.SitBack(camera=False))
    return meeting


STAGES: dict[str, Callable[[], Meeting]] = {
    "gathering": _gathering,
    "presenting": _presenting,
    "clarifying": _clarifying,
    "sitting_back": _sitting_back,
}


@cache
def stage(name: str) -> Stage:
    """The stage of that name; everybody has just lost their connection."""
    meeting = STAGES[name]()
    assert meeting.room.is_led or meeting.room.step is None, "somebody leads"
    assert set(LEADERS) <= set(meeting.visits), "everybody has been here"
    log = meeting.log
    return Stage(tuple(log), _states(log), meeting.now, dict(meeting.visits))


def _states(log: list[Event]) -> tuple[Room, ...]:
    first, *rest = log
    states = [born(ROOM, EPOCH, first)] * 2
    for event in rest:
        states.append(evolve(states[-1], event))
    return tuple(states)

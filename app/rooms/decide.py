"""decide(room, ask, now, here) -> events: the one gate to every change of a room.

In order: is the room open, may they, is their picture fresh, does another leader lead; then the
command's own rule. It returns events or raises a `RoomError`, and a refused command changes nothing
(L5). It reads no clock and no database.
"""

from collections.abc import Callable
from typing import Any

from app.phases.errors import IllegalMove, NoSuchStep, PlanError
from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.capacities import Here, capacities, known, leaders_here
from app.rooms.command_table import Row, row
from app.rooms.deciding import moves, offices, people, places, push_back, timing
from app.rooms.deciding.scene import Ask, Scene
from app.rooms.errors import (
    BadPlan,
    ConfirmNeeded,
    Forbidden,
    IllegalHere,
    Invalid,
    NotFound,
    RoomClosed,
    Stale,
)
from app.rooms.events import Event, LedAgain
from app.rooms.roles import Capacity, Kind, Role
from app.rooms.state import Room, Standing

Rule = Callable[[Room, Any, Scene], list[Event]]

DECIDE: dict[type[c.Command], Rule] = {
    **moves.DECIDE,
    **timing.DECIDE,
    **push_back.DECIDE,
    **people.DECIDE,
    **offices.DECIDE,
    **places.DECIDE,
}

FREEING = frozenset({c.ComeBackIn, c.Stay})
"""Never refused to somebody who has presented here: a late press is already so. Only the removed
are nobody here any more; removing them has freed them."""


def decide(room: Room, ask: Ask, *, now: Instant, here: Here = frozenset()) -> tuple[Event, ...]:
    """The events that `ask` becomes, none if it is already so; raises `RoomError`."""
    check_open(room, ask)
    rules = row(type(ask.command))
    check_permitted(room, ask, rules)
    check_fresh(room, ask, rules)
    check_confirmed(room, ask, rules, here)
    scene = Scene(by=ask.by, now=now, here=here)
    try:
        events = DECIDE[type(ask.command)](room, ask.command, scene)
    except IllegalMove as wrong:
        raise IllegalHere(phase=wrong.phase, move=wrong.move) from None
    except NoSuchStep:
        raise NotFound("the plan has no such step here") from None
    except PlanError as wrong:
        raise BadPlan(wrong.rule, step=wrong.step) from None
    return (*_led_again(room, ask, events, now), *events)


def check_open(room: Room, ask: Ask) -> None:
    """Raises `RoomClosed` after the end; the record alone can still be confirmed."""
    if room.phase is Phase.ENDED and not isinstance(ask.command, c.ConfirmAttendance):
        raise RoomClosed


def check_permitted(room: Room, ask: Ask, rules: Row) -> None:
    """Raises `Forbidden` unless a capacity of the asker is in the command's row."""
    mine = capacities(room, ask.by)
    said_by = getattr(ask.command, "said_by", None)
    if said_by is not None:
        if not mine & rules.aloud:
            raise Forbidden("only leaders enter what somebody said aloud")
        people.there(room, said_by)
        return
    if not mine & rules.may and not _may_even_so(room, ask):
        raise Forbidden


def _may_even_so(room: Room, ask: Ask) -> bool:
    """Who is in no circle any more and may press this all the same, unless they were removed."""
    person = known(room, ask.by)
    if person is None or person.standing is Standing.REMOVED:
        return False
    if isinstance(ask.command, c.ConfirmAttendance):
        return room.phase is Phase.ENDED and person.role is Role.LEADER
    has_presented = any(case.presenter == person.id for case in room.cases.values())
    return type(ask.command) in FREEING and has_presented


def check_fresh(room: Room, ask: Ask, rules: Row) -> None:
    """Raises `Invalid` without the revision the table asks for, `Stale` with another one."""
    if rules.expect is None:
        return
    current: int = getattr(room.revs, rules.expect)
    brought = ask.expect.get(rules.expect)
    if brought is None:
        raise Invalid(f"expect must bring {rules.expect}")
    if brought != current:
        raise Stale(rev=rules.expect.value, current=current)


def check_confirmed(room: Room, ask: Ask, rules: Row, here: Here) -> None:
    """Raises `ConfirmNeeded` when another leader leads this case and is here, and where the case
    is stopped: nobody moves on from a stop that they have not seen."""
    case = room.case
    if not rules.led or case is None or ask.by.kind is not Kind.PERSON:
        return
    by = known(room, ask.by)
    if by is None or Capacity.LEADER not in capacities(room, ask.by):
        return
    others = [p.id for p in leaders_here(room, here) if p.id in case.leading]
    leading = [] if by.id in case.leading else others
    if (leading or case.stopped) and ask.confirm != room.revs.case_rev:
        raise ConfirmNeeded(leading=list(map(str, leading)), case_rev=room.revs.case_rev)


def _led_again(room: Room, ask: Ask, events: list[Event], now: Instant) -> tuple[Event, ...]:
    """A leader's act shows that there is a leader; so do no acts of machines."""
    person = known(room, ask.by)
    if room.is_led or not events or person is None:
        return ()
    leads = any(p.id == person.id for p in room.leaders())
    return (LedAgain(now),) if leads else ()

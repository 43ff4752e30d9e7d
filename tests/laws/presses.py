"""Whatever anybody may send: asks drawn from the types of the commands themselves.

Nothing here knows what is legal. A new command is drawn from the day it has a row in the table, and
a field of a new type fails here until it is given values.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from app.calls.places import place_of
from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import Plan, StepId, case_step
from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis
from app.rooms import commands as c
from app.rooms.command_table import EPHEMERAL, ON_THE_WIRE, TABLE
from app.rooms.deciding.scene import Ask
from app.rooms.fields import PersonId, PlaceId, RoomId
from app.rooms.roles import SYSTEM, Actor, Kind, person
from app.rooms.state import Room
from tests.laws.meeting import ANNA, BEN, INVITED, LATE, STRANGER
from tests.support.clock import NOON

TELEPHONES = (PersonId("telephone-1"), PersonId("telephone-2"))
REFS = tuple(f"telephone {n}" for n in range(8))
PLACES = tuple(place_of(RoomId("room-1"), ref) for ref in REFS)
"""Places in the call: what it calls them, and what the room does."""
CAST = (*INVITED, *LATE, *TELEPHONES, STRANGER)
TYPED = "Typed-by-somebody"
"""What stands in every free text; it may be found nowhere but where its sender meant it to be."""

INTEGRATION = Actor(Kind.INTEGRATION, "key-1", may_lead=True)
MACHINES = (INTEGRATION, Actor(Kind.INTEGRATION, "key-2"), Actor(Kind.OPERATOR, "key-3"), SYSTEM)
PEOPLE = tuple(person(who) for who in CAST)

ACTORS = st.sampled_from((*[person(ANNA)] * 4, *[person(BEN)] * 3, *PEOPLE, *MACHINES))
LEADING = st.sampled_from((person(ANNA), person(BEN), INTEGRATION))
JUMPS = st.sampled_from(
    (
        0, 1, 250, SECOND, 14_999, 15_000, 15_001, 30 * SECOND, MINUTE, 2 * MINUTE - 1,
        2 * MINUTE, 5 * MINUTE, 7 * MINUTE, 20 * MINUTE, 45 * MINUTE,
    )
)  # fmt: skip
"""Round the graces, the undo and the limits; long enough to lose a meeting."""

_STEPS = ("opening", "closing", "corridor", "leadership", "nowhere")
_VALUES: dict[Any, st.SearchStrategy[Any]] = {
    PersonId: st.sampled_from(CAST),
    PlaceId: st.sampled_from(PLACES),
    StepId: st.sampled_from(
        [*map(StepId, _STEPS), *(case_step(n, p) for n in (1, 2, 3) for p in CASE_PHASES)]
    ),
    Millis: st.sampled_from([SECOND, MINUTE, 3 * MINUTE, 15 * MINUTE, 4 * HOUR]),
    Instant: st.sampled_from([NOON, NOON + MINUTE, NOON + 2 * HOUR, NOON + 30 * HOUR]),
    int: st.integers(0, 4),
    float: st.sampled_from([0, 0.5, 1, 10, 300, -1.0, 1e308, float("nan")]),
    bool: st.booleans(),
    str: st.just(TYPED),
    type(None): st.none(),
}


def _strategy(kind: Any) -> st.SearchStrategy[Any]:
    if kind in _VALUES:
        return _VALUES[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of([_strategy(one) for one in get_args(kind)])
    if get_origin(kind) is tuple:
        return st.lists(_strategy(get_args(kind)[0]), max_size=3).map(tuple)
    if is_dataclass(kind) and isinstance(kind, type):
        return _built(kind)
    raise TypeError(f"no values for {kind}")


def _built(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    drawn = {f.name: _strategy(hints[f.name]) for f in fields(kind)}
    return st.builds(kind, **drawn) if drawn else st.just(kind())


SYSTEMS = tuple(command for command in TABLE if command not in ON_THE_WIRE.values())
DURABLE_COMMANDS = st.one_of(
    [_built(command) for command in TABLE if command not in EPHEMERAL and command not in SYSTEMS]
)
EPHEMERAL_COMMANDS = st.one_of([_built(command) for command in EPHEMERAL])
SYSTEM_COMMANDS = st.one_of([_built(command) for command in SYSTEMS])


@dataclass(frozen=True, slots=True)
class Press:
    """A press before it meets a room: how fresh the presser's picture is, and what they confirm."""

    command: c.Command
    by: Actor
    behind: int | None = 0
    confirms: bool = True

    def ask(self, room: Room) -> Ask:
        """What arrives; `behind` None brings no revision at all."""
        rev = TABLE[type(self.command)].expect
        expect = {}
        if rev is not None and self.behind is not None:
            expect[rev.value] = getattr(room.revs, rev.value) - self.behind
        confirm = room.revs.case_rev if self.confirms else None
        return Ask(self.command, self.by, expect, confirm)


_BEHIND = st.sampled_from([0, 0, 0, 0, 0, 0, 1, -1, None])


def presses(
    commands: st.SearchStrategy[Any], actors: st.SearchStrategy[Actor] = ACTORS
) -> st.SearchStrategy[Press]:
    """Presses of these commands by these actors."""
    return st.builds(Press, commands, actors, _BEHIND, st.booleans())


def _planned(plan: Plan, current: StepId | None) -> list[c.PlannedStep]:
    return [
        c.PlannedStep(s.id, s.phase, (s.limit or 0) / MINUTE, s.case) for s in plan.after(current)
    ]


def _all_minutes(minutes: float) -> Callable[[list[c.PlannedStep]], list[c.PlannedStep]]:
    return lambda tail: [c.PlannedStep(s.id, s.phase, minutes, s.case) for s in tail]


def _renamed(tail: list[c.PlannedStep]) -> list[c.PlannedStep]:
    return [c.PlannedStep(StepId(f"x{s.id}"), s.phase, s.minutes, s.case) for s in tail]


def _ids_turned(tail: list[c.PlannedStep]) -> list[c.PlannedStep]:
    ids = [s.id for s in tail]
    turned = [*ids[1:], *ids[:1]]
    return [c.PlannedStep(i, s.phase, 2, s.case) for i, s in zip(turned, tail, strict=True)]


def _no_corridor(tail: list[c.PlannedStep]) -> list[c.PlannedStep]:
    return [s for s in tail if s.phase is not Phase.CORRIDOR]


def _below_zero(tail: list[c.PlannedStep]) -> list[c.PlannedStep]:
    return [*_no_corridor(tail), c.PlannedStep(StepId("corridor"), Phase.CORRIDOR, 5, -1)]


EDITS = st.sampled_from(
    [_all_minutes(0), _all_minutes(1), _all_minutes(30), _renamed, _ids_turned, _no_corridor,
     _below_zero]
)  # fmt: skip


def edited(room: Room, how: Callable[[list[c.PlannedStep]], list[c.PlannedStep]]) -> c.EditPlan:
    """A plan as a leader would edit it, or as one might try to."""
    return c.EditPlan(tuple(how(_planned(room.plan, room.position.step))))

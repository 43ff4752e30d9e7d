"""view(room, audience) and mine(room, person): what each audience sees, deny by default.

Secrecy is projection: a section exists for an audience only if `SEES` says so, and what differs by
audience inside a section stands here and nowhere else. Revisions stand where the people who need
them look: a member's section does not change because leaders did something among themselves.
"""

from collections.abc import Callable
from enum import StrEnum
from itertools import takewhile
from typing import Any

from app.phases.phase import SPECS, Part
from app.phases.plan import ClockView, Step, total
from app.phases.units import Instant
from app.rooms.capacities import audience, capacities
from app.rooms.deciding.seating import is_ready
from app.rooms.floors import floors
from app.rooms.roles import Audience, Capacity, person
from app.rooms.state import Chair, Person, PushBack, Room

Json = dict[str, Any]


class Section(StrEnum):
    """The logged sections of the wire."""

    ROOM = "room"
    PHASE = "phase"
    CLOCK = "clock"
    CIRCLE = "circle"
    FLOOR = "floor"
    DOOR = "door"
    YOU = "you"


_S = Section
_CIRCLE = frozenset({_S.ROOM, _S.PHASE, _S.CLOCK, _S.CIRCLE, _S.FLOOR, _S.DOOR})
SEES: dict[Audience, frozenset[Section]] = {
    Audience.LEADER: _CIRCLE,
    Audience.MEMBER: _CIRCLE,
    Audience.SITTING_BACK: _CIRCLE - {_S.CLOCK},
    Audience.OBSERVER: _CIRCLE,
    Audience.INTEGRATION: _CIRCLE,
    Audience.SCREEN: frozenset({_S.PHASE, _S.CLOCK}),
    Audience.WAITING: frozenset({_S.ROOM, _S.DOOR}),
}
"""The shared sections of each audience; `you` belongs to each person alone."""

SEES_ALL = frozenset({Audience.LEADER, Audience.INTEGRATION})

SEES_OTHERWISE: dict[Section, frozenset[Audience]] = {
    Section.ROOM: SEES_ALL | {Audience.WAITING},
    Section.PHASE: SEES_ALL | {Audience.SCREEN},
    Section.CLOCK: SEES_ALL,
    Section.CIRCLE: SEES_ALL,
    Section.FLOOR: frozenset(),
    Section.DOOR: frozenset({Audience.LEADER, Audience.WAITING}),
}
"""Who sees something else in a section than all others, who see the same and are shown it encoded
once; a test compares them."""


def view(room: Room, to: Audience) -> dict[Section, Json]:
    """Every shared section that this audience sees."""
    return {section: project(room, section, to) for section in Section if section in SEES[to]}


def project(room: Room, section: Section, to: Audience) -> Json:
    """One section for an audience that sees it; raises `KeyError` for one that does not."""
    if section not in SEES[to]:
        raise KeyError(section)
    return PROJECTIONS[section](room, to)


def _room(room: Room, to: Audience) -> Json:
    seen: Json = {
        "id": room.id,
        "title": room.plan.title,
        "rehearsal": room.is_rehearsal,
        "test": room.is_test,
        "agreement": {"version": room.agreement.version, "text": room.agreement.text},
    }
    if to is Audience.WAITING:
        return seen
    seen |= {
        "call": room.call.value,
        "plan": room.plan.name,
        "clock": room.plan.clock.value,
        "push_back": room.plan.push_back,
        "wants_in": room.plan.wants_in,
        "rings": room.plan.rings,
        "outer_open": room.outer_open,
        "observers_agreed": room.observers_agreed,
        "steps": [_step(room, step, to) for step in room.plan.steps],
    }
    if to in SEES_ALL:
        seen["plan_rev"] = room.revs.plan_rev
    if to is Audience.LEADER:
        stand_in = room.stand_in
        seen["follow_ups"] = room.follow_ups
        seen["stand_in"] = {
            "named": stand_in.named,
            "person": stand_in.person,
            "acting": stand_in.is_acting,
            "offered_until": stand_in.offered_until,
        }
    return seen


def _step(room: Room, step: Step, to: Audience) -> Json:
    seen: Json = {"id": step.id, "phase": step.phase.value, "case": step.case}
    if to in SEES_ALL or room.plan.clock is ClockView.FULL:
        seen["limit_ms"] = step.limit
    return seen


def _phase(room: Room, to: Audience) -> Json:
    if to is Audience.SCREEN:  # whoever looks at it: nothing of who presents, or of a stop
        return {"phase": room.phase.value}
    case = room.case
    seen: Json = {"phase": room.phase.value, "step": room.position.step, "text": _text(room)}
    seen["case"] = None
    if case is not None:
        seen["case"] = {
            "number": case.number,
            "of": room.plan.cases,
            "presenter": case.presenter,
            "kind": case.kind.value,
            "stopped": case.stopped,
        }
    if to not in SEES_ALL:
        return seen
    seen |= {
        "phase_rev": room.revs.phase_rev,
        "case_rev": room.revs.case_rev,
        "undo_until": room.last_move.until if room.last_move else None,
        "leading": list(case.leading) if case else [],
        "coming": [
            {"case": c.number, "presenter": c.presenter, "leading": list(c.leading)}
            for c in room.cases.values()
            if c.number > room.case_number and SPECS[room.phase].part not in (Part.AFTER, Part.OVER)
        ],
    }
    return seen


def _text(room: Room) -> str:
    case = room.case
    presenter = room.people.get(case.presenter) if case and case.presenter else None
    name = presenter.name if presenter else "…"
    return room.plan.text(room.phase).replace("{presenter}", name)


def _clock(room: Room, to: Audience) -> Json:
    clock = room.clock
    seen: Json = {"paused": room.paused is not None, "planned_end": room.planned_end}
    is_full = to in SEES_ALL or room.plan.clock is ClockView.FULL
    if is_full:
        seen |= {
            "limit_ms": clock.timer.limit if clock else None,
            "spent_ms": clock.timer.spent if clock else 0,
            "since": clock.timer.since if clock else None,
        }
    if room.plan.clock is ClockView.SOFT and (clock is None or clock.timer.limit is not None):
        bands = room.plan.bands
        seen["band"] = clock.band(bands) if clock else None
        seen["bands"] = len(bands) + 1
    if to in SEES_ALL:
        seen |= {
            "timer_rev": room.revs.timer_rev,
            "reason": room.paused.value if room.paused else None,
            "zero": clock is not None and 0 in clock.reached,
            "opened_at": room.opened_at,
        }
    return seen


def _circle(room: Room, to: Audience) -> Json:
    presenter = room.presenter()
    return {"seats": [_seat(room, one, to, one is presenter) for one in room.seated()]}


def _seat(room: Room, one: Person, to: Audience, presents: bool) -> Json:
    push_back = room.case.push_back if room.case and presents else None
    is_back = push_back is not None and push_back.chair is Chair.SITTING_BACK
    seen: Json = {
        "seat": one.seat,
        "person": one.id,
        "name": one.name,
        "role": one.role.value,
        "ring": one.ring.value,
        "by_name": one.by_name,
        "gone": one.is_gone,
        "presents": presents,
        "sits_back": is_back,
        "camera_off": is_back and push_back is not None and push_back.camera is False,
    }
    if to is Audience.LEADER:
        seen |= {"agreed": one.agreed == room.agreement.version, "attested": one.attested}
        seen["places"] = room.places_of(one.id)
    if to in SEES_ALL and push_back is not None:
        seen["push_back"] = {
            "chair": push_back.chair.value,
            "invited": push_back.invited,
            "declined": push_back.declined,
        }
    return seen


def _floor(room: Room, to: Audience) -> Json:
    return {
        "seats": {
            who: {"floor": seat.floor.value, "reason": seat.reason.value}
            for who, seat in floors(room).items()
        }
    }


def _door(room: Room, to: Audience) -> Json:
    seen: Json = {"state": "shut" if room.is_door_shut else "open"}
    if to in (Audience.WAITING, Audience.LEADER):
        seen["gap_at"] = gap_at(room)
    if to is Audience.LEADER:
        seen["waiting"] = [
            {
                "person": one.id,
                "name": one.name,
                "role": one.role.value,
                "needs_confirmation": one.needs_confirmation,
                "ready": is_ready(room, one),
                "gone": one.is_gone,
            }
            for one in room.waiting()
        ]
    return seen


def gap_at(room: Room) -> Instant | None:
    """When the door is likely to open next: the planned end of what it is shut for.

    None while it is open, while the clock stands, past the time, or where nothing is planned.
    """
    clock = room.clock
    if not room.is_door_shut or clock is None or clock.timer.since is None or 0 in clock.reached:
        return None
    shut = takewhile(lambda s: SPECS[s.phase].door_shut, room.plan.after(room.position.step))
    rest = total(shut)
    if clock.timer.limit is None and not rest:
        return None
    own = max(0, (clock.timer.limit or 0) - clock.timer.spent)
    return Instant(clock.timer.since + own + rest)


def mine(room: Room, one: Person) -> Json:
    """The section `you`: what concerns this person and nobody else."""
    acts = capacities(room, person(one.id))
    seen: Json = {
        "person": one.id,
        "name": one.name,
        "role": one.role.value,
        "standing": one.standing.value,
        "audience": audience(room, one).value,
        "seat": one.seat,
        "agreed": one.agreed == room.agreement.version,
        "attested": one.attested,
        "acts_as": sorted(capacity.value for capacity in acts),
    }
    if Capacity.OFFERED_ROOM in acts:
        seen["offered_until"] = room.stand_in.offered_until
    case = room.case
    if Capacity.PRESENTER in acts and case is not None:
        seen |= _chair(room, case.push_back)
    if Capacity.LEADER in acts and audience(room, one) is not Audience.LEADER:
        for rev in ("phase_rev", "timer_rev", "plan_rev"):
            seen[rev] = getattr(room.revs, rev)
    return seen


def _chair(room: Room, push_back: PushBack) -> Json:
    return {
        "case_rev": room.revs.case_rev,
        "chair": push_back.chair.value,
        "camera": push_back.camera,
        "invited": push_back.invited,
        "declined": push_back.declined,
    }


PROJECTIONS: dict[Section, Callable[[Room, Audience], Json]] = {
    Section.ROOM: _room,
    Section.PHASE: _phase,
    Section.CLOCK: _clock,
    Section.CIRCLE: _circle,
    Section.FLOOR: _floor,
    Section.DOOR: _door,
}

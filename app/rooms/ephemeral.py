"""The ephemeral sections: what each audience sees of signals, presence and enforcement.

Sent whole, never mixed into logged sections, without a seq, and forgotten with the processes that
were told. Nodes that know the same facts, log and rows of connection show the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.phases.units import Instant
from app.rooms.counted import counts, said_at
from app.rooms.facts import Facts
from app.rooms.fields import PersonId
from app.rooms.presence import Parted, presence, presenter_missing
from app.rooms.roles import Audience
from app.rooms.signals import Need, Signals, read
from app.rooms.state import Room, Standing


class Passing(StrEnum):
    """The ephemeral sections of the wire."""

    PRESENCE = "presence"
    SIGNALS = "signals"
    BETWEEN = "between"
    ENFORCEMENT = "enforcement"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything passing about a room. `opened`: whose lock an emergency lifted; it only opens.
    `moved`: when somebody went on from another device while the first was still connected."""

    signals: Signals = field(default_factory=Signals)
    parted: Parted = field(default_factory=dict)
    opened: frozenset[PersonId] = frozenset()
    moved: Mapping[PersonId, Instant] = field(default_factory=dict)


def moment(facts: Facts, room: Room, parted: Parted) -> Moment:
    """What these facts come to in this room, beside who is not connected by the rows."""
    if not facts:
        return Moment(parted=parted)
    said = _told("moved", facts, room)
    return Moment(read(facts, room), parted, frozenset(_told("opened", facts, room)), said)


def _told(kind: str, facts: Facts, room: Room) -> dict[PersonId, Instant]:
    found = ((key, fact.value) for key, fact in facts.items() if key[0] == kind)
    return {PersonId(key[1]): said_at(v) for key, v in found if counts(key, v, room)}


Json = dict[str, Any]
_CIRCLE = frozenset({Passing.PRESENCE, Passing.SIGNALS, Passing.ENFORCEMENT})
SEES_PASSING: dict[Audience, frozenset[Passing]] = {
    Audience.LEADER: _CIRCLE | {Passing.BETWEEN},
    Audience.MEMBER: _CIRCLE,
    Audience.SITTING_BACK: _CIRCLE,
    Audience.OBSERVER: _CIRCLE,
    Audience.INTEGRATION: frozenset({Passing.PRESENCE, Passing.ENFORCEMENT}),
    Audience.WAITING: frozenset(),
}
"""The shared ephemeral sections of each audience; `own` belongs to each person alone."""


def passing(room: Room, moment: Moment, to: Audience, now: Instant) -> dict[Passing, Json]:
    """Every shared ephemeral section that this audience sees."""
    seen = SEES_PASSING[to]
    return {s: PROJECT[s](room, moment, to, now) for s in Passing if s in seen}


def made_from(section: Passing, room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    """What a section is made from at `now`: of equal parts comes the same section."""
    return MADE_FROM[section](room, moment, now)


def _parts_of_presence(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said, ripens = moment.signals, now if moment.parted else None
    circle = (room.people, room.position, room.cases, room.case_number, room.plan)
    apart = (moment.parted, said.away, moment.moved, said.heard)
    return (*circle, room.stand_in, *apart, ripens)


def _parts_of_signals(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said = moment.signals
    asked = (said.wants_in, said.volunteers, said.needs, said.objections)
    return (room.plan, room.stand_in, *asked)


def _parts_of_own(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said = moment.signals
    return (room.people, said.needs, said.away, said.volunteers)


MADE_FROM: dict[Passing, Callable[[Room, Moment, Instant], tuple[object, ...]]] = {
    Passing.PRESENCE: _parts_of_presence,
    Passing.SIGNALS: _parts_of_signals,
    Passing.BETWEEN: lambda room, moment, _: (room.stand_in, moment.signals.between),
    Passing.ENFORCEMENT: lambda room, moment, _: (moment.opened,),
    Passing.OWN: _parts_of_own,
}


def own(room: Room, moment: Moment, person: PersonId) -> Json:
    """The section `own`: a person's receipts, away state and offer, seen by nobody else here."""
    need = moment.signals.needs.get(person)
    names = [room.people[p].name for p in need.seen_by if p in room.people] if need else []
    return {
        "need": {"at": need.at, "seen_by": names} if need else None,
        "away": person in moment.signals.away,
        "volunteers": person in moment.signals.volunteers,
    }


def _presence(room: Room, moment: Moment, to: Audience, now: Instant) -> Json:
    people = presence(room, moment.parted, moment.signals.away, to, now)
    seen: Json = {"people": people}
    if to is Audience.LEADER:
        seen["presenter_missing"] = presenter_missing(room, moment.parted, now)
        since = room.stand_in.acting_since or 0
        seen["another_device"] = sorted(p for p, at in moment.moved.items() if at >= since)
        heard = moment.signals.heard
        by_name = (p.id for p in room.seated() if p.by_name)
        seen["heard"] = {p: heard[p] for p in by_name if heard.get(p, -1) >= since}
        seen["departed"] = _departed(room, since)
    return seen


def _departed(room: Room, since: Instant | int) -> list[Json]:
    """Who had to go and is not back. Of who was removed, or is somebody else now, nothing."""
    gone = (one for one in room.people.values() if one.standing is Standing.DEPARTED)
    found = [
        (one.out_at, one.id, one.name)
        for one in gone
        if one.is_merged_into is None and one.out_at is not None and one.out_at >= since
    ]
    return [{"person": person, "name": name, "at": at} for at, person, name in sorted(found)]


def _signals(room: Room, moment: Moment, to: Audience, now: Instant) -> Json:
    signals = moment.signals
    seen: Json = {"wants_in": list(signals.wants_in)}
    if room.plan.shows_volunteers or to is Audience.LEADER:
        seen["volunteers"] = list(signals.volunteers)
    if to is Audience.LEADER:
        since = room.stand_in.acting_since or 0
        seen["needs"] = [
            {"person": who, "at": need.at, "seen_by": list(need.seen_by)}
            for who, need in sorted(signals.needs.items(), key=_asked)
            if need.at >= since
        ]
        seen["objections"] = [
            {"by": by, "observer": observer}
            for by, observer, at in signals.objections
            if at >= since
        ]
    return seen


def _asked(one: tuple[PersonId, Need]) -> tuple[Instant, PersonId]:
    return one[1].at, one[0]


def _between(room: Room, moment: Moment, to: Audience, now: Instant) -> Json:
    since = room.stand_in.acting_since or 0
    return {
        "lines": [
            {
                "at": k.at,
                "by": k.by,
                "kind": k.kind,
                "value": k.value,
                "phase_rev": k.phase_rev,
                "to": k.to,
            }
            for k in moment.signals.between
            if k.at >= since
        ]
    }


def _enforcement(room: Room, moment: Moment, to: Audience, now: Instant) -> Json:
    return {
        "locks": "agreed",
        "door": "agreed",
        "removal": "agreed",
        "opened": sorted(moment.opened),
    }


PROJECT: dict[Passing, Callable[[Room, Moment, Audience, Instant], Json]] = {
    Passing.PRESENCE: _presence,
    Passing.SIGNALS: _signals,
    Passing.BETWEEN: _between,
    Passing.ENFORCEMENT: _enforcement,
}

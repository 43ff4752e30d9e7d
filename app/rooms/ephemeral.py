"""The ephemeral sections: what each audience sees of signals, presence and enforcement.

Sent whole, never mixed into logged sections, without a seq, and forgotten with the processes that
were told. Nodes that know the same facts, log and rows of connection show the same bytes.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.phases.units import Instant
from app.rooms.counted import Parts, whose
from app.rooms.counted import Said as Facts
from app.rooms.enforcement import CallSaid, Claim, Locks, Said, call_of, lock_now, locks_of
from app.rooms.fields import PersonId
from app.rooms.places import Strangers, label_of, shown, strangers_of
from app.rooms.presence import Parted, presence, presenter_missing, shown_apart
from app.rooms.roles import Audience
from app.rooms.signals import READ, Need, Signals, instants, signals_of
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
    `moved`: when somebody went on from another device while the first was still connected.
    `locks`, `releases`, `call`, `tested`: what the node that drives the room's call says of it;
    `strangers`: who is in it and nobody of the room; `wishes`: when somebody who sits back opened
    their own microphone there, and is asked whether they come back in."""

    signals: Signals = field(default_factory=Signals)
    parted: Parted = field(default_factory=dict)
    opened: frozenset[PersonId] = frozenset()
    moved: Mapping[PersonId, Instant] = field(default_factory=dict)
    locks: Locks = field(default_factory=dict)
    releases: Locks = field(default_factory=dict)
    call: CallSaid | None = None
    strangers: Strangers = field(default_factory=Strangers)
    tested: str = ""
    wishes: Mapping[PersonId, Instant] = field(default_factory=dict)

    def lock_in(self, room: Room) -> Said:
        """What is said of the lock that is now."""
        return lock_now(room, self.locks, self.releases, self.call)


def moment_of(parts: Parts, room: Room, parted: Parted) -> Moment:
    """What these parts come to in this room, beside who is not connected by the rows."""
    if not parts:
        return Moment(parted=parted)
    opened, moved = (instants(parts.get(kind, []), room) for kind in ("opened", "moved"))
    locks, releases = (locks_of(parts.get(kind, [])) for kind in ("lock", "release"))
    call = call_of(parts.get("call", []))
    wishes = _wishes(parts.get("asked", []))
    said = (locks, releases, call, strangers_of(parts), label_of(parts), wishes)
    return Moment(signals_of(parts, room), parted, frozenset(opened), moved, *said)


def _wishes(said: Facts) -> Mapping[PersonId, Instant]:
    """Of whose own unmutes the newest was a try, not of one too soon after another."""
    return {whose(key): Instant(int(value[1])) for key, value in said if value[1]}


def moment_after(before: Moment, parts: Parts, among: Collection[str], room: Room) -> Moment:
    """As `moment_of`, where only these parts have changed: what is the same stays the same."""
    if any(part not in READ for part in among):
        found = moment_of(parts, room, before.parted)
        return before if found == before else found
    said, changed = before.signals, {}
    for part in among:
        found_now = READ[part](parts[part], room)
        if found_now != getattr(said, part):
            changed[part] = found_now
    if not changed:
        return before
    return replace(before, signals=replace(said, **changed))


Json = dict[str, Any]
_CIRCLE = frozenset({Passing.PRESENCE, Passing.SIGNALS, Passing.ENFORCEMENT})
SEES_PASSING: dict[Audience, frozenset[Passing]] = {
    Audience.LEADER: _CIRCLE | {Passing.BETWEEN},
    Audience.MEMBER: _CIRCLE,
    Audience.SITTING_BACK: _CIRCLE,
    Audience.OBSERVER: _CIRCLE,
    Audience.INTEGRATION: frozenset({Passing.PRESENCE, Passing.ENFORCEMENT}),
    Audience.SCREEN: frozenset(),
    Audience.WAITING: frozenset(),
}
"""The shared ephemeral sections of each audience; `own` belongs to each person alone
(`app/rooms/own.py`)."""
_LEADERS = frozenset({Audience.LEADER})
PASSES_OTHERWISE: dict[Passing, frozenset[Audience]] = {
    Passing.PRESENCE: _LEADERS,
    Passing.SIGNALS: _LEADERS,
    Passing.BETWEEN: _LEADERS,
    Passing.ENFORCEMENT: _LEADERS,
}
"""Who sees something else in a section than all others, who are shown it encoded once."""


def passing(room: Room, moment: Moment, to: Audience, now: Instant) -> dict[Passing, Json]:
    """Every shared ephemeral section that this audience sees."""
    seen = SEES_PASSING[to]
    return {s: PROJECT[s](room, moment, to, now) for s in Passing if s in seen}


def made_from(section: Passing, room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    """What a section is made from at `now`: of equal parts comes the same section."""
    return MADE_FROM[section](room, moment, now)


def _parts_of_presence(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said, parted = moment.signals, moment.parted
    circle = (room.people, room.position, room.cases, room.case_number, room.plan)
    apart = shown_apart(room, parted, now) if parted else ()
    return (*circle, room.stand_in, said.away, moment.moved, said.heard, *apart)


def _parts_of_signals(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said = moment.signals
    asked = (said.wants_in, said.volunteers, said.needs, said.objections)
    return (room.plan, room.stand_in, *asked)


def _parts_of_enforcement(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    of_call = (moment.locks, moment.releases, moment.call, moment.strangers, moment.tested)
    return (room.cases, room.case_number, room.call, moment.opened, *of_call)


def _parts_of_own(room: Room, moment: Moment, now: Instant) -> tuple[object, ...]:
    said = moment.signals
    return (room.people, said.needs, said.away, said.volunteers, said.reminded, moment.wishes)


MADE_FROM: dict[Passing, Callable[[Room, Moment, Instant], tuple[object, ...]]] = {
    Passing.PRESENCE: _parts_of_presence,
    Passing.SIGNALS: _parts_of_signals,
    Passing.BETWEEN: lambda room, moment, _: (room.stand_in, moment.signals.between),
    Passing.ENFORCEMENT: _parts_of_enforcement,
    Passing.OWN: _parts_of_own,
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
    lock, call = moment.lock_in(room), moment.call
    seen: Json = {
        "locks": lock.claim.value,
        "door": call.door.value if call else Claim.AGREED.value,
        "removal": call.removal.value if call else Claim.AGREED.value,
        "opened": sorted(moment.opened),
    }
    if to is Audience.LEADER:
        seen["why"] = lock.why or (call.why if call else "")
        seen["since"] = lock.since
        seen["tested"] = moment.tested
        seen["unmatched"] = shown(moment.strangers)
        seen["unmatched_more"] = moment.strangers.more
    return seen


PROJECT: dict[Passing, Callable[[Room, Moment, Audience, Instant], Json]] = {
    Passing.PRESENCE: _presence,
    Passing.SIGNALS: _signals,
    Passing.BETWEEN: _between,
    Passing.ENFORCEMENT: _enforcement,
}

"""Signals between people: handed over, shown, forgotten; never logged, never stored.

`hear` is to signals what `decide` is to the room: the same gate for who may, then the facts that
come of it. What facts mean depends on the room as it is: what a move has ended, or who is out has
said, counts no longer, and no share that comes late can bring it back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.phases.phase import SPECS, Phase
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.command_table import row
from app.rooms.counted import IN_GENERAL, Parts, Said, apart, by_part, counting, said_at
from app.rooms.decide import check_fresh, check_open, check_permitted
from app.rooms.deciding.people import there
from app.rooms.deciding.scene import Ask, Scene, doer
from app.rooms.enforcement import UNTOLD
from app.rooms.enforcement import Said as Lock
from app.rooms.errors import Forbidden, IllegalHere, NotFound
from app.rooms.facts import (
    MOST_LINES,
    NO_LONGER,
    WAITING,
    Changes,
    Facts,
    Key,
    Value,
    stamped,
)
from app.rooms.fields import PersonId
from app.rooms.reminding import reminded
from app.rooms.roles import Role
from app.rooms.state import Person, Room


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody needs a leader; `seen_by` the leaders who answered."""

    at: Instant
    seen_by: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A glance or a word between leaders. `kind`: signal, text, about_to, not_yet. `to`: the step
    to which an `about_to` skips."""

    at: Instant
    by: PersonId
    kind: str
    value: str = ""
    phase_rev: int = 0
    to: str = ""


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything ephemeral about a room's people but their connections. `heard`: when somebody
    seated by name last spoke, as a leader entered it. `reminded`: when who sits back was last asked
    to stay muted."""

    needs: Mapping[PersonId, Need] = field(default_factory=dict)
    volunteers: tuple[PersonId, ...] = ()
    wants_in: tuple[PersonId, ...] = ()
    away: frozenset[PersonId] = frozenset()
    objections: tuple[tuple[PersonId, PersonId, Instant], ...] = ()
    between: tuple[Line, ...] = ()
    heard: Mapping[PersonId, Instant] = field(default_factory=dict)
    reminded: Mapping[PersonId, Instant] = field(default_factory=dict)


NOTHING = Signals()

# What the facts say ----------------------------------------------------------------------------


def read(facts: Facts, room: Room) -> Signals:
    """The signals that these facts come to in this room."""
    return signals_of(by_part(counting(facts, room)), room)


def signals_of(parts: Parts, room: Room) -> Signals:
    """The signals that these parts come to."""
    said = {part: READ[part](found, room) for part, found in parts.items() if part in READ}
    return Signals(**said) if said else NOTHING


def _people(said: Said, room: Room) -> tuple[PersonId, ...]:
    return tuple([PersonId(key[1]) for key, _ in said])


def _objections(said: Said, room: Room) -> tuple[tuple[PersonId, PersonId, Instant], ...]:
    return tuple([(PersonId(key[1]), PersonId(key[2]), said_at(value)) for key, value in said])


def instants(said: Said, room: Room) -> dict[PersonId, Instant]:
    """Of each person when it was said."""
    return {PersonId(key[1]): said_at(value) for key, value in said}


def _needs(said: Said, room: Room) -> dict[PersonId, Need]:
    """Who asks, and who has seen it. What was asked and answered while a leader presented is no
    news to that one afterwards."""
    needs: dict[PersonId, Need] = {}
    for key, value in said:
        if key[0] == "need":
            at, who = said_at(value), PersonId(key[1])
            seen_by = tuple(_seen_by(said, who, at))
            if not seen_by or value[1] in (IN_GENERAL, apart(room)):
                needs[who] = Need(at, seen_by)
    return needs


def _seen_by(said: Said, who: PersonId, at: Instant) -> Iterator[PersonId]:
    """The leaders who have seen what was asked then, not what was asked before."""
    for key, value in said:
        if key[:2] == ("seen", who) and said_at(value) == at:
            yield PersonId(key[2])


def _between(said: Said, room: Room) -> tuple[Line, ...]:
    """The last lines. A move that waits is answered by "not yet", and that by another try: of
    these only what came after the last answer is left."""
    lines = [_line(key, value) for key, value in said]
    waiting = [(n, line.kind) for n, line in enumerate(lines) if line.kind in WAITING]
    answered = max((n for n, kind in waiting if kind != waiting[-1][1]), default=-1)
    left = (k for n, k in enumerate(lines) if k.kind not in WAITING or n > answered)
    return tuple(left)[-MOST_LINES:]


def _line(key: Key, value: Value) -> Line:
    kind, by, at = key[0], PersonId(key[1]), said_at(value)
    if kind == "not_yet":
        return Line(at, by, kind)
    if kind == "about_to":
        return Line(at, by, kind, str(value[1]), int(value[-1]), str(value[2]))
    return Line(at, by, kind, str(value[1]))


READ: dict[str, Callable[[Said, Room], Any]] = {
    "needs": _needs,
    "volunteers": _people,
    "wants_in": _people,
    "away": lambda said, room: frozenset(_people(said, room)),
    "objections": _objections,
    "between": _between,
    "heard": instants,
    "reminded": instants,
}
"""What each part of the signals is made from what was said about it."""

# What becomes of an ask ------------------------------------------------------------------------


@dataclass(slots=True)
class Hearing:
    """An ask that may be asked: who it is about, when, the stamp of what comes of it, and what is
    said of the lock that is now."""

    signals: Signals
    room: Room
    who: Person
    now: Instant
    stamp: Instant
    lock: Lock


def hear(
    signals: Signals, room: Room, ask: Ask, *, now: Instant, stamp: Instant, lock: Lock = UNTOLD
) -> Facts:
    """The facts that come of `ask`, stamped; raises `RoomError` as `decide` does."""
    check_open(room, ask)
    rules = row(type(ask.command))
    check_permitted(room, ask, rules)
    check_fresh(room, ask, rules)
    who = doer(room, Scene(ask.by, now), getattr(ask.command, "said_by", None))
    changes = HEAR[type(ask.command)](Hearing(signals, room, who, now, stamp, lock), ask.command)
    return stamped({**heard(room, ask.command, now), **changes}, stamp)


def heard(room: Room, command: c.Command, now: Instant) -> Changes:
    """What a command says beside itself: whom a leader enters something for, has spoken.

    Only of people here: a seat that is asked for again draws an id that nobody gets.
    """
    by_name = command.person if isinstance(command, c.SeatByName) else None
    who: PersonId | None = getattr(command, "said_by", by_name)
    if who is None or who not in room.people:
        return {}
    return {("heard", who): (now,)}


def _volunteer(h: Hearing, command: Any) -> Changes:
    if h.room.phase is not Phase.SELECT:
        raise IllegalHere("nobody is asked for a case now")
    if h.who.role is Role.OBSERVER:
        raise Forbidden("observers do not present")
    return {("volunteer", h.who.id): (h.now, h.room.revs.phase_rev)}


def _no_longer_volunteer(h: Hearing, command: Any) -> Changes:
    return {("volunteer", h.who.id): NO_LONGER}


def _want_in(h: Hearing, command: Any) -> Changes:
    if not h.room.plan.wants_in or h.room.phase is not Phase.DISCUSS:
        raise IllegalHere("this plan or phase does not use it")
    return {("want_in", h.who.id): (h.now, h.room.revs.phase_rev)}


def _no_longer_want_in(h: Hearing, command: Any) -> Changes:
    return {("want_in", h.who.id): NO_LONGER}


def _need_leader(h: Hearing, command: Any) -> Changes:
    asked = h.signals.needs.get(h.who.id)
    is_shown = asked is not None and asked.at >= (h.room.stand_in.acting_since or 0)
    if asked is not None and is_shown and not asked.seen_by:
        return {}
    # Who had seen the former has not this.
    at = h.now if asked is None else max(h.now, asked.at + 1)
    return {("need", h.who.id): (at, apart(h.room))}


def _answer_need(h: Hearing, command: c.AnswerNeed) -> Changes:
    need = h.signals.needs.get(command.person)
    if need is None:
        raise NotFound("nobody of that id is asking")
    return {} if h.who.id in need.seen_by else {("seen", command.person, h.who.id): (need.at,)}


def _heard_from(h: Hearing, command: c.HeardFrom) -> Changes:
    if not there(h.room, command.person).by_name:
        raise IllegalHere("this person has a page, which says whether it is connected")
    return {("heard", command.person): (h.now,)}


def _someone_can_hear(h: Hearing, command: Any) -> Changes:
    return {} if h.who.id in h.signals.away else {("away", h.who.id): (h.now,)}


def _alone_again(h: Hearing, command: Any) -> Changes:
    return {("away", h.who.id): NO_LONGER}


def _object(h: Hearing, command: c.ObjectToObserver) -> Changes:
    observer = h.room.people.get(command.person)
    if observer is None or observer.role is not Role.OBSERVER:
        raise NotFound("there is no such observer")
    if any((by, of) == (h.who.id, observer.id) for by, of, _ in h.signals.objections):
        return {}
    return {("objection", h.who.id, observer.id): (h.now,)}


def _signal(h: Hearing, command: c.SignalLeaders) -> Changes:
    return _line_of("signal", h, command.signal.value)


def _write(h: Hearing, command: c.WriteLeaders) -> Changes:
    if not SPECS[h.room.phase].private_talk and h.room.paused is None:
        raise IllegalHere("leaders write to each other between cases, not during one")
    return _line_of("text", h, command.text)


def _line_of(kind: str, h: Hearing, value: str) -> Changes:
    return {(kind, h.who.id, str(h.stamp)): (h.now, value, apart(h.room))}


def _about_to(h: Hearing, command: c.AboutTo) -> Changes:
    if command.to is not None and command.to not in [step.id for step in h.room.plan.steps]:
        raise NotFound("there is no such step")
    move, to = command.move.value, command.to or ""
    return {("about_to", h.who.id): (h.now, move, to, h.room.revs.phase_rev)}


def _not_yet(h: Hearing, command: Any) -> Changes:
    return {("not_yet", h.who.id): (h.now, h.room.revs.phase_rev)}


HEAR: dict[type[c.Command], Callable[[Hearing, Any], Changes]] = {
    c.Volunteer: _volunteer,
    c.NoLongerVolunteer: _no_longer_volunteer,
    c.WantIn: _want_in,
    c.NoLongerWantIn: _no_longer_want_in,
    c.NeedLeader: _need_leader,
    c.AnswerNeed: _answer_need,
    c.SomeoneCanHear: _someone_can_hear,
    c.AloneAgain: _alone_again,
    c.ObjectToObserver: _object,
    c.SignalLeaders: _signal,
    c.WriteLeaders: _write,
    c.AboutTo: _about_to,
    c.NotYet: _not_yet,
    c.HeardFrom: _heard_from,
    c.RemindPresenter: lambda h, _: reminded(h.room, h.signals.reminded, h.lock, h.now),
}

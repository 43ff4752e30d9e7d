"""Ephemeral facts between people: handed over, shown, forgotten; never logged, never stored.

`hear` is to signals what `decide` and `evolve` are to the room: the same gate for who may, then the
signals after it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.phases.phase import SPECS, Phase
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.command_table import row
from app.rooms.decide import check_fresh, check_open, check_permitted
from app.rooms.deciding.people import there
from app.rooms.deciding.scene import Ask, Scene, doer
from app.rooms.errors import Forbidden, IllegalHere, NotFound
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import Person, Room

MOST_BETWEEN = 20
"""Lines kept between leaders; older ones are gone."""


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody needs a leader; `seen_by` the leaders who answered."""

    at: Instant
    seen_by: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A glance or a word between leaders. `kind`: signal, text, about_to, not_yet."""

    at: Instant
    by: PersonId
    kind: str
    value: str = ""
    phase_rev: int = 0


@dataclass(frozen=True, slots=True)
class Signals:
    """Everything ephemeral about a room's people but their connections. `heard`: when somebody
    seated by name last spoke, as a leader entered it."""

    needs: Mapping[PersonId, Need] = field(default_factory=dict)
    volunteers: tuple[PersonId, ...] = ()
    wants_in: tuple[PersonId, ...] = ()
    away: frozenset[PersonId] = frozenset()
    objections: tuple[tuple[PersonId, PersonId, Instant], ...] = ()
    between: tuple[Line, ...] = ()
    heard: Mapping[PersonId, Instant] = field(default_factory=dict)


def hear(signals: Signals, room: Room, ask: Ask, *, now: Instant) -> Signals:
    """The signals after `ask`; raises `RoomError` as `decide` does."""
    check_open(room, ask)
    rules = row(type(ask.command))
    check_permitted(room, ask, rules)
    check_fresh(room, ask, rules)
    who = doer(room, Scene(ask.by, now), getattr(ask.command, "said_by", None))
    return HEAR[type(ask.command)](
        heard(signals, room, ask.command, now), room, ask.command, who, now
    )


def heard(signals: Signals, room: Room, command: c.Command, now: Instant) -> Signals:
    """The signals after a command was taken: whom a leader enters something for, has spoken.

    Only of people here: a seat that is asked for again draws an id that nobody gets.
    """
    by_name = command.person if isinstance(command, c.SeatByName) else None
    who: PersonId | None = getattr(command, "said_by", by_name)
    if who is None or who not in room.people:
        return signals
    return replace(signals, heard={**signals.heard, who: now})


def after(signals: Signals, before: Room, room: Room) -> Signals:
    """What is left of the signals when the room has changed."""
    if room.phase is Phase.ENDED:
        return Signals()
    if _has_presenting_leader_finished(before, room):  # it was said without them
        open_still = {who: need for who, need in signals.needs.items() if not need.seen_by}
        signals = replace(signals, between=(), needs=open_still)
    if room.revs.phase_rev == before.revs.phase_rev:
        return signals
    kept = tuple(line for line in signals.between if line.kind not in ("about_to", "not_yet"))
    stays = room.phase is Phase.SELECT
    volunteers = signals.volunteers if stays else ()
    return replace(signals, between=kept, volunteers=volunteers, wants_in=())


def _has_presenting_leader_finished(before: Room, room: Room) -> bool:
    """Whether a leader has left the presenter's chair, and may have the leaders' view again."""
    presenter, now = before.presenter(), room.presenter()
    if presenter is None or presenter.role is not Role.LEADER:
        return False
    return now is None or now.id != presenter.id


def without(signals: Signals, person: PersonId) -> Signals:
    """Nothing left of somebody who is out."""
    return replace(
        signals,
        needs={who: need for who, need in signals.needs.items() if who != person},
        volunteers=tuple(p for p in signals.volunteers if p != person),
        wants_in=tuple(p for p in signals.wants_in if p != person),
        away=signals.away - {person},
        heard={who: at for who, at in signals.heard.items() if who != person},
    )


def _volunteer(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    if room.phase is not Phase.SELECT:
        raise IllegalHere("nobody is asked for a case now")
    if who.role is Role.OBSERVER:
        raise Forbidden("observers do not present")
    return replace(s, volunteers=(*(p for p in s.volunteers if p != who.id), who.id))


def _no_longer_volunteer(
    s: Signals, room: Room, command: Any, who: Person, now: Instant
) -> Signals:
    return replace(s, volunteers=tuple(p for p in s.volunteers if p != who.id))


def _want_in(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    if not room.plan.wants_in or room.phase is not Phase.DISCUSS:
        raise IllegalHere("this plan or phase does not use it")
    return replace(s, wants_in=(*(p for p in s.wants_in if p != who.id), who.id))


def _no_longer_want_in(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    return replace(s, wants_in=tuple(p for p in s.wants_in if p != who.id))


def _need_leader(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    asked = s.needs.get(who.id)
    is_shown = asked is not None and asked.at >= (room.stand_in.acting_since or 0)
    if asked is not None and is_shown and not asked.seen_by:
        return s
    return replace(s, needs={**s.needs, who.id: Need(now)})


def _answer_need(
    s: Signals, room: Room, command: c.AnswerNeed, who: Person, now: Instant
) -> Signals:
    need = s.needs.get(command.person)
    if need is None:
        raise NotFound("nobody of that id is asking")
    if who.id in need.seen_by:
        return s
    seen = replace(need, seen_by=(*need.seen_by, who.id))
    return replace(s, needs={**s.needs, command.person: seen})


def _heard_from(s: Signals, room: Room, command: c.HeardFrom, who: Person, now: Instant) -> Signals:
    if not there(room, command.person).by_name:
        raise IllegalHere("this person has a page, which says whether it is connected")
    return replace(s, heard={**s.heard, command.person: now})


def _someone_can_hear(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    return replace(s, away=s.away | {who.id})


def _alone_again(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    return replace(s, away=s.away - {who.id})


def _object(
    s: Signals, room: Room, command: c.ObjectToObserver, who: Person, now: Instant
) -> Signals:
    observer = room.people.get(command.person)
    if observer is None or observer.role is not Role.OBSERVER:
        raise NotFound("there is no such observer")
    if any((by, of) == (who.id, observer.id) for by, of, _ in s.objections):
        return s
    return replace(s, objections=(*s.objections, (who.id, observer.id, now)))


def _say(s: Signals, line: Line) -> Signals:
    return replace(s, between=(*s.between, line)[-MOST_BETWEEN:])


def _signal(s: Signals, room: Room, command: c.SignalLeaders, who: Person, now: Instant) -> Signals:
    return _say(s, Line(now, who.id, "signal", command.signal.value))


def _write(s: Signals, room: Room, command: c.WriteLeaders, who: Person, now: Instant) -> Signals:
    if not SPECS[room.phase].private_talk and room.paused is None:
        raise IllegalHere("leaders write to each other between cases, not during one")
    return _say(s, Line(now, who.id, "text", command.text))


def _about_to(s: Signals, room: Room, command: c.AboutTo, who: Person, now: Instant) -> Signals:
    line = Line(now, who.id, "about_to", command.move.value, room.revs.phase_rev)
    return _say(replace(s, between=tuple(k for k in s.between if k.kind != "not_yet")), line)


def _not_yet(s: Signals, room: Room, command: Any, who: Person, now: Instant) -> Signals:
    waiting = tuple(k for k in s.between if k.kind != "about_to")
    return _say(replace(s, between=waiting), Line(now, who.id, "not_yet"))


Hearing = Callable[[Signals, Room, Any, Person, Instant], Signals]
HEAR: dict[type[c.Command], Hearing] = {
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
}

"""Opening a link: the browser that brought it then holds a pass for one person of one room."""

from dataclasses import dataclass, field

from app.access import links, passes
from app.access.errors import AccessError, NameNeeded
from app.access.links import Link
from app.access.passes import Pass
from app.access.ports import AccessRows
from app.access.secrets import Drawn, Kind, Presented, parse
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role


@dataclass(frozen=True, slots=True)
class Opened:
    """Who came, and the pass for the cookie. `is_new`: the person was drawn by this opening.

    `expires_at` is when the pass ends unless it is renewed. A personal link's person may be unknown
    to the room too: its first opening looks like every other.
    """

    room: RoomId
    person: PersonId
    name: str
    role: Role
    is_new: bool
    needs_confirmation: bool
    pass_text: str = field(repr=False)
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a browser brings beside the link: the pass it holds, and the name that was typed."""

    held_pass: str | None = field(repr=False)
    name: str | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """What an opening may use up, drawn before it."""

    secret: Drawn
    person: PersonId


def open_link(
    rows: AccessRows, presented: Presented, visitor: Visitor, fresh: Fresh, now: Instant
) -> Opened:
    """Who the visitor is; raises what `links.check` does, and `NameNeeded` for somebody new."""
    link = links.check(rows.find_link(presented.id), presented, now)
    held = _held_for(rows, link, visitor.held_pass, now)
    if held is not None and visitor.held_pass is not None:
        return _renew(rows, held, visitor.held_pass, now)
    if link.person is not None and link.name is not None:
        return _admit(rows, _pass(link, link.person, link.name, fresh, now), fresh)
    if visitor.name is None:
        raise NameNeeded
    return _admit(rows, _pass(link, fresh.person, visitor.name, fresh, now), fresh)


def _held_for(rows: AccessRows, link: Link, text: str | None, now: Instant) -> Pass | None:
    """The visitor's pass, if it is good and of somebody whom this link leads to."""
    if text is None:
        return None
    # A pass that is no good is no obstacle: its holder comes in as anybody else with this link.
    try:
        presented = parse(Kind.PASS, text)
        held = passes.check_in(rows.find_pass(presented.id), presented, link.room, now)
    except AccessError:
        return None
    return held if link.person in {None, held.person} else None


def _pass(link: Link, person: PersonId, name: str, fresh: Fresh, now: Instant) -> Pass:
    return Pass(
        id=fresh.secret.id,
        digest=fresh.secret.digest,
        room=link.room,
        person=person,
        name=name,
        role=link.role,
        needs_confirmation=link.person is None,
        link=link.id,
        created_at=now,
        expires_at=passes.good_until(now),
    )


def _admit(rows: AccessRows, made: Pass, fresh: Fresh) -> Opened:
    rows.add_pass(made)
    return _opened(made, fresh.secret.text, is_new=made.person == fresh.person)


def _renew(rows: AccessRows, held: Pass, text: str, now: Instant) -> Opened:
    rows.extend_passes([held.id], passes.good_until(now))
    return _opened(held, text, is_new=False, expires_at=passes.good_until(now))


def _opened(held: Pass, text: str, *, is_new: bool, expires_at: Instant | None = None) -> Opened:
    return Opened(
        room=held.room,
        person=held.person,
        name=held.name,
        role=held.role,
        is_new=is_new,
        needs_confirmation=held.needs_confirmation,
        pass_text=text,
        expires_at=expires_at or held.expires_at,
    )

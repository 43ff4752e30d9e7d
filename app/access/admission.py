"""Admission: what a socket's `hello` brings becomes a person of a room. The hot path."""

from dataclasses import dataclass, field

from app.access import passes, removal, resume, tickets
from app.access.endings import Ending
from app.access.errors import ResumeInvalid
from app.access.ports import AccessRows
from app.access.resume import Chain
from app.access.revocations import Revocation
from app.access.secrets import Drawn, Presented
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Admission:
    """Who came in, and by which pass: what revocations are compared with. `visit` is the person's
    next one and `at` when it began, where it was taken in the same transaction; else 0. `chain` is
    the tab's, where it came by one."""

    room: RoomId
    person: PersonId
    pass_id: str
    visit: int = 0
    at: Instant = field(default=Instant(0), compare=False)
    chain: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admission, and the secret that `welcome` hands to the tab for its next `hello`."""

    admission: Admission
    resume_text: str = field(repr=False)


def by_ticket(
    rows: AccessRows, presented: Presented, first: Drawn, *, room: RoomId, origin: str,
    now: Instant, node: str | None = None,
) -> Admission | None:  # fmt: skip
    """Take the ticket, begin the tab's chain with `first` and renew the pass; None if it cannot be.

    It returns rather than raises, so that a ticket shown at the wrong door is spent all the same.
    """
    taken = rows.take_ticket(presented.id)
    ticket = tickets.check(taken, presented, room=room, origin=origin, now=now)
    if ticket is None:
        return None
    chain = Chain(first.id, ticket.pass_id, ticket.room, ticket.person, first.digest)
    return _admit(rows, chain, now, node) if rows.start_chain(chain, now) else None


def to_call(
    rows: AccessRows, presented: Presented, *, room: RoomId, origin: str, now: Instant
) -> Admission | None:
    """Take the ticket and renew the pass, for a socket beside the meeting's: it is no visit, and
    what comes back later brings a ticket of its own. None if it cannot be."""
    taken = rows.take_ticket(presented.id)
    ticket = tickets.check(taken, presented, room=room, origin=origin, now=now)
    held = None if ticket is None else rows.find_pass(ticket.pass_id)
    if held is None or held.ending is not None or held.expires_at <= now:
        return None
    rows.extend_pass(held.id, passes.good_until(now))
    return Admission(held.room, held.person, held.id)


def by_resume(
    rows: AccessRows, presented: Presented, successor: Drawn, *, room: RoomId, now: Instant,
    node: str | None = None,
) -> Admission | Revocation:  # fmt: skip
    """Follow the tab's chain to `successor` and renew its pass, or end it when an old secret came.

    Raises `ResumeInvalid`, `PassExpired` or what ended the pass, having changed nothing.
    """
    found = rows.find_chain(presented.id)
    if found is None or found[0].room != room:
        raise ResumeInvalid
    chain, held = found
    passes.refuse_lapsed(held, now)
    following = resume.follow(chain, presented.digest, successor.digest)
    if following is None:
        return removal.end_pass(rows, held, Ending.REUSED, now)
    rows.move_chain(following)
    return _admit(rows, following, now, node)


def _admit(rows: AccessRows, chain: Chain, now: Instant, node: str | None) -> Admission:
    # A connection begins with a whole pass: its own renewals are minutes apart, and may never come.
    rows.extend_pass(chain.pass_id, passes.good_until(now))
    visit = 0 if node is None else rows.arrive(chain.room, chain.person, node, now)
    return Admission(chain.room, chain.person, chain.pass_id, visit, now, chain.id)

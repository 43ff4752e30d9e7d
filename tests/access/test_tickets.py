from dataclasses import replace

import pytest

from app.access import tickets
from app.access.errors import TicketInvalid
from app.access.secrets import Kind, draw, parse
from app.access.tickets import LIFE, Ticket, refuse_origin
from app.phases.units import Instant, later
from app.rooms.fields import PersonId
from tests.support.clock import NOON
from tests.support.door import ORIGIN, OTHER_ROOM, ROOM
from tests.support.ids import CountingIds

DRAWN = draw(Kind.TICKET, CountingIds())
TICKET = Ticket(DRAWN.id, DRAWN.digest, "pass", ROOM, PersonId("ann"), ORIGIN, later(NOON, LIFE))
PRESENTED = parse(Kind.TICKET, DRAWN.text)


def is_good(ticket: Ticket | None, now: Instant = NOON) -> bool:
    return tickets.check(ticket, PRESENTED, room=ROOM, origin=ORIGIN, now=now) is not None


def test_ticket_is_good_for_30_seconds() -> None:
    assert is_good(TICKET, Instant(NOON + 29_999))
    assert not is_good(TICKET, Instant(NOON + 30_000))


@pytest.mark.parametrize(
    "ticket",
    [
        None,
        replace(TICKET, digest=b"another"),
        replace(TICKET, room=OTHER_ROOM),
        replace(TICKET, origin="https://circle.example.org"),
    ],
    ids=["used", "wrong", "of another room", "of another origin"],
)
def test_ticket_is_good_for_what_it_was_drawn_for(ticket: Ticket | None) -> None:
    assert not is_good(ticket)


@pytest.mark.parametrize("origin", ["", "https://" + "a" * 250])
def test_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(TicketInvalid):
        refuse_origin(origin)


def test_repr_shows_no_digest() -> None:
    assert repr(DRAWN.digest) not in repr(TICKET)

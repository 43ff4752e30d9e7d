from dataclasses import replace

import pytest

from app.access import links
from app.access.endings import Ending
from app.access.errors import AccessError, BadLink, BadTerms, LinkExpired, LinkRevoked, Removed
from app.access.links import (
    LONGEST_LIFE,
    Link,
    NewLink,
    refuse_life,
    refuse_shared_leader,
)
from app.access.secrets import Kind, draw, parse
from app.phases.units import HOUR, Instant, Millis, later
from app.rooms.roles import Role
from tests.support.clock import NOON
from tests.support.door import ROOM
from tests.support.ids import CountingIds

DRAWN = draw(Kind.LINK, CountingIds())
LINK = Link(DRAWN.id, DRAWN.digest, ROOM, Role.MEMBER, NOON, later(NOON, HOUR))
PRESENTED = parse(Kind.LINK, DRAWN.text)


def test_good_link_opens_as_often_as_one_likes() -> None:
    assert [LINK, LINK] == [links.check(LINK, PRESENTED, NOON) for _ in range(2)]


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        (None, BadLink),
        (replace(LINK, digest=b"another"), BadLink),
        (replace(LINK, expires_at=NOON), LinkExpired),
        (replace(LINK, ending=Ending.REVOKED), LinkRevoked),
        (replace(LINK, ending=Ending.REMOVED), Removed),
        (replace(LINK, ending=Ending.REMOVED, expires_at=NOON), Removed),
    ],
)
def test_link_that_does_not_open_says_why(link: Link | None, refusal: type[AccessError]) -> None:
    with pytest.raises(refusal):
        links.check(link, PRESENTED, NOON)


def test_wrong_secret_learns_nothing_about_the_link() -> None:
    ended = replace(LINK, digest=b"another", ending=Ending.REVOKED, expires_at=NOON)

    with pytest.raises(BadLink):
        links.check(ended, PRESENTED, NOON)


def test_link_opens_until_the_last_instant() -> None:
    assert LINK is links.check(LINK, PRESENTED, Instant(LINK.expires_at - 1))


@pytest.mark.parametrize("expires_in", [Millis(0), Millis(-1), Millis(LONGEST_LIFE + 1)])
def test_link_that_never_lives_or_never_dies_is_refused(expires_in: Millis) -> None:
    with pytest.raises(BadTerms):
        refuse_life(expires_in)


def test_nobody_leads_by_a_shared_link() -> None:
    refuse_shared_leader(Role.MEMBER)
    refuse_shared_leader(Role.OBSERVER)
    with pytest.raises(BadTerms):
        refuse_shared_leader(Role.LEADER)


def test_repr_shows_no_secret() -> None:
    shown = repr(NewLink(LINK, DRAWN.text))

    assert DRAWN.text not in shown
    assert repr(DRAWN.digest) not in shown

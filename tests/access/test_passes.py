from dataclasses import replace

import pytest

from app.access import passes
from app.access.endings import Ending
from app.access.errors import AccessError, PassExpired, PassInvalid, Removed, ResumeReused
from app.access.passes import Pass, cookie_name, cookie_path, good_until, is_renewal_due
from app.access.secrets import Kind, draw, parse
from app.phases.units import MINUTE, Instant, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Role
from tests.support.clock import NOON
from tests.support.door import OTHER_ROOM, ROOM
from tests.support.ids import CountingIds

ANN = PersonId("ann")
DRAWN = draw(Kind.PASS, CountingIds())
HELD = Pass(
    id=DRAWN.id,
    digest=DRAWN.digest,
    room=ROOM,
    person=ANN,
    name="Ann",
    role=Role.MEMBER,
    needs_confirmation=False,
    link="link",
    created_at=NOON,
    expires_at=good_until(NOON),
)
PRESENTED = parse(Kind.PASS, DRAWN.text)


def test_pass_is_good_for_15_minutes() -> None:
    assert HELD is passes.check(HELD, PRESENTED, Instant(NOON + 15 * MINUTE - 1))
    with pytest.raises(PassExpired):
        passes.check(HELD, PRESENTED, Instant(NOON + 15 * MINUTE))


@pytest.mark.parametrize(
    ("held", "refusal"),
    [
        (None, PassInvalid),
        (replace(HELD, digest=b"another", ending=Ending.REMOVED), PassInvalid),
        (replace(HELD, ending=Ending.REMOVED, expires_at=NOON), Removed),
        (replace(HELD, ending=Ending.REUSED), ResumeReused),
    ],
)
def test_pass_that_is_no_good_says_why(held: Pass | None, refusal: type[AccessError]) -> None:
    with pytest.raises(refusal):
        passes.check(held, PRESENTED, NOON)


def test_pass_is_of_one_room() -> None:
    assert HELD is passes.check_in(HELD, PRESENTED, ROOM, NOON)
    with pytest.raises(PassInvalid):
        passes.check_in(HELD, PRESENTED, OTHER_ROOM, NOON)


def test_renewal_is_written_at_most_once_a_minute() -> None:
    until = good_until(NOON)

    assert not is_renewal_due(until, Instant(NOON + MINUTE - 1))
    assert is_renewal_due(until, later(NOON, MINUTE))


def test_cookies_of_two_people_and_two_rooms_do_not_meet() -> None:
    ben = PersonId("ben")
    names = {cookie_name(room, one) for room in (ROOM, OTHER_ROOM) for one in (ANN, ben)}
    paths = {cookie_path("/api", room, one) for room in (ROOM, OTHER_ROOM) for one in (ANN, ben)}

    assert 4 == len(names) == len(paths)


def test_cookie_name_tells_neither_room_nor_person() -> None:
    name = cookie_name(ROOM, ANN)

    assert name.removeprefix("pushback_").isalnum()
    assert ANN not in name
    assert ROOM not in name


@pytest.mark.parametrize("base", ["/api/v1", "/api/v1/"])
def test_cookie_path_is_below_the_base(base: str) -> None:
    assert "/api/v1/rooms/room-a/people/ann" == cookie_path(base, ROOM, ANN)


def test_cookie_path_stays_one_path_whatever_the_ids() -> None:
    assert "/rooms/a%2Fb%3B/people/c%20d" == cookie_path("", RoomId("a/b;"), PersonId("c d"))


def test_repr_shows_no_digest() -> None:
    assert repr(DRAWN.digest) not in repr(HELD)

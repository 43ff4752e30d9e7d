"""One close code for each refusal."""

import inspect

import pytest

from app.access import errors as access
from app.rooms import errors as rooms
from app.rooms import seat
from app.web import partings
from app.web.partings import OF, VIOLATION, parting


def _all() -> list[seat.Parting]:
    found = [*vars(seat).values(), *vars(partings).values()]
    return [one for one in found if isinstance(one, seat.Parting)]


def test_a_code_has_one_meaning() -> None:
    meanings = {(one.code, one.reason) for one in _all()}
    assert len({code for code, _ in meanings}) == len(meanings)


def test_codes_are_in_the_range_for_applications_and_reasons_fit_a_control_frame() -> None:
    """RFC 6455 gives a close reason 123 bytes."""
    for one in _all():
        assert 4000 <= one.code < 4600
        assert 0 < len(one.reason.encode()) <= 123


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (access.TicketInvalid(), 4200),
        (access.PassExpired(), 4201),
        (access.Removed(), 4500),
        (access.ResumeReused(), 4500),
        (access.BadKey(), 4504),
        (access.BadGrant(), 4504),
        (access.GrantExpired(), 4201),
        (rooms.Forbidden(), 4504),
        (rooms.RoomClosed(), 4501),
        (rooms.Unavailable(), 4103),
        (rooms.Invalid(), 4505),
    ],
)
def test_a_refusal_says_whether_to_come_back(refusal: Exception, code: int) -> None:
    assert parting(refusal).code == code


def test_what_nobody_foresaw_is_a_violation() -> None:
    assert parting(ValueError()) is VIOLATION


def test_every_refusal_of_a_secret_that_a_socket_can_bring_has_its_code() -> None:
    brought = {access.TicketInvalid, access.ResumeInvalid, access.ResumeReused, access.BadKey}
    ended = {access.PassExpired, access.PassInvalid, access.LinkRevoked, access.Removed}
    known = {c for _, c in inspect.getmembers(access, inspect.isclass)}
    assert brought | ended <= known
    assert brought | ended <= set(OF)

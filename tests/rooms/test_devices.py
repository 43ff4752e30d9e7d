"""Which device somebody left at one node and goes on from at another, as a fact between nodes."""

from app.phases.units import Instant
from app.rooms.devices import compared, left, mark
from app.rooms.facts import SHAPES, Facts, stamped
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from tests.support.rim import KeepingSink
from tests.support.scenario import DEV

NOW = Instant(1_000)
LATER = Instant(1_010)


def seat(device: str, person: PersonId | None = DEV) -> Seat:
    made = Seat(RoomId("room-a"), person, Audience.MEMBER, KeepingSink())
    made.device = device
    return made


def told(device: str) -> Facts:
    """What the node tells that Dev has left."""
    return stamped(left(seat(device), NOW), NOW)


def test_another_device_has_moved_and_is_compared_once() -> None:
    changes = compared(told("laptop"), lambda _: [seat("telephone")], LATER)

    assert {("moved", DEV): (LATER,), ("replaced", DEV): ()} == changes
    assert {} == compared(stamped(changes, LATER), lambda _: [seat("telephone")], LATER)


def test_the_same_device_has_not_moved() -> None:
    changes = compared(told("laptop"), lambda _: [seat("laptop")], LATER)

    assert {("replaced", DEV): ()} == changes


def test_node_where_they_are_not_has_nothing_to_compare() -> None:
    assert {} == compared(told("laptop"), lambda _: [], LATER)


def test_machine_has_no_device() -> None:
    assert {} == left(seat("", person=None), NOW)


def test_mark_has_the_shape_of_its_kind_and_shows_nothing() -> None:
    ((kind, *_), (at, said)) = next(iter(left(seat("secret"), NOW).items()))

    assert SHAPES[kind].value == (type(at), type(said))
    assert said == mark("secret")
    assert "secret" not in str(said)

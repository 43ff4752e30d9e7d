"""Who is present: the people of the seats that have not ended."""

from app.rooms.fields import PersonId, RoomId
from app.rooms.present import Present
from app.rooms.roles import Audience
from app.rooms.seat import RESYNC, Seat
from tests.support.rim import KeepingSink
from tests.support.scenario import ADA, DEV


def seat(person: PersonId | None) -> Seat:
    return Seat(RoomId("room"), person, Audience.MEMBER, KeepingSink())


def present(*seats: Seat) -> tuple[Present, set[Seat]]:
    found = set(seats)
    here = Present(found)
    here.note_change()
    return here, found


def test_people_are_the_same_object_until_somebody_comes_or_goes() -> None:
    here, seats = present(seat(ADA), seat(None))
    before = here.people()
    assert {ADA} == before
    assert before is here.people()

    seats.add(seat(DEV))
    here.note_change()
    assert {ADA, DEV} == here.people()


def test_whose_connection_was_ended_is_not_present_though_the_seat_is_still_there() -> None:
    dev = seat(DEV)
    here, seats = present(seat(ADA), dev)
    assert {ADA, DEV} == here.people()

    dev.end(RESYNC)
    assert {ADA} == here.people()
    seats.discard(dev)
    here.note_change()
    assert {ADA} == here.people()


def test_who_has_two_seats_is_present_once_and_while_one_of_them_lasts() -> None:
    older, newer = seat(DEV), seat(DEV)
    here, _ = present(older, newer)

    older.end(RESYNC)
    assert {DEV} == here.people()
    newer.end(RESYNC)
    assert frozenset() == here.people()

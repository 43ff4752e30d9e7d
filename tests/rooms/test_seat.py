"""A seat: what waits for a slow reader is a set of sections and a short list of answers."""

from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import frame
from app.rooms.roles import Audience
from app.rooms.seat import HIGH_WATER, MOST_ANSWERS, REVOKED, SLOW, Seat
from tests.support.rim import KeepingSink


def seated() -> tuple[Seat, KeepingSink]:
    sink = KeepingSink()
    return Seat(RoomId("room"), PersonId("ada"), Audience.MEMBER, sink), sink


def test_answer_leaves_at_once_when_nothing_is_before_it() -> None:
    seat, sink = seated()

    seat.answer(frame("done", id="1"))

    assert [{"t": "done", "id": "1"}] == sink.sent


def test_answer_waits_behind_state_that_is_unsent() -> None:
    seat, sink = seated()
    seat.mark({"clock"}, ["clock_paused"])

    seat.answer(frame("done", id="1"))
    seat.answer(frame("done", id="2"))

    assert [] == sink.sent
    assert 2 == len(seat.answers)


def test_answer_waits_for_a_reader_who_is_behind() -> None:
    seat, sink = seated()
    sink.unread = HIGH_WATER + 1

    seat.answer(frame("done", id="1"))

    assert [] == sink.sent


def test_causes_of_conflated_changes_are_merged_in_order() -> None:
    seat, _ = seated()

    seat.mark({"clock"}, ["clock_paused"])
    seat.mark({"clock", "phase"}, ["phase_entered", "clock_paused"])

    assert ["clock_paused", "phase_entered"] == list(seat.because)
    assert {"clock", "phase"} == seat.dirty


def test_one_answer_too_many_ends_the_connection() -> None:
    seat, sink = seated()
    sink.unread = HIGH_WATER + 1
    for n in range(MOST_ANSWERS):
        seat.answer(frame("done", id=str(n)))
    assert sink.parting is None

    seat.answer(frame("done", id="one more"))

    assert SLOW is sink.parting
    assert MOST_ANSWERS == len(seat.answers)


def test_who_is_gone_is_told_nothing_and_parted_with_once() -> None:
    seat, sink = seated()
    seat.end(REVOKED)

    seat.answer(frame("done", id="1"))
    seat.end(SLOW)

    assert REVOKED is sink.parting
    assert [] == sink.sent

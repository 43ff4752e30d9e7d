"""A clock that is advanced: the room is as it would be, had it begun so much earlier."""

from collections.abc import Sequence

from hypothesis import given as always
from hypothesis import strategies as st

from app.phases.machine import ENDED
from app.phases.marks import pending
from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.table import Move
from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.aging import MOST_REMEMBERED, advanced, aged, lived_through
from app.rooms.events import Event
from app.rooms.evolve import evolve
from app.rooms.record import record
from app.rooms.roles import Audience
from app.rooms.state import Advance, Agreement, Room
from app.rooms.views import Section, project
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, given

spans = st.integers(SECOND, 12 * HOUR).map(Millis)
TEN = Instant(NOON + 10 * MINUTE)


def discussing() -> Room:
    return given(Phase.DISCUSS).room


def left(room: Room, now: Instant) -> int | None:
    assert room.clock is not None
    return room.clock.timer.left(now)


@always(by=spans, wait=st.integers(0, HOUR))
def test_what_is_left_is_what_would_be_left_had_one_waited(by: Millis, wait: int) -> None:
    room, now = discussing(), Instant(NOON + wait)

    older = evolve(room, e.ClockAdvanced(now, by))

    assert left(room, later(now, by)) == left(older, now)


@always(by=spans)
def test_no_mark_falls_due_before_the_clock_was_advanced(by: Millis) -> None:
    room = discussing()
    bands = room.plan.recorded_bands
    assert room.clock is not None
    waited = [mark for at, mark in pending(room.clock, bands) if at <= later(TEN, by)]

    older = evolve(room, e.ClockAdvanced(TEN, by))

    assert older.clock is not None
    due = [(at, mark) for at, mark in pending(older.clock, bands) if at <= TEN]
    assert sorted(waited) == sorted(mark for _, mark in due)
    assert all(at <= TEN for at, _ in due)
    assert all(at == TEN for at, mark in due if mark in waited)


def test_clock_that_stands_still_has_spent_no_more() -> None:
    paused = given(Phase.DISCUSS).at(5 * MINUTE).by(ADA).does(c.Pause()).room

    older = advanced(paused, HOUR, TEN)

    assert left(paused, TEN) == left(older, TEN)


def test_everything_planned_comes_so_much_earlier() -> None:
    scene = given(Phase.DISCUSS)
    room = scene.room
    assert room.planned_end is not None
    assert room.opened_at is not None
    assert room.last_move is not None

    older = advanced(room, HOUR, NOON)

    assert older.last_move is not None
    assert [room.planned_end - HOUR, room.opened_at - HOUR, room.last_move.until - HOUR] == [
        older.planned_end,
        older.opened_at,
        older.last_move.until,
    ]


def test_leader_who_has_gone_has_been_gone_for_longer() -> None:
    room = given(Phase.DISCUSS).by(BEN).does(c.Leave()).room

    older = advanced(room, HOUR, TEN)

    assert room.led_until[BEN] - HOUR == older.led_until[BEN]


def test_offer_to_the_stand_in_runs_out_sooner() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(DEV))
    room = evolve(scene.room, e.LeadersLost(NOON, Instant(NOON + MINUTE)))

    assert NOON + MINUTE - 30 * SECOND == (
        advanced(room, Millis(30 * SECOND), NOON).stand_in.offered_until
    )


def test_nothing_moves_and_nobody_is_asked_to_look_again() -> None:
    room = discussing()

    older = evolve(room, e.ClockAdvanced(TEN, HOUR))

    assert (room.position, room.revs, room.people, room.cases) == (
        older.position,
        older.revs,
        older.people,
        older.cases,
    )


def test_page_reads_it_from_the_clock_it_always_reads() -> None:
    older = evolve(discussing(), e.ClockAdvanced(TEN, Millis(5 * MINUTE)))

    clock = project(older, Section.CLOCK, Audience.LEADER)

    assert (15 * MINUTE, TEN) == (clock["spent_ms"], clock["since"])


# Instants outside the room ------------------------------------------------------------------------


def test_what_was_before_counts_as_earlier_and_what_comes_after_does_not() -> None:
    twice = [Advance(TEN, HOUR), Advance(Instant(TEN + 5), MINUTE)]

    assert NOON - HOUR - MINUTE == aged(NOON, twice)
    assert TEN - MINUTE == aged(TEN, twice)
    assert TEN + 5 == aged(Instant(TEN + 5), twice)


def test_order_of_what_happened_stays_as_it_was() -> None:
    once = [Advance(TEN, HOUR)]

    found = [aged(Instant(TEN + n), once) for n in range(-3, 3)]

    assert sorted(found) == found


def test_room_remembers_the_last_times_alone() -> None:
    room = discussing()
    for n in range(MOST_REMEMBERED + 3):
        room = advanced(room, Millis(SECOND), Instant(NOON + n))

    assert MOST_REMEMBERED == len(room.advances)
    assert NOON + 3 == room.advances[0].at


# The record ---------------------------------------------------------------------------------------


def log(*advances: e.ClockAdvanced) -> list[Event]:
    """A meeting of ten minutes of a telephone seat, with these after its opening."""
    opened = given(Phase.OPENING, plan="review")
    position = opened.room.position
    return [
        e.RoomCreated(NOON, SHIPPED["review"], Agreement(), is_test=True),
        e.PersonArrived(NOON, CLEO, "Cleo", opened.room.people[CLEO].role, by_name=True),
        e.PersonSeated(NOON, CLEO, 0),
        e.PhaseEntered(NOON, Move.OPEN, position),
        *advances,
        e.PhaseEntered(TEN, Move.END, ENDED),
    ]


def test_record_counts_what_was_advanced_as_lived_through() -> None:
    plain = record(log())
    kept = record(log(e.ClockAdvanced(Instant(NOON + MINUTE), HOUR)))

    assert 10 * MINUTE == plain.attendance[0].present == plain.phases[Phase.OPENING]
    assert 70 * MINUTE == kept.attendance[0].present == kept.phases[Phase.OPENING]
    assert (TEN, NOON - HOUR) == (kept.ended_at, kept.opened_at)
    assert kept.is_test


def test_parting_that_was_written_down_late_is_dated_by_when_it_was() -> None:
    late: Sequence[Event] = [
        e.ClockAdvanced(TEN, HOUR),
        e.PersonLeft(NOON, CLEO, 1),
        e.PersonDeparted(TEN, CLEO),
    ]

    assert [NOON - HOUR, TEN] == [event.at for event in lived_through(late)]


def test_log_that_was_not_advanced_is_as_it_is() -> None:
    assert log() == lived_through(log())

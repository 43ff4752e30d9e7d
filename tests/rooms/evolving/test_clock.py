"""Facts about the clock, folded; what the log says is taken as it is."""

from dataclasses import replace

from app.phases.phase import Phase
from app.phases.units import MINUTE, Instant, Millis
from app.rooms import events as e
from app.rooms.evolve import evolve
from app.rooms.state import PauseReason
from tests.support.clock import NOON
from tests.support.scenario import EVE, given, step

LATER = Instant(NOON + MINUTE)
ROOM = given(Phase.DISCUSS).room
GATHERED = given().room


def test_a_pause_stops_the_clock_and_keeps_its_reason() -> None:
    room = evolve(ROOM, e.ClockPaused(LATER, PauseReason.DISTRESS))

    assert room.clock is not None
    assert (PauseReason.DISTRESS, MINUTE, None) == (
        room.paused,
        room.clock.timer.spent,
        room.clock.timer.since,
    )
    assert ROOM.revs.timer_rev + 1 == room.revs.timer_rev


def test_resuming_runs_the_clock_and_lets_a_stopped_case_go_on() -> None:
    stopped = evolve(ROOM, e.MeetingStopped(NOON))
    room = evolve(stopped, e.ClockResumed(LATER))

    assert room.clock is not None
    assert (None, LATER, False) == (
        room.paused,
        room.clock.timer.since,
        room.cases[1].stopped,
    )


def test_resuming_outside_a_case_touches_no_case() -> None:
    paused = evolve(given(Phase.OPENING).room, e.ClockPaused(NOON, PauseReason.OTHER))
    room = evolve(paused, e.ClockResumed(LATER))

    assert (None, {}) == (room.paused, room.cases)


def test_another_limit_is_counted_from_its_instant() -> None:
    room = evolve(ROOM, e.LimitSet(LATER, step("1.discuss"), Millis(30 * MINUTE)))

    assert room.clock is not None
    assert (30 * MINUTE, MINUTE, LATER) == (
        room.clock.timer.limit,
        room.clock.timer.spent,
        room.clock.timer.since,
    )


def test_without_a_running_step_a_limit_sets_nothing() -> None:
    room = evolve(GATHERED, e.LimitSet(LATER, step("opening"), MINUTE))

    assert replace(GATHERED, seq=room.seq) == room


def test_a_mark_is_recorded_without_raising_any_revision() -> None:
    """Nobody pressed anything: a leader's next press is not stale because of a clock."""
    room = evolve(ROOM, e.MarkReached(LATER, step("1.discuss"), 1, 1))

    assert room.clock is not None
    assert {1} == room.clock.reached
    assert ROOM.revs == room.revs


def test_a_mark_of_another_arming_or_of_no_step_is_nothing() -> None:
    for name, arming in (("1.discuss", 2), ("2.discuss", 1)):
        room = evolve(ROOM, e.MarkReached(LATER, step(name), arming, 1))
        assert replace(ROOM, seq=room.seq) == room


def test_losing_the_leaders_pauses_unlocks_counts_and_may_offer_the_room() -> None:
    named = evolve(ROOM, e.StandInNamed(NOON, EVE))
    room = evolve(named, e.LeadersLost(LATER, Instant(LATER + MINUTE)))

    assert room.clock is not None
    assert (PauseReason.LEADERS_LOST, False, False, True, 1, LATER + MINUTE) == (
        room.paused,
        room.clock.timer.is_running,
        room.is_led,
        room.are_leaders_lost,
        room.losses,
        room.stand_in.offered_until,
    )


def test_losing_the_leaders_of_a_meeting_not_begun_pauses_nothing() -> None:
    assert evolve(GATHERED, e.LeadersLost(LATER, None)).paused is None

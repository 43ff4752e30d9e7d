"""L6: each arming that ran to its due instant reaches zero exactly once, never early; bands alike.

What is left is counted here a second time, from the log alone and by another hand than the timer's.
"""

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from app.phases.phase import Phase
from app.phases.plan import ClockView, Plan, StepId
from app.phases.units import MINUTE, Instant, Millis
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.evolve import evolve
from app.rooms.state import Room
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import ANNA, PLANS, Meeting, Turn, everyone, moved

ZERO = 0


@dataclass(frozen=True, slots=True)
class Hourglass:
    """One step's sand: what ran before `since`, and the limit; `turned` is the last change."""

    limit: int | None
    ran: int = 0
    since: Instant | None = None
    turned: Instant = Instant(0)

    def spent(self, now: Instant) -> int:
        """How much has run at `now`."""
        return self.ran + (now - self.since if self.since is not None else 0)

    def stood(self, now: Instant) -> "Hourglass":
        """Laid on its side."""
        if self.since is None:
            return self
        return replace(self, ran=self.spent(now), since=None, turned=now)

    def stands(self, now: Instant) -> "Hourglass":
        """Running."""
        return self if self.since is not None else replace(self, since=now, turned=now)

    def due(self, mark: int, plan: Plan) -> int | None:
        """How much has to run for a mark; None where there is no such mark."""
        if self.limit is None:
            return None
        if mark == ZERO:
            return self.limit
        return int(self.limit * plan.bands[mark - 1])


class Hourglasses:
    """The hourglasses of a whole meeting, turned by its events."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.of: dict[StepId, Hourglass] = {
            step: Hourglass(k.timer.limit, k.timer.spent, k.timer.since, k.touched)
            for step, k in room.clocks.items()
        }

    @property
    def current(self) -> Hourglass | None:
        """The hourglass of the running step."""
        step = self.room.position.step
        return None if step is None else self.of[step]

    def turn(self, event: Event) -> None:
        """One event more."""
        before, self.room = self.room.position.step, evolve(self.room, event)
        after, at = self.room.position.step, event.at
        match event:
            case e.PhaseEntered() | e.MoveUndone():
                self._stop(before, at)
                if after is not None:
                    known = self.of.get(after, Hourglass(self.room.plan.step(after).limit))
                    self.of[after] = known.stands(at)
            case e.ClockPaused() | e.MeetingStopped() | e.LeadersLost():
                self._stop(before, at)
            case e.ClockResumed() if before is not None:
                self.of[before] = self.of[before].stands(at)
            case e.LimitSet(step=step, limit=limit):
                glass = self.of[step]
                again = glass.stood(at)
                again = replace(again, limit=limit, turned=at)
                self.of[step] = again if glass.since is None else again.stands(at)
            case _:
                pass

    def _stop(self, step: StepId | None, at: Instant) -> None:
        if step is not None:
            self.of[step] = self.of[step].stood(at)


class Clocked(RandomMeeting):
    """Every mark of every arming, against the hourglasses."""

    def began(self) -> None:
        self.glasses = Hourglasses(self.meeting.room)
        self.seen: set[tuple[StepId, int, int]] = {
            (step, clock.arming, mark)
            for step, clock in self.meeting.room.clocks.items()
            for mark in clock.reached
        }

    def witness(self, turn: Turn) -> None:
        if not isinstance(turn.command, c.ReachMark):
            self._nothing_is_owed(turn)
        for event in turn.events:
            if isinstance(event, e.MarkReached):
                self._was_due(event, turn.now)
            self.glasses.turn(event)
        self._armings_are_kept(turn)

    def _was_due(self, event: e.MarkReached, now: Instant) -> None:
        glass = self.glasses.current
        assert glass is not None
        name = (event.step, event.arming, event.mark)
        assert name not in self.seen
        self.seen.add(name)
        due = glass.due(event.mark, self.glasses.room.plan)
        assert due is not None
        assert event.at <= now
        assert due <= glass.spent(event.at)
        assert due == glass.spent(event.at) or event.at == glass.turned

    def _nothing_is_owed(self, turn: Turn) -> None:
        """Before a command is decided, a mark is recorded if and only if it is behind us."""
        room = turn.before
        clock = room.clock
        if clock is None or room.position.step is None:
            return
        glass = self.glasses.of[room.position.step]
        for mark in range(len(room.plan.bands) + 1):
            due = glass.due(mark, room.plan)
            is_recorded = mark == ZERO or room.plan.clock is ClockView.SOFT
            is_behind = due is not None and due <= glass.spent(turn.now)
            assert (is_behind and is_recorded) == (mark in clock.reached)

    def _armings_are_kept(self, turn: Turn) -> None:
        for step, clock in turn.after.clocks.items():
            was = turn.before.clocks.get(step)
            glass = self.glasses.of[step]
            assert glass.spent(turn.now) == clock.timer.spent_at(turn.now)
            assert glass.limit == clock.timer.limit
            is_limit = isinstance(turn.command, c.Extend | c.Shorten)
            if was is not None and was.arming != clock.arming:
                assert is_limit
                assert was.arming + 1 == clock.arming
                assert clock.reached < was.reached


def test_every_arming_reaches_its_marks_exactly_once_at_the_instant_they_fall_due() -> None:
    """L6, with pauses, undo, steps back, edits, and limits set above and below what is spent."""
    always(Clocked)


@given(st.integers(0, 40 * MINUTE), st.integers(0, 100 * MINUTE), st.integers(0, 3))
def test_pausing_for_any_time_leaves_what_is_left_unchanged(
    before: int, pause: int, again: int
) -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.DISCUSS)
    meeting.passes(before)
    left = left_of(meeting)

    for _ in range(again + 1):
        meeting.do(ANNA, c.Pause())
        meeting.passes(pause)
        assert left == left_of(meeting)
        meeting.do(ANNA, c.Resume())

    assert left == left_of(meeting)


@given(st.integers(0, 25 * MINUTE), st.integers(0, 14_000))
def test_going_back_and_undoing_keep_what_is_spent_and_its_arming(spent: int, away: int) -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.DISCUSS)
    meeting.passes(spent)
    before = meeting.room.clocks[StepId("1.discuss")]

    meeting.do(ANNA, c.Advance())
    meeting.passes(away)
    meeting.do(ANNA, c.Undo())

    after = meeting.room.clocks[StepId("1.discuss")]
    assert before.arming == after.arming
    assert spent == after.timer.spent_at(meeting.now)
    assert before.reached == after.reached


@given(st.integers(0, 60 * MINUTE), st.integers(0, 60 * MINUTE), st.integers(1_000, 60 * MINUTE))
def test_more_time_after_zero_arms_anew_and_zero_comes_once_more(
    spent: int, later: int, more: int
) -> None:
    meeting = moved(everyone(PLANS["full"]), Phase.DISCUSS)
    meeting.passes(spent)
    meeting.do(ANNA, c.Extend(Millis(more)))
    meeting.passes(later)

    zeros = [k.arming for k in meeting.log if isinstance(k, e.MarkReached) and k.mark == ZERO]
    limit = meeting.room.clocks[StepId("1.discuss")].timer.limit
    was_over = spent >= 5 * MINUTE
    is_over = limit is not None and spent + later >= limit
    assert len(zeros) == was_over + is_over
    assert len(zeros) == len(set(zeros))


def left_of(meeting: Meeting) -> int | None:
    assert meeting.room.clock is not None
    return meeting.room.clock.timer.left(meeting.now)

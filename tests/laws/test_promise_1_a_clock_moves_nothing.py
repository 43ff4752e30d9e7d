"""Promise 1: a leader moves the group; a clock never does."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.units import HOUR
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.floors import floors
from app.rooms.roles import SYSTEM
from app.rooms.state import Room
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import PLANS, Turn, everyone, sitting_back

STRICTNESS = {Floor.OPEN: 0, Floor.LISTENING: 1, Floor.LOCKED: 2}
BY_ITSELF = (
    e.MarkReached, e.PersonArrived, e.PersonJoined, e.PersonSeated, e.PersonSentOut, e.PersonLeft,
    e.FailedOpen, e.LeadersLost, e.PhaseEntered,
)  # fmt: skip
"""What the system may record; a phase only when it ends an abandoned room."""


class Ticking(RandomMeeting):
    """What the system does is compared with what it may do by itself."""

    def witness(self, turn: Turn) -> None:
        if turn.ask.by is not SYSTEM or turn.refusal is not None:
            return
        assert all(isinstance(event, BY_ITSELF) for event in turn.events)
        if isinstance(turn.command, c.ReachMark):
            assert without_marks(turn.before) == without_marks(turn.after)
        if not isinstance(turn.command, c.EndAbandoned):
            assert turn.before.position == turn.after.position
            assert turn.before.plan == turn.after.plan
            assert turn.before.is_door_shut == turn.after.is_door_shut
        if not isinstance(turn.command, c.Join):
            self._floors_only_open(turn)

    @staticmethod
    def _floors_only_open(turn: Turn) -> None:
        before, after = floors(turn.before), floors(turn.after)
        for who, seat in before.items():
            assert STRICTNESS[after[who].floor] <= STRICTNESS[seat.floor]


def without_marks(room: Room) -> Room:
    clocks = {step: replace(k, reached=frozenset()) for step, k in room.clocks.items()}
    return replace(room, clocks=clocks, seq=0)


def test_no_mark_and_no_grace_moves_the_group_shuts_a_door_or_closes_a_floor() -> None:
    """Promise 1: the system's own commands only record, open, pause, offer and let in."""
    always(Ticking)


@given(st.integers(0, 6 * HOUR))
def test_a_discussion_may_run_over_for_hours_and_stays_a_discussion(by: int) -> None:
    meeting = sitting_back(everyone(PLANS["soft"]))
    before = meeting.room

    meeting.passes(by)

    assert Phase.DISCUSS is meeting.room.phase
    assert floors(before) == floors(meeting.room)
    assert before.revs == meeting.room.revs
    assert before.is_door_shut is meeting.room.is_door_shut

"""Promises 2 and 3: a floor is locked by its own person's yes alone, and nobody opens a mouth.

Releasing is an invitation: what a floor says is all there is, no microphone is ever opened.
"""

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.floors import floors
from app.rooms.roles import Role
from app.rooms.state import Chair
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import (
    ANNA,
    BEN,
    PAULA,
    PLANS,
    Turn,
    chair_of,
    everyone,
    moved,
    presenter_of,
    sitting_back,
)

LEADERS_STEPS = (c.Advance, c.Back, c.Skip)


def newly_locked(turn: Turn) -> set[PersonId]:
    """Who had a floor that was not locked before the turn, and has a locked one after it."""
    before = {who for who, seat in floors(turn.before).items() if seat.floor is not Floor.LOCKED}
    after = {who for who, seat in floors(turn.after).items() if seat.floor is Floor.LOCKED}
    return before & after


class OwnHand(RandomMeeting):
    """Every floor that turns to locked is explained, or the law is broken."""

    def witness(self, turn: Turn) -> None:
        for who in newly_locked(turn):
            assert presenter_of(turn.after) == who
            assert Chair.SITTING_BACK is chair_of(turn.after)
            assert self._said_so_now(turn, who) or self._said_so_before(turn)
        if chair_of(turn.after) is Chair.SITTING_BACK is not chair_of(turn.before):
            presenter = turn.after.case.presenter if turn.after.case else None
            assert presenter is not None
            assert self._said_so_now(turn, presenter)

    @staticmethod
    def _said_so_now(turn: Turn, who: PersonId) -> bool:
        command, by = turn.command, turn.ask.by.person
        return isinstance(command, c.SitBack) and who in (by, command.said_by)

    @staticmethod
    def _said_so_before(turn: Turn) -> bool:
        """They sat back already: a leader steps, goes on after a stop, or is back."""
        if chair_of(turn.before) is not Chair.SITTING_BACK:
            return False
        case = turn.before.case
        steps = isinstance(turn.command, LEADERS_STEPS) and turn.is_move()
        goes_on = case is not None and case.stopped and isinstance(turn.command, c.Resume)
        was_led = turn.before.is_led and bool(turn.before.leaders())
        is_back = not was_led and turn.after.is_led and bool(turn.after.leaders())
        return steps or goes_on or is_back


def test_only_the_presenters_own_yes_ever_locks_a_floor() -> None:
    """Promises 2 and 3: by themselves, or said aloud and entered for them; never by another's."""
    always(OwnHand)


def test_undoing_never_brings_a_lock() -> None:
    """Undo brings back the phase; push-back that the undone move had ended is offered again."""
    for away in (c.WithdrawCase(), c.CloseMeeting(), c.Back()):
        meeting = sitting_back(everyone(PLANS["soft"]))
        assert meeting.do(ANNA, away).refusal is None

        turn = meeting.do(ANNA, c.Undo())

        assert Phase.DISCUSS is turn.after.phase
        assert set() == newly_locked(turn), away
        assert Chair.OFFERED is chair_of(turn.after), away


def test_stepping_back_to_discuss_locks_again_only_if_nobody_had_ended_it() -> None:
    meeting = sitting_back(everyone(PLANS["soft"]))
    for command in (c.Advance(), c.Back()):
        meeting.do(ANNA, command)
    assert Floor.LOCKED is floors(meeting.room)[PAULA].floor

    meeting.do(ANNA, c.Advance())
    meeting.do(PAULA, c.ComeBackIn())
    meeting.do(ANNA, c.Back())

    assert Floor.OPEN is floors(meeting.room)[PAULA].floor


def test_no_answer_is_neither_and_never_locks() -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.DISCUSS)
    meeting.passes(20 * 60_000)

    assert Chair.OFFERED is chair_of(meeting.room)
    assert Floor.LISTENING is floors(meeting.room)[PAULA].floor


def test_a_leader_who_presents_is_not_locked_where_no_other_leader_can_release() -> None:
    meeting = everyone(PLANS["soft"])
    meeting.do(BEN, c.Leave())
    while meeting.room.phase is not Phase.DISCUSS:
        if meeting.room.phase is Phase.SELECT:
            meeting.do(ANNA, c.ChoosePresenter(ANNA))
        is_open = meeting.room.phase is not Phase.GATHERING
        meeting.do(ANNA, c.Advance() if is_open else c.OpenMeeting())

    meeting.do(ANNA, c.SitBack())

    assert Role.LEADER is meeting.room.people[ANNA].role
    assert Floor.LISTENING is floors(meeting.room)[ANNA].floor

"""L2 at the core: one effect per accepted command id, and a press repeated is a press made once.

The first law models the service: accepted commands are kept by id, a repeat never reaches `decide`.
The second needs no such memory: revisions and "already so" make every repeat harmless by itself.
"""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.deciding.scene import Ask
from app.rooms.errors import Forbidden, IdReused, RoomClosed, RoomError, Stale
from app.rooms.fields import CommandId
from app.rooms.roles import Actor, person
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import ANNA, BEN, PLANS, Meeting, Turn, everyone, moved
from tests.laws.presses import DURABLE_COMMANDS, Press, presses

EACH_IS_NEW = (c.SeatByName, c.ConfirmAttendance)
"""Every chair given by name is another person, and the record is confirmed as often as one likes:
only the id of the command tells a repeat."""

IDS = st.sampled_from([CommandId(f"press-{n}") for n in range(4)])


@dataclass(frozen=True, slots=True)
class Kept:
    """An accepted command as the service keeps it; the answer is the seq it led to."""

    by: Actor
    command: c.Command
    answer: int


class Service:
    """A meeting whose accepted commands are kept by id."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.kept: dict[CommandId, Kept] = {}

    def do(self, command_id: CommandId, ask: Ask) -> int:
        """The answer, the stored one for a known id; raises `RoomError`."""
        known = self.kept.get(command_id)
        if known is not None:
            if (known.by, known.command) != (ask.by, ask.command):
                raise IdReused
            return known.answer
        turn = self.meeting.press(ask)
        if turn.refusal is not None:
            raise turn.refusal
        self.kept[command_id] = Kept(ask.by, ask.command, turn.after.seq)
        return turn.after.seq


class Resent(RandomMeeting):
    """Presses under few ids, so that ids meet again."""

    def began(self) -> None:
        self.service = Service(self.meeting)
        self.effects: dict[CommandId, int] = {}

    @rule(command_id=IDS, press=presses(DURABLE_COMMANDS))
    def somebody_presses_under_an_id(self, command_id: CommandId, press: Press) -> None:
        ask = press.ask(self.meeting.room)
        try:
            answer = self.service.do(command_id, ask)
        except RoomError:
            return
        seq, room = self.meeting.room.seq, self.meeting.room
        assert answer == self.service.do(command_id, ask)
        assert answer == self.effects.setdefault(command_id, answer)
        assert seq == self.meeting.room.seq
        assert room is self.meeting.room


class PressedTwice(RandomMeeting):
    """Every accepted press arrives once more at the same instant, with nothing remembered."""

    is_repeating = False

    def witness(self, turn: Turn) -> None:
        is_first = turn.refusal is None and not self.is_repeating
        if not is_first or isinstance(turn.command, EACH_IS_NEW):
            return
        self.is_repeating = True
        again = self.meeting.press(turn.ask)
        self.is_repeating = False
        assert () == again.events
        if turn.events and turn.ask.expect:
            assert isinstance(again.refusal, Stale | Forbidden | RoomClosed)


def test_an_accepted_id_sent_again_has_its_answer_and_no_second_effect() -> None:
    """L2: the repeat is answered identically, whatever happened meanwhile."""
    always(Resent, times=1)


def test_a_press_that_arrives_twice_has_one_effect_even_unremembered() -> None:
    """L2, underneath: what brings a revision is stale the second time, the rest is already so."""
    always(PressedTwice)


def test_two_leaders_pressing_next_at_the_same_instant_move_one_step() -> None:
    meeting = moved(everyone(PLANS["soft"]), Phase.CLARIFY)
    seen = {"phase_rev": meeting.room.revs.phase_rev}

    turns = [meeting.press(Ask(c.Advance(), person(by), seen, 1_000)) for by in (ANNA, BEN)]

    assert [None, "stale"] == [turn.refusal and turn.refusal.code for turn in turns]
    assert Phase.DISCUSS is meeting.room.phase

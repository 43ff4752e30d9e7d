"""L5: every accepted command was legal in the state before it; a refused one changed nothing.

What is legal is said here a second time, in the words of the design: a table of who may do what,
and the diagram of the phases. Neither is read from the code under test.
"""

import copy
from itertools import pairwise
from typing import Any

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.command_table import EPHEMERAL, TABLE
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.errors import RoomError
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Actor, Kind, Role, person
from app.rooms.state import Room, Standing
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import (
    ANNA,
    BEN,
    MARK,
    NILS,
    OTTO,
    PAULA,
    PLANS,
    STRANGER,
    Meeting,
    Turn,
    everyone,
    moved,
)
from tests.laws.presses import MACHINES, PLACES, TYPED

Commands = frozenset[type[c.Command]]

LEADERS_ALONE: Commands = frozenset(
    {
        c.OpenMeeting, c.Advance, c.Back, c.Skip, c.WithdrawCase, c.Undo, c.Stop, c.AddCase,
        c.DropCase, c.EditPlan, c.SetEnd, c.Extend, c.Shorten, c.Resume, c.ChoosePresenter,
        c.SetLeading, c.NameStandIn, c.SetRing, c.OpenOuterRing, c.CloseOuterRing,
        c.RecordObserversAgreed, c.SeatByName, c.ConfirmPerson, c.SameAs, c.RemovePerson,
        c.MatchPlace, c.FreePlace,
        c.OfferPushBack, c.InviteRejoin, c.CountFollowUps, c.ConfirmAttendance,
    }
)  # fmt: skip
STAND_IN_TOO: Commands = frozenset({c.Pause, c.Release, c.Admit, c.CloseMeeting, c.EndMeeting})
PRESENTERS_OWN: Commands = frozenset(
    {c.SitBack, c.Stay, c.ChooseCamera, c.ComeBackIn, c.KeepListening}
)
EVERYBODYS_OWN: Commands = frozenset({c.Agree, c.Attest, c.Leave})
OFFERED_TO_STAND_IN: Commands = frozenset({c.TakeRoom, c.DeclineRoom})
SYSTEMS: Commands = frozenset(
    {
        c.ReachMark,
        c.Arrive,
        c.Join,
        c.Lose,
        c.FailOpen,
        c.LoseLeaders,
        c.EndAbandoned,
        c.AdvanceClock,
    }
)

P = Phase
CASE = (P.PRESENT, P.CLARIFY, P.DISCUSS, P.REJOIN, P.CLOSE)
CLOSABLE = (P.OPENING, P.SELECT, *CASE)
ENDABLE = (P.GATHERING, P.CLOSING, P.LEADERSHIP, P.DEBRIEF, P.CORRIDOR)
AFTER = (P.CLOSING, P.LEADERSHIP, P.DEBRIEF, P.CORRIDOR, P.ENDED)
DIAGRAM: dict[type[c.Command], frozenset[tuple[Phase, Phase]]] = {
    c.OpenMeeting: frozenset({(P.GATHERING, P.OPENING)}),
    c.Advance: frozenset(
        {
            (P.OPENING, P.SELECT), (P.OPENING, P.CLOSING), (P.SELECT, P.PRESENT),
            *pairwise(CASE),
            (P.CLOSE, P.SELECT), (P.CLOSE, P.CLOSING),
            *((a, b) for n, a in enumerate(AFTER) for b in AFTER[n + 1 :]),
        }
    ),
    c.Back: frozenset({(P.CLARIFY, P.PRESENT), (P.DISCUSS, P.CLARIFY), (P.REJOIN, P.DISCUSS)}),
    c.Skip: frozenset((a, b) for n, a in enumerate(CASE) for b in CASE[n + 1 :]),
    c.WithdrawCase: frozenset((a, P.CLOSE) for a in CASE[:-1]),
    c.CloseMeeting: frozenset((a, P.CLOSING) for a in CLOSABLE),
    c.EndMeeting: frozenset((a, P.ENDED) for a in ENDABLE),
    c.EndAbandoned: frozenset((a, P.ENDED) for a in P if a not in (P.GATHERING, P.ENDED)),
}  # fmt: skip
"""The moves of the meeting as the design tells them."""


def rights(room: Room, by: Actor) -> Commands:
    """Every durable command that the design grants this actor in this room, in their own name."""
    if by.kind is Kind.SYSTEM:
        return SYSTEMS
    if by.kind is Kind.INTEGRATION and by.may_lead:
        return LEADERS_ALONE | STAND_IN_TOO
    one = same_person(room, by)
    if one is None or room.people[one].standing is Standing.REMOVED:
        return frozenset()
    return EVERYBODYS_OWN | _presenters(room, one) | _of_the_circle(room, one)


def same_person(room: Room, by: Actor) -> PersonId | None:
    who = by.person
    while who is not None and who in room.people and room.people[who].is_merged_into is not None:
        who = room.people[who].is_merged_into
    return who if who is not None and who in room.people else None


def _presenters(room: Room, who: PersonId) -> Commands:
    once = any(case.presenter == who for case in room.cases.values())
    presents = room.phase in CASE and room.case is not None and room.case.presenter == who
    is_there = room.people[who].standing is Standing.SEATED
    freeing: Commands = frozenset({c.ComeBackIn, c.Stay}) if once else frozenset()
    return PRESENTERS_OWN if presents and is_there else freeing


def _of_the_circle(room: Room, who: PersonId) -> Commands:
    one, stand_in = room.people[who], room.stand_in
    if one.standing is not Standing.SEATED:
        was_leader = one.role is Role.LEADER and room.phase is P.ENDED
        return frozenset({c.ConfirmAttendance}) if was_leader else frozenset()
    presents = room.phase in CASE and room.case is not None and room.case.presenter == who
    if one.role is Role.LEADER:
        return frozenset() if presents and room.leaders() else LEADERS_ALONE | STAND_IN_TOO
    if stand_in.person != who or presents:
        return frozenset()
    if stand_in.acting_since is not None:
        return STAND_IN_TOO
    return OFFERED_TO_STAND_IN if stand_in.offered_until is not None else frozenset()


class Judged(RandomMeeting):
    """Every turn, judged by the tables above."""

    def witness(self, turn: Turn) -> None:
        if turn.refusal is not None:
            assert () == turn.events
            assert turn.before is turn.after
            return
        self._was_permitted(turn)
        self._was_fresh(turn)
        self._was_in_the_diagram(turn)
        self._removed_stays_removed(turn)

    def _was_permitted(self, turn: Turn) -> None:
        assert turn.before.phase is not P.ENDED or isinstance(turn.command, c.ConfirmAttendance)
        said_by = getattr(turn.command, "said_by", None)
        kind = type(turn.command)
        if said_by is None:
            assert kind in rights(turn.before, turn.ask.by)
        else:
            assert c.Stop in rights(turn.before, turn.ask.by)
            assert Kind.PERSON is turn.ask.by.kind
            assert kind in PRESENTERS_OWN | EVERYBODYS_OWN
            assert Standing.REMOVED is not turn.before.people[said_by].standing

    def _was_fresh(self, turn: Turn) -> None:
        rev = TABLE[type(turn.command)].expect
        if rev is not None:
            assert getattr(turn.before.revs, rev) == turn.ask.expect[rev]

    @staticmethod
    def _removed_stays_removed(turn: Turn) -> None:
        for one in turn.before.people.values():
            if one.standing is Standing.REMOVED:
                assert turn.after.people[one.id].standing is Standing.REMOVED

    def _was_in_the_diagram(self, turn: Turn) -> None:
        before, after = turn.before.phase, turn.after.phase
        if isinstance(turn.command, c.Undo):
            assert before is not P.ENDED
            assert turn.before.last_move is not None
            assert turn.after.position == turn.before.last_move.position
        elif turn.is_move():
            assert (before, after) in DIAGRAM[type(turn.command)]
        step = turn.after.step
        assert after in (P.GATHERING, P.ENDED) if step is None else step.phase is after
        assert (step.case if step else 0) == turn.after.case_number
        if after in CASE:
            assert turn.after.case is not None
            assert turn.after.case.presenter is not None


class Frozen(RandomMeeting):
    """A deep copy is kept from before every turn."""

    def began(self) -> None:
        self.copy = copy.deepcopy(self.meeting.room)

    def witness(self, turn: Turn) -> None:
        assert self.copy == turn.before
        if turn.events:
            self.copy = copy.deepcopy(turn.after)


def test_every_accepted_command_was_legal_where_it_was_accepted() -> None:
    """L5, re-checked turn by turn against the design's own words."""
    always(Judged)


def test_a_refused_command_changes_nothing_and_an_accepted_one_leaves_its_room_alone() -> None:
    """L5: rooms are values; neither decision nor fold touches the one it was given."""
    always(Frozen, times=1)


def fresh(command: type[c.Command]) -> c.Command:
    given: dict[str, Any] = {
        "person": PAULA, "again": MARK, "people": (ANNA,), "to": "1.close", "by": 60_000,
        "at": 1_800_000_000_000 + 3_600_000, "steps": (), "ring": "outer", "name": TYPED,
        "version": 1, "on": True, "step": "1.discuss", "arming": 1, "mark": 0, "visit": 9,
        "role": Role.MEMBER, "needs_confirmation": False, "opening": 1, "loss": 1, "told": 2,
        "place": PLACES[0],
    }  # fmt: skip
    wanted = command.__dataclass_fields__
    return command(**{name: value for name, value in given.items() if name in wanted})


@pytest.mark.parametrize("phase", list(Phase))
def test_whoever_asks_whatever_in_any_phase_gets_events_or_a_refusal(phase: Phase) -> None:
    """L5: for every role, command and phase `decide` returns events or raises `RoomError`."""
    plan = PLANS["soft" if phase in (*CLOSABLE, P.GATHERING, P.CLOSING) else "training"]
    meeting = everyone(plan)
    meeting.arrives(NILS, Role.MEMBER, is_stranger=True)
    moved(meeting, phase)
    people = map(person, (ANNA, BEN, PAULA, MARK, OTTO, NILS, STRANGER))

    for by in (*people, *MACHINES):
        for kind in TABLE:
            if kind not in EPHEMERAL:
                assert is_answered(meeting, Ask(fresh(kind), by, expecting(meeting.room)))
                assert is_answered(meeting, Ask(fresh(kind), by))


def expecting(room: Room) -> dict[str, int]:
    revs = ("phase_rev", "timer_rev", "case_rev", "plan_rev")
    return {name: getattr(room.revs, name) for name in revs}


def is_answered(meeting: Meeting, ask: Ask) -> bool:
    try:
        events = decide(meeting.room, ask, now=meeting.now, here=frozenset(meeting.here))
    except RoomError:
        return True
    return ask.by != person(STRANGER) and all(event.at <= meeting.now for event in events)


def test_only_the_system_itself_speaks_for_the_system() -> None:
    meeting = moved(everyone(PLANS["soft"]), P.DISCUSS)

    for kind in SYSTEMS:
        for by in (person(ANNA), person(PAULA), *(m for m in MACHINES if m is not SYSTEM)):
            turn = meeting.press(Ask(fresh(kind), by))
            assert turn.refusal is not None
            assert "forbidden" == turn.refusal.code


def test_a_presenter_who_was_removed_answers_nothing_any_more() -> None:
    """Removing them has freed them; what the next step offers to their chair is nobody's."""
    meeting = moved(everyone(PLANS["soft"]), P.CLARIFY)
    meeting.do(ANNA, c.RemovePerson(PAULA))
    meeting.do(ANNA, c.Advance())

    for command in PRESENTERS_OWN:
        turn = meeting.press(Ask(fresh(command), person(PAULA), expecting(meeting.room)))
        assert turn.refusal is not None
        assert "forbidden" == turn.refusal.code

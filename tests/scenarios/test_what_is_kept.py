"""Scenarios 11, 12 and 16: what survives a restart, and what survives nothing."""

from dataclasses import fields

import orjson

from app.phases.floor import Floor
from app.phases.phase import Phase
from app.phases.table import Move
from app.phases.units import MINUTE
from app.rooms import commands as c
from app.rooms.command_table import EPHEMERAL, TABLE
from app.rooms.deciding.scene import Ask
from app.rooms.ephemeral import Moment, Passing, passing
from app.rooms.events import Event
from app.rooms.evolve import born, fold
from app.rooms.floors import floors
from app.rooms.leader_signals import LeaderSignal
from app.rooms.own import own
from app.rooms.record import record
from app.rooms.roles import Audience, Role, person
from app.rooms.signals import Signals, read
from app.rooms.state import CaseKind, PauseReason
from app.rooms.views import mine, view
from app.storage.codec import CODEC
from tests.laws.meeting import (
    ANNA,
    BEN,
    INVITED,
    MARK,
    NILS,
    OTTO,
    PAULA,
    PLANS,
    Meeting,
    everyone,
    moved,
    sitting_back,
)
from tests.support.scenario import ADA, DEV, given

SPOKEN = "Mrs-Miller-and-her-diagnosis"
EVERYBODY = (Audience.LEADER, Audience.MEMBER, Audience.OBSERVER, Audience.INTEGRATION)


def test_scenario_11_somebody_can_hear() -> None:
    """The seat shows "away for a moment"; nothing of it is logged, and the end forgets it."""
    discuss = given(Phase.DISCUSS)

    away = discuss.by(DEV).does(c.SomeoneCanHear())

    moment = Moment(signals=away.signals)
    for to in EVERYBODY:
        shown = passing(away.room, moment, to, away.now)[Passing.PRESENCE]
        assert "away" == shown["people"][DEV]
    assert own(away.room, moment, DEV)["away"]
    assert discuss.room == away.room
    assert () == away.events

    over = given(Phase.CLOSING).by(ADA).does(c.EndMeeting())
    assert Signals() == read(away.facts, over.room)


def test_scenario_11_no_event_and_no_accepted_command_could_carry_it() -> None:
    """Ephemeral commands are never stored: the table says so, and no event has such a name."""
    assert all(not TABLE[command].durable for command in EPHEMERAL)
    assert c.SomeoneCanHear in EPHEMERAL
    meeting = moved(everyone(PLANS["soft"]), Phase.DISCUSS)
    before = len(meeting.log)

    for whisper in (c.SomeoneCanHear(), c.NeedLeader(), c.AloneAgain()):
        assert meeting.whisper(Ask(whisper, person(MARK))) is None

    assert before == len(meeting.log)


def test_scenario_12_the_process_restarts_in_the_middle_of_a_discussion() -> None:
    """From the stored log alone: the same phase, clocks, seats and push-back; no text to lose."""
    meeting = sitting_back(everyone(PLANS["soft"]))
    meeting.passes(7 * MINUTE)
    meeting.do(ANNA, c.Pause(PauseReason.TECHNICAL))
    meeting.passes(1 * MINUTE)
    meeting.do(ANNA, c.Resume())
    meeting.passes(3 * MINUTE)

    first, *rest = (read_back(event) for event in meeting.log)
    again = fold(born(meeting.room.id, meeting.room.epoch, first), rest)

    assert meeting.room == again
    assert Phase.DISCUSS is again.phase
    assert Floor.LOCKED is floors(again)[PAULA].floor
    assert again.clock is not None
    assert 10 * MINUTE == again.clock.timer.left(meeting.now)
    for to in Audience:
        assert view(meeting.room, to) == view(again, to)
    for who in INVITED:
        assert mine(meeting.room, meeting.room.people[who]) == mine(again, again.people[who])


def test_scenario_12_the_next_press_after_a_restart_is_decided_as_it_would_have_been() -> None:
    meeting = sitting_back(everyone(PLANS["soft"]))
    restarted = sitting_back(everyone(PLANS["soft"]))
    first, *rest = (read_back(event) for event in restarted.log)
    restarted.room = fold(born(restarted.room.id, restarted.room.epoch, first), rest)

    for one in (meeting, restarted):
        one.passes(25 * MINUTE)
        one.do(PAULA, c.ComeBackIn())
        one.do(ANNA, c.Advance())

    assert meeting.log == restarted.log
    assert meeting.room == restarted.room


def read_back(event: Event) -> Event:
    row = CODEC.encode(event)
    return CODEC.decode(row.type, row.version, row.body)


def test_scenario_16_no_word_that_somebody_typed_is_in_the_log_or_the_record() -> None:
    """Everything that can be typed or tapped is, in every phase; the log knows none of it."""
    meeting = everyone(PLANS["leaders"])
    meeting.arrives(NILS, Role.MEMBER, is_stranger=True)
    for phase in Phase:
        moved(meeting, phase)
        whisper_everything(meeting)
    meeting.do(ANNA, c.ConfirmAttendance((PAULA, MARK)))

    stored = "".join(CODEC.encode(event).body for event in meeting.log)
    kept = orjson.dumps(record(meeting.log), option=orjson.OPT_NON_STR_KEYS).decode()
    for word in (SPOKEN, *map(str, LeaderSignal)):
        assert f'"{word}"' not in stored
        assert f'"{word}"' not in kept
    assert SPOKEN not in stored + kept


def test_scenario_16_a_case_has_no_room_for_a_word_about_the_patient() -> None:
    """The log of a case is a number, people, and what kind of case it is to the group."""
    meeting = moved(everyone(PLANS["soft"]), Phase.CLOSE)
    case = meeting.room.case

    assert case is not None
    assert {
        "number", "presenter", "leading", "kind", "stopped", "withdrawn", "push_back",
    } == {field.name for field in fields(case)}  # fmt: skip
    assert {"new", "follow_up"} == set(CaseKind)


def whisper_everything(meeting: Meeting) -> None:
    """Every ephemeral command there is, as often as the phase allows."""
    rev = {"phase_rev": meeting.room.revs.phase_rev}
    from_leaders: list[c.Command] = [c.SignalLeaders(signal) for signal in LeaderSignal]
    from_leaders += [
        c.WriteLeaders(SPOKEN),
        c.AboutTo(Move.ADVANCE),
        c.NotYet(),
        c.AnswerNeed(MARK),
        c.HeardFrom(MARK),
        c.RemindPresenter(),
    ]
    anybodys: list[c.Command] = [
        c.NeedLeader(), c.Volunteer(), c.WantIn(), c.SomeoneCanHear(), c.AloneAgain(),
        c.ObjectToObserver(OTTO), c.NoLongerVolunteer(), c.NoLongerWantIn(),
    ]  # fmt: skip
    used = {type(one) for one in (*from_leaders, *anybodys)}
    assert set(EPHEMERAL) == used
    for command in anybodys:
        meeting.whisper(Ask(command, person(MARK), rev))
    for command in from_leaders:
        meeting.whisper(Ask(command, person(BEN), rev))
    heard = [line.value for line in meeting.signals.between]
    assert SPOKEN in heard or not meeting.signals.between or meeting.room.phase is not Phase.SELECT

"""What endpoints are told: nothing that the table does not allow, no name, no word."""

from typing import get_args

import orjson
import pytest

from app.phases.machine import Position
from app.phases.phase import CASE_PHASES, Phase
from app.phases.plan import StepId
from app.phases.table import Move
from app.phases.units import HOUR, Instant, Millis, later
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import StoredEvent
from app.rooms.record import Attendance, CaseHeld, Record
from app.rooms.roles import Role
from app.rooms.state import CaseKind
from app.web.shown_events import to_operator
from app.webhooks.facts import PHASES, SAYS, TOLD, Fact, Kind, greeting, recorded, told
from tests.support.clock import NOON

ROOM = RoomId("room-1")
ANN = PersonId("person-1")
AT = Instant(1_800_000_000_007)
HIDDEN = {
    e.AgreementAccepted, e.AttendanceConfirmed, e.CameraChosen, e.ClockPaused, e.ClockResumed,
    e.FailedOpen, e.FollowUpsCounted, e.LeadersLost, e.LeadingSet, e.LedAgain, e.LimitSet,
    e.MarkReached, e.MeetingStopped, e.MoveUndone, e.ObserversAgreed, e.OuterRingClosed,
    e.OuterRingOpened, e.PersonArrived, e.PersonConfirmed, e.PersonDeparted, e.PersonJoined,
    e.PersonLeft, e.PersonMerged, e.PersonRemoved, e.PersonSeated, e.PersonSentOut, e.PlanEdited,
    e.PlannedEndSet, e.PresenterChosen, e.PrivacyAttested, e.PushBackEnded, e.PushBackOffered,
    e.RejoinDeclined, e.RejoinInvited, e.RingSet, e.RoomCreated, e.RoomDeclined, e.RoomTaken,
    e.SatBack, e.StandInNamed, e.Stayed, e.ClockAdvanced, e.PlaceMatched, e.PlaceFreed,
}  # fmt: skip
"""What nobody outside the circle is told; who adds an event says here or in the table which."""
CANARY = "Canary"


def entered(phase: Phase) -> StoredEvent:
    position = Position(phase, StepId(CANARY))
    return StoredEvent(7, e.PhaseEntered(AT, Move.ADVANCE, position), None)


def fact(phase: Phase) -> Fact:
    found = told(ROOM, entered(phase))
    assert found is not None
    return found


def test_every_event_is_either_told_or_hidden_on_purpose() -> None:
    assert set(get_args(Event)) == set(TOLD) | HIDDEN
    assert not set(TOLD) & HIDDEN


def test_fact_says_which_room_where_in_its_log_and_when() -> None:
    assert Fact(Kind.OPENED, AT, {"room": ROOM, "seq": 7, "at": AT}) == fact(Phase.OPENING)
    assert Fact(Kind.ENDED, AT, {"room": ROOM, "seq": 7, "at": AT}) == fact(Phase.ENDED)


@pytest.mark.parametrize("phase", [Phase.CLOSING, Phase.LEADERSHIP, Phase.DEBRIEF, Phase.CORRIDOR])
def test_phases_after_the_cases_are_told_by_name(phase: Phase) -> None:
    found = fact(phase)

    assert Kind.PHASE_CHANGED is found.kind
    assert {"room": ROOM, "seq": 7, "at": AT, "phase": phase.value} == found.data


@pytest.mark.parametrize("phase", [Phase.GATHERING, *CASE_PHASES])
def test_nothing_of_a_case_is_told(phase: Phase) -> None:
    assert told(ROOM, entered(phase)) is None
    assert phase not in PHASES


@pytest.mark.parametrize("phase", Phase)
def test_endpoint_is_told_no_more_than_an_operator_may_read(phase: Phase) -> None:
    if told(ROOM, entered(phase)) is not None:
        assert to_operator(entered(phase)) is not None


@pytest.mark.parametrize("phase", PHASES)
def test_step_of_somebodys_own_plan_is_not_told(phase: Phase) -> None:
    assert CANARY.encode() not in fact(phase).body()


def test_body_has_the_form_of_the_standard() -> None:
    assert {
        "type": "meeting.ended",
        "timestamp": "2027-01-15T08:00:00.007Z",
        "data": {"room": "room-1", "seq": 7, "at": AT},
    } == orjson.loads(fact(Phase.ENDED).body())


def test_attendance_is_ids_roles_and_time_and_nothing_else() -> None:
    kept = Record(
        plan=CANARY,
        is_rehearsal=False,
        opened_at=NOON,
        ended_at=later(NOON, HOUR),
        is_confirmed=True,
        attendance=(Attendance(ANN, CANARY, Role.MEMBER, Millis(5), is_confirmed=True),),
        cases=(CaseHeld(1, next(iter(CaseKind)), PersonId(CANARY), (PersonId(CANARY),)),),
        phases={Phase.DISCUSS: Millis(1)},
        follow_ups=1,
    )

    found = recorded(ROOM, 9, kept, AT)

    attended = {"person": ANN, "role": "member", "present_ms": 5, "is_confirmed": True}
    assert {
        "room": ROOM, "seq": 9, "at": AT, "opened_at": NOON, "ended_at": NOON + HOUR,
        "is_rehearsal": False, "is_confirmed": True, "attendance": [attended],
    } == found.data  # fmt: skip
    assert CANARY.encode() not in found.body()


def test_test_says_nothing() -> None:
    assert Fact(Kind.TEST, AT, {}) == greeting(AT)


def test_every_kind_is_explained() -> None:
    assert set(Kind) == set(SAYS)
    assert {*PHASES.values(), Kind.RECORDED, Kind.TEST} == set(Kind)

"""What machines read of a log: nothing that the table does not allow, and no name."""

from typing import Any, get_args

import pytest

from app.phases.machine import Position
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.shipped import SHIPPED
from app.phases.table import Move
from app.phases.units import Instant, Millis
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.fields import PersonId
from app.rooms.ports import StoredEvent
from app.rooms.roles import Role
from app.rooms.state import Agreement, PauseReason
from app.web.shown_events import SHOWN, to_operator, to_reader

AT = Instant(7)
ANN = PersonId("ann")
HIDDEN = {
    e.AgreementAccepted, e.AttendanceConfirmed, e.CameraChosen, e.FollowUpsCounted,
    e.LeadingSet, e.PersonArrived,
    e.PersonConfirmed, e.PersonDeparted, e.PersonJoined, e.PersonLeft, e.PersonMerged,
    e.PersonRemoved, e.PersonSentOut, e.PresenterChosen, e.PrivacyAttested, e.RejoinDeclined,
    e.RejoinInvited, e.RingSet, e.RoomDeclined, e.StandInNamed, e.Stayed, e.PlaceMatched,
    e.PlaceFreed,
}  # fmt: skip


def stored(event: Event) -> StoredEvent:
    return StoredEvent(3, event, None)


def shown(event: Event) -> dict[str, Any] | None:
    found = to_reader(stored(event))
    return None if found is None else found["fields"]


def test_every_event_is_either_shown_or_hidden_on_purpose() -> None:
    assert set(get_args(Event)) == set(SHOWN) | HIDDEN
    assert not set(SHOWN) & HIDDEN


def test_event_is_told_by_place_time_and_type() -> None:
    assert {"seq": 3, "at": 7, "type": "clock_paused", "fields": {}} == to_reader(
        stored(e.ClockPaused(AT, PauseReason.DISTRESS))
    )


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (
            e.RoomCreated(AT, SHIPPED["single_60"], Agreement(1, "secret"), True),
            {"plan": "single_60", "is_rehearsal": True, "is_test": False},
        ),
        (
            e.PhaseEntered(AT, Move.ADVANCE, Position(Phase.DISCUSS, StepId("1.discuss"))),
            {"move": "advance", "phase": "discuss", "step": "1.discuss"},
        ),
        (e.LimitSet(AT, StepId("opening"), Millis(5)), {"step": "opening", "limit_ms": 5}),
        (e.MarkReached(AT, StepId("opening"), 1, 0), {"step": "opening", "mark": 0}),
        (e.PlannedEndSet(AT, Instant(9)), {"end_at": 9}),
        (e.PersonSeated(AT, ANN, 2), {"person": "ann", "seat": 2}),
        (e.PushBackEnded(AT, by_presenter=True), {}),
        (e.LeadersLost(AT, Instant(9)), {}),
    ],
)
def test_reader_sees_these_fields(event: Event, fields: dict[str, Any]) -> None:
    assert fields == shown(event)


@pytest.mark.parametrize(
    "event",
    [
        e.PersonArrived(AT, ANN, "Ann", Role.MEMBER),
        e.PersonRemoved(AT, ANN),
        e.RejoinDeclined(AT),
        e.PresenterChosen(AT, 1, ANN),
    ],
)
def test_nobody_sees_who_waited_declined_presented_or_was_removed(event: Event) -> None:
    assert to_reader(stored(event)) is None
    assert to_operator(stored(event)) is None


def entered(phase: Phase) -> StoredEvent:
    return stored(e.PhaseEntered(AT, Move.CLOSE_MEETING, Position(phase, None)))


def test_operator_sees_when_the_meeting_began_and_ended() -> None:
    closing = to_operator(entered(Phase.CLOSING))

    assert closing is not None
    assert {"phase": "closing"} == closing["fields"]
    assert to_operator(stored(e.RoomCreated(AT, SHIPPED["single_60"], Agreement()))) is not None


@pytest.mark.parametrize("phase", [Phase.SELECT, Phase.PRESENT, Phase.DISCUSS, Phase.CLOSE])
def test_operator_sees_nothing_of_a_case(phase: Phase) -> None:
    assert to_operator(entered(phase)) is None


def test_operator_sees_nobody() -> None:
    assert to_operator(stored(e.PersonSeated(AT, ANN, 2))) is None
    assert to_operator(stored(e.SatBack(AT, None))) is None

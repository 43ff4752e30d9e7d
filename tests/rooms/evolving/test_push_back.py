"""The presenter's chair, folded."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import events as e
from app.rooms.evolve import evolve, fold
from app.rooms.state import Case, CaseKind, Chair, PushBack
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, given

ROOM = given(Phase.DISCUSS).room
BACK = given(Phase.DISCUSS).sat_back().room
AGAIN = Instant(NOON + 9)
SINCE = PushBack(sat_back_at=NOON)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (e.PushBackOffered(NOON), replace(SINCE, chair=Chair.OFFERED)),
        (e.SatBack(AGAIN, None), PushBack(Chair.SITTING_BACK, sat_back_at=AGAIN)),
        (e.SatBack(NOON, False), replace(SINCE, chair=Chair.SITTING_BACK, camera=False)),
        (e.Stayed(NOON), replace(SINCE, chair=Chair.STAYING)),
        (e.CameraChosen(NOON, True), replace(SINCE, chair=Chair.SITTING_BACK, camera=True)),
        (e.PushBackEnded(NOON, True), replace(SINCE, chair=Chair.ENDED)),
        (e.RejoinInvited(NOON), replace(SINCE, chair=Chair.SITTING_BACK, invited=True)),
        (e.RejoinDeclined(NOON), replace(SINCE, chair=Chair.SITTING_BACK, declined=True)),
    ],
    ids=str,
)
def test_each_fact_changes_the_chair_and_raises_the_cases_revision(
    event: e.Event, expected: PushBack
) -> None:
    room = evolve(BACK, event)

    assert expected == room.cases[1].push_back
    assert BACK.revs.case_rev + 1 == room.revs.case_rev


def test_a_camera_wish_not_given_now_keeps_the_earlier_one() -> None:
    room = fold(ROOM, [e.CameraChosen(NOON, False), e.SatBack(NOON, None)])

    back = replace(SINCE, chair=Chair.SITTING_BACK, camera=False)
    assert back == room.cases[1].push_back


def test_an_invitation_makes_nothing_of_an_earlier_no() -> None:
    room = fold(BACK, [e.RejoinDeclined(NOON), e.RejoinInvited(NOON)])

    assert (True, False) == (room.cases[1].push_back.invited, room.cases[1].push_back.declined)


def test_outside_a_case_there_is_no_chair_to_change() -> None:
    room = given(Phase.OPENING).room

    assert replace(room, seq=room.seq + 1) == evolve(room, e.PushBackEnded(NOON, True))


def test_a_fail_open_lifts_the_lock_and_is_counted() -> None:
    room = evolve(BACK, e.FailedOpen(NOON))
    outside = evolve(given(Phase.OPENING).room, e.FailedOpen(NOON))

    assert (Chair.ENDED, False, 1) == (
        room.cases[1].push_back.chair,
        room.is_led,
        room.openings,
    )
    assert (False, 1) == (outside.is_led, outside.openings)


def test_another_presenter_inherits_nothing_that_was_asked_of_the_one_before() -> None:
    """Who leads the case stays; the chair, the camera and the answers do not."""
    room = evolve(BACK, e.PresenterChosen(NOON, 1, DEV, CaseKind.FOLLOW_UP))

    assert Case(1, DEV, (ADA,), CaseKind.FOLLOW_UP) == room.cases[1]


def test_a_later_case_is_remembered() -> None:
    room = fold(ROOM, [e.PresenterChosen(NOON, 2, DEV), e.LeadingSet(NOON, 2, (BEN,))])

    assert Case(2, DEV, (BEN,)) == room.cases[2]
    assert CLEO == room.cases[1].presenter


def test_leading_may_be_set_before_a_presenter_is_known() -> None:
    assert Case(2, None, (BEN,)) == evolve(ROOM, e.LeadingSet(NOON, 2, (BEN,))).cases[2]

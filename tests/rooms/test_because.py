"""Why a frame came: leaders read every cause, the circle what it can see, those outside nothing."""

import pytest

from app.rooms import events as e
from app.rooms.because import PUBLIC, because
from app.rooms.fields import PersonId
from app.rooms.roles import Audience
from tests.support.clock import NOON

SECRET = (
    e.RejoinDeclined(NOON),
    e.PersonRemoved(NOON, PersonId("x")),
    e.StandInNamed(NOON, PersonId("x")),
    e.LeadingSet(NOON, 1, ()),
)
SEEN = (e.ClockResumed(NOON), e.ObserversAgreed(NOON), e.ClockResumed(NOON))


def test_leaders_read_every_cause_once_and_in_order() -> None:
    assert (
        "clock_resumed",
        "observers_agreed",
        "rejoin_declined",
        "person_removed",
        "stand_in_named",
        "leading_set",
    ) == because((*SEEN, *SECRET), Audience.LEADER)


@pytest.mark.parametrize("to", [Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER])
def test_circle_reads_only_what_it_can_see(to: Audience) -> None:
    assert ("clock_resumed", "observers_agreed") == because((*SECRET, *SEEN), to)


def test_machine_reads_no_more_than_the_circle() -> None:
    assert () == because(SECRET, Audience.INTEGRATION)


@pytest.mark.parametrize("to", [Audience.WAITING, Audience.SCREEN])
def test_who_waits_reads_nothing_and_a_screen_no_more(to: Audience) -> None:
    assert () == because((*SEEN, *SECRET), to)


def test_nobody_but_leaders_reads_who_declined_waited_or_was_removed() -> None:
    private = {
        e.RejoinDeclined, e.Stayed, e.PersonArrived, e.PersonRemoved, e.PersonConfirmed,
        e.PersonMerged, e.AgreementAccepted, e.PrivacyAttested, e.PushBackEnded, e.LeadersLost,
    }  # fmt: skip

    assert not PUBLIC & private

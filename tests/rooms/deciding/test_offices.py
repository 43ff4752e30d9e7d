"""Presenter, leading leaders and stand-in, as leaders and they themselves press them."""

import pytest

from app.phases.phase import Phase
from app.phases.units import SECOND, Instant
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import (
    Forbidden,
    IllegalHere,
    Invalid,
    NotFound,
    Stale,
    TooLate,
)
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM
from app.rooms.state import CaseKind, PauseReason, StandIn
from tests.support.clock import NOON
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    FINN,
    MACHINE,
    OMAR,
    STRANGER,
    Scene,
    given,
)


def lost(scene: Scene) -> Scene:
    """Both leaders are out of reach and the system says so."""
    return scene.without(ADA, BEN).by(SYSTEM).does(c.LoseLeaders(scene.room.losses + 1))


# Presenter and leading -----------------------------------------------------------------------


def test_a_presenter_is_chosen_and_unchosen() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.ChoosePresenter(CLEO))

    scene.then(e.PresenterChosen(NOON, 1, CLEO))
    scene.does(c.ChoosePresenter(CLEO)).then()
    scene.does(c.ChoosePresenter()).then(e.PresenterChosen(NOON, 1, None))
    scene.does(c.ChoosePresenter(CLEO, kind=CaseKind.FOLLOW_UP)).then(e.PresenterChosen)


@pytest.mark.parametrize("who", [OMAR, FINN])
def test_no_observer_and_nobody_at_the_door_presents(who: PersonId) -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).arrives(FINN).by(ADA)

    with pytest.raises(Invalid):
        scene.does(c.ChoosePresenter(who))


@pytest.mark.parametrize(
    ("phase", "case", "coming"),
    [(Phase.OPENING, 1, 1), (Phase.SELECT, 1, 1), (Phase.PRESENT, 1, 2), (Phase.SELECT, 2, 2)],
)
def test_a_presenter_is_chosen_for_the_coming_case(phase: Phase, case: int, coming: int) -> None:
    scene = given(phase, case=case).by(ADA).does(c.ChoosePresenter(DEV))

    scene.then(e.PresenterChosen(NOON, coming, DEV))


@pytest.mark.parametrize(
    ("phase", "case"),
    [(Phase.PRESENT, 1), (Phase.SELECT, 3), (Phase.CLOSING, 1), (Phase.CORRIDOR, None)],
)
def test_no_presenter_is_chosen_for_a_case_begun_over_or_not_planned(
    phase: Phase, case: int | None
) -> None:
    with pytest.raises(IllegalHere):
        given(phase).by(ADA).does(c.ChoosePresenter(DEV, case=case))


@pytest.mark.parametrize("by", [ADA, BEN])
def test_handing_over_is_one_command(by: PersonId) -> None:
    scene = given(Phase.DISCUSS).by(by).does(c.SetLeading((BEN, BEN)))

    scene.then(e.LeadingSet(NOON, 1, (BEN,)))
    scene.does(c.SetLeading((BEN,))).then()
    assert (BEN,) == scene.room.cases[1].leading


def test_who_leads_a_later_case_is_set_before_it() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.SetLeading((BEN,), case=2)).then(
        e.LeadingSet(NOON, 2, (BEN,))
    )
    given(Phase.GATHERING).by(ADA).does(c.SetLeading((BEN, ADA))).then(
        e.LeadingSet(NOON, 1, (BEN, ADA))
    )


@pytest.mark.parametrize(
    ("phase", "case"), [(Phase.SELECT, 3), (Phase.CLOSING, None), (Phase.DEBRIEF, 2)]
)
def test_nobody_comes_to_lead_a_case_that_is_over_or_not_planned(
    phase: Phase, case: int | None
) -> None:
    with pytest.raises(IllegalHere):
        given(phase).by(ADA).does(c.SetLeading((BEN,), case=case))


def test_an_earlier_case_keeps_who_led_it() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.PRESENT, case=2).by(ADA).does(c.SetLeading((BEN,), case=1))


def test_only_leaders_lead() -> None:
    with pytest.raises(Invalid):
        given(Phase.DISCUSS).by(ADA).does(c.SetLeading((ADA, DEV)))
    with pytest.raises(NotFound):
        given(Phase.DISCUSS).by(ADA).does(c.SetLeading((STRANGER,)))


# The stand-in --------------------------------------------------------------------------------


def test_a_stand_in_or_nobody_on_purpose_is_named() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.NameStandIn(EVE))

    scene.then(e.StandInNamed(NOON, EVE))
    scene.does(c.NameStandIn(EVE)).then()
    scene.does(c.NameStandIn()).then(e.StandInNamed(NOON, None))
    given().by(ADA).does(c.NameStandIn()).then(e.StandInNamed(NOON, None))


@pytest.mark.parametrize("who", [BEN, OMAR, CLEO])
def test_a_stand_in_is_no_leader_no_observer_and_never_the_presenter(who: PersonId) -> None:
    with pytest.raises(Invalid):
        given(Phase.DISCUSS, observers=(OMAR,)).by(ADA).does(c.NameStandIn(who))


@pytest.mark.parametrize("out", [c.Leave(said_by=EVE), c.RemovePerson(EVE)])
def test_who_is_not_in_the_circle_stands_in_for_nobody(out: c.Command) -> None:
    with pytest.raises((Invalid, NotFound)):
        given(Phase.OPENING).by(ADA).does(out).does(c.NameStandIn(EVE))


def test_who_tells_a_case_stands_in_no_more_and_leaders_choose_again() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.NameStandIn(EVE)).does(c.ChoosePresenter(EVE))
    assert EVE == scene.room.stand_in.person

    assert StandIn() == scene.does(c.Advance()).room.stand_in


def test_a_stand_in_named_after_their_own_case_is_none_when_it_is_taken_up_again() -> None:
    over = given(Phase.CLOSE).by(ADA).does(c.Advance()).does(c.NameStandIn(CLEO))

    assert StandIn() == over.does(c.Undo()).room.stand_in


def test_a_stand_in_who_had_to_go_leaves_the_choice_open() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.NameStandIn(EVE)).by(EVE).does(c.Leave())

    assert (False, None) == (scene.room.stand_in.named, scene.room.stand_in.person)


def test_when_leaders_are_lost_the_clock_pauses_and_the_stand_in_is_offered_the_room() -> None:
    scene = lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)))

    scene.then(e.LeadersLost(NOON, Instant(NOON + 60 * SECOND)))
    assert PauseReason.LEADERS_LOST is scene.room.paused
    assert scene.room.clock is not None
    assert not scene.room.clock.timer.is_running


@pytest.mark.parametrize("absent", [(EVE,), ()])
def test_nobody_is_offered_the_room_without_a_stand_in_who_is_here(
    absent: tuple[PersonId, ...],
) -> None:
    scene = given(Phase.DISCUSS).by(ADA)
    named = scene.does(c.NameStandIn(EVE)) if absent else scene

    lost(named.without(*absent)).then(e.LeadersLost(NOON, None))


def test_a_stand_in_who_comes_later_is_offered_the_room_then_and_once() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)).without(EVE)
    back = lost(scene).at(30 * SECOND).back(EVE).does(c.Join(EVE, 2))

    back.then(e.PersonJoined(Instant(NOON + 30 * SECOND), EVE, 2))
    assert Instant(NOON + 90 * SECOND) == back.room.stand_in.offered_until
    assert back.by(EVE).does(c.TakeRoom()).room.stand_in.is_acting
    back.by(EVE).does(c.DeclineRoom()).by(SYSTEM).does(c.Join(EVE, 3)).then()


def test_a_stand_in_outside_the_circle_is_not_offered_the_room() -> None:
    scene = lost(given(Phase.OPENING).by(ADA).does(c.NameStandIn(EVE)).by(ADA).does(c.Advance()))
    assert scene.room.stand_in.offered_until is not None
    debrief = given(Phase.CLOSING).by(ADA).does(c.NameStandIn(EVE))
    while debrief.room.phase is not Phase.DEBRIEF:
        debrief = debrief.does(c.Advance())

    assert lost(debrief.back(EVE)).room.stand_in.offered_until is None
    assert lost(debrief).by(SYSTEM).does(c.Join(EVE, 2)).room.stand_in.offered_until is None


def test_a_leader_back_ends_the_offer_and_the_next_loss_makes_another() -> None:
    scene = lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)))
    back = scene.back(ADA).by(ADA).does(c.Resume())

    assert (None, False) == (back.room.stand_in.offered_until, back.room.stand_in.was_offered)
    assert lost(back).room.stand_in.offered_until is not None


def test_the_room_is_taken_within_a_minute() -> None:
    scene = lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))).by(EVE)

    scene.at(60 * SECOND).does(c.TakeRoom()).then(e.RoomTaken(Instant(NOON + 60 * SECOND)))
    with pytest.raises(TooLate):
        scene.at(60 * SECOND + 1).does(c.TakeRoom())


def test_the_room_is_declined() -> None:
    scene = lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))).by(EVE)
    declined = scene.does(c.DeclineRoom())

    declined.then(e.RoomDeclined(NOON))
    with pytest.raises(Forbidden):
        declined.does(c.TakeRoom())


def test_nobody_else_takes_the_room() -> None:
    with pytest.raises(Forbidden):
        lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))).by(DEV).does(c.TakeRoom())


def test_a_stand_in_pauses_releases_closes_and_ends_and_begins_nothing() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.NameStandIn(EVE))
    scene = lost(scene).by(EVE).does(c.TakeRoom())

    scene.does(c.Release()).then(e.PushBackEnded(NOON, by_presenter=False))
    closed = scene.does(c.CloseMeeting()).does(c.Pause()).then(e.ClockPaused)
    assert Phase.ENDED is closed.does(c.EndMeeting()).room.phase
    for command in (c.Advance(), c.Resume(), c.Stop(), c.RemovePerson(DEV), c.Undo()):
        with pytest.raises(Forbidden):
            scene.does(command)


def test_a_returning_leader_is_the_leader_again() -> None:
    scene = lost(given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))).by(EVE).does(c.TakeRoom())
    back = scene.back(BEN).by(SYSTEM).does(c.Join(BEN, 2))

    back.then(e.PersonJoined(NOON, BEN, 2))
    assert (True, False, EVE) == (
        back.room.is_led,
        back.room.stand_in.is_acting,
        back.room.stand_in.person,
    )
    with pytest.raises(Forbidden):
        back.by(EVE).does(c.Pause())


def test_returning_resumes_nothing() -> None:
    back = lost(given(Phase.DISCUSS)).back(ADA).does(c.Join(ADA, 2))

    assert PauseReason.LEADERS_LOST is back.room.paused
    assert back.by(ADA).does(c.Resume()).room.paused is None


def test_leaders_are_lost_once_until_one_is_back_and_each_loss_has_its_number() -> None:
    scene = lost(given(Phase.DISCUSS))

    with pytest.raises(Stale):
        scene.does(c.LoseLeaders(2))
    back = scene.back(ADA).does(c.Join(ADA, 2))
    with pytest.raises(Stale):
        back.without(ADA).does(c.LoseLeaders(1))
    back.without(ADA).does(c.LoseLeaders(2)).then(e.LeadersLost)


def test_leaders_are_not_lost_while_one_is_here_or_presents_here() -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).without(ADA).by(SYSTEM).does(c.LoseLeaders(1))
    with pytest.raises(Stale):
        given(Phase.DISCUSS, presenter=BEN).without(ADA).by(SYSTEM).does(c.LoseLeaders(1))
    given(Phase.DISCUSS, presenter=BEN).without(ADA, BEN).by(SYSTEM).does(c.LoseLeaders(1)).then(
        e.LeadersLost
    )


def test_a_leader_who_presents_and_has_to_go_is_lost_though_their_page_stays_open() -> None:
    scene = given(Phase.DISCUSS, presenter=BEN).by(ADA).does(c.NameStandIn(EVE)).without(ADA)
    with pytest.raises(Stale):
        scene.by(SYSTEM).does(c.LoseLeaders(1))
    gone = scene.by(BEN).does(c.Leave()).by(SYSTEM)

    assert BEN in gone.here
    gone.does(c.FailOpen(1)).then(e.FailedOpen)
    gone.does(c.LoseLeaders(1)).then(e.LeadersLost(NOON, Instant(NOON + 60 * SECOND)))


def test_before_the_meeting_leaders_are_not_lost() -> None:
    with pytest.raises(Forbidden):
        given().without(ADA, BEN).by(SYSTEM).does(c.LoseLeaders(1))


def test_a_room_led_by_a_machine_alone_has_no_leader_to_lose_but_is_lost() -> None:
    given(Phase.OPENING, leaders=()).by(SYSTEM).does(c.LoseLeaders(1)).then(
        e.LeadersLost(NOON, None)
    )
    assert not given(Phase.OPENING, leaders=()).by(MACHINE).does(c.Pause()).room.are_leaders_lost

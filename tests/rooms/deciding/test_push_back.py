"""Push-back is protection: offered aloud, optional, reversible, and it fails open."""

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import audience
from app.rooms.deciding.push_back import is_unled
from app.rooms.deciding.scene import Scene as Instantly
from app.rooms.errors import Forbidden, IllegalHere, NotFound, Stale
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from app.rooms.roles import SYSTEM, Audience, Role
from app.rooms.state import Chair
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, MACHINE, STRANGER, Scene, given, step


def chair(scene: Scene) -> Chair:
    return scene.room.cases[1].push_back.chair


# Offering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.PRESENT, Phase.CLARIFY])
def test_a_leader_offers_push_back_before_discuss(phase: Phase) -> None:
    given(phase).by(ADA).does(c.OfferPushBack()).then(e.PushBackOffered(NOON))


def test_entering_discuss_offers_it_if_nobody_did() -> None:
    assert Chair.OFFERED is chair(given(Phase.DISCUSS))


def test_an_answer_given_before_discuss_is_not_asked_again() -> None:
    stays = given(Phase.CLARIFY).by(ADA).does(c.OfferPushBack()).by(CLEO).does(c.Stay())

    assert Chair.STAYING is chair(stays.by(ADA).does(c.Advance()))
    assert Chair.SITTING_BACK is chair(given(Phase.CLARIFY).sat_back().by(ADA).does(c.Advance()))


def test_offering_twice_or_to_who_sits_back_is_already_so() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.OfferPushBack()).then()
    given(Phase.DISCUSS).sat_back().by(ADA).does(c.OfferPushBack()).then()


def test_after_a_no_or_an_end_it_can_be_offered_again() -> None:
    scene = given(Phase.DISCUSS).by(CLEO)

    for answered in (scene.does(c.Stay()), scene.does(c.SitBack()).does(c.ComeBackIn())):
        answered.by(ADA).does(c.OfferPushBack()).then(e.PushBackOffered)


@pytest.mark.parametrize("phase", [Phase.OPENING, Phase.SELECT, Phase.CLOSING])
def test_nothing_is_offered_while_nobody_presents(phase: Phase) -> None:
    with pytest.raises(IllegalHere):
        given(phase).by(ADA).does(c.OfferPushBack())


@pytest.mark.parametrize("phase", [Phase.REJOIN, Phase.CLOSE])
def test_nothing_is_offered_when_the_way_leads_back_in(phase: Phase) -> None:
    with pytest.raises(IllegalHere):
        given(phase).by(ADA).does(c.OfferPushBack())


def test_a_plan_without_push_back_offers_none() -> None:
    scene = given(Phase.DISCUSS, plan="fallberatung_60").by(ADA)

    assert Chair.IN_CIRCLE is chair(scene)
    with pytest.raises(IllegalHere):
        scene.does(c.OfferPushBack())


# Answering -----------------------------------------------------------------------------------


def test_the_presenter_sits_back_and_says_whether_to_be_seen() -> None:
    scene = given(Phase.DISCUSS).by(CLEO).does(c.SitBack(camera=False))

    scene.then(e.SatBack(NOON, camera=False))
    scene.does(c.SitBack()).then()


def test_the_presenter_stays_in_the_circle() -> None:
    given(Phase.DISCUSS).by(CLEO).does(c.Stay()).then(e.Stayed(NOON))


def test_who_stayed_may_sit_back_after_all() -> None:
    given(Phase.DISCUSS).by(CLEO).does(c.Stay()).does(c.SitBack()).then(e.SatBack)


def test_staying_while_nothing_is_asked_is_already_so() -> None:
    given(Phase.PRESENT).by(CLEO).does(c.Stay()).then()
    given(Phase.DISCUSS).by(CLEO).does(c.Stay()).does(c.Stay()).then()


@pytest.mark.parametrize("way", [c.Stay(), c.ComeBackIn()])
def test_the_presenter_ends_it_by_their_own_hand(way: c.Command) -> None:
    scene = given(Phase.DISCUSS).sat_back().by(CLEO).does(way)

    scene.then(e.PushBackEnded(NOON, by_presenter=True))
    assert Chair.ENDED is chair(scene)


@pytest.mark.parametrize("by", [ADA, BEN, DEV])
def test_nobody_else_sits_the_presenter_back(by: PersonId) -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(by).does(c.SitBack())


def test_nobody_sits_back_without_an_offer_or_after_the_end_of_one() -> None:
    with pytest.raises(IllegalHere):
        given(Phase.PRESENT).by(CLEO).does(c.SitBack())
    with pytest.raises(IllegalHere):
        given(Phase.DISCUSS).sat_back().by(CLEO).does(c.ComeBackIn()).does(c.SitBack())


def test_nobody_sits_back_in_close() -> None:
    """It ends at `close` in every case, so it does not begin there either."""
    scene = given(Phase.DISCUSS).by(CLEO).does(c.Stay()).by(ADA).does(c.Skip(step("1.close")))

    with pytest.raises(IllegalHere):
        scene.by(CLEO).does(c.SitBack())


def test_the_camera_may_be_chosen_while_presenting() -> None:
    scene = given(Phase.PRESENT).by(CLEO).does(c.ChooseCamera(on=False))

    scene.then(e.CameraChosen(NOON, on=False))
    scene.does(c.ChooseCamera(on=False)).then()
    scene.does(c.ChooseCamera(on=True)).then(e.CameraChosen(NOON, on=True))


def test_sitting_back_without_a_word_about_the_camera_keeps_the_wish() -> None:
    scene = given(Phase.PRESENT).by(CLEO).does(c.ChooseCamera(on=False)).sat_back()

    assert scene.room.cases[1].push_back.camera is False


# The way back --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [c.Stay(), c.ComeBackIn()])
@pytest.mark.parametrize("phase", [Phase.PRESENT, Phase.CLARIFY, Phase.CLOSE, Phase.CLOSING])
def test_what_frees_the_presenter_is_never_refused_to_them(phase: Phase, way: c.Command) -> None:
    """Not even too late: it is already so."""
    given(phase).by(CLEO).does(way).then()


def test_a_presenter_who_had_to_go_sits_back_no_more_and_is_refused_nothing() -> None:
    """Nobody is locked on their return without being asked again."""
    scene = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.Leave())

    scene.then(e.PushBackEnded(NOON, by_presenter=False), e.PersonDeparted(NOON, CLEO))
    scene.does(c.ComeBackIn()).then()
    returned = scene.by(SYSTEM).does(c.Join(CLEO, 2)).room
    assert frozenset() == locked(returned)
    assert Audience.MEMBER is audience(returned, returned.people[CLEO])


def test_who_never_presented_has_nothing_to_come_back_from() -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(DEV).does(c.ComeBackIn())


def test_coming_back_in_from_an_open_offer_answers_it() -> None:
    given(Phase.DISCUSS).by(CLEO).does(c.ComeBackIn()).then(e.PushBackEnded(NOON, True))


@pytest.mark.parametrize("by", [ADA, BEN])
def test_any_leader_releases(by: PersonId) -> None:
    scene = given(Phase.DISCUSS).sat_back().by(by).does(c.Release())

    scene.then(e.PushBackEnded(NOON, by_presenter=False))
    scene.does(c.Release()).then()


def test_releasing_where_no_case_is_worked_on_is_already_so() -> None:
    given(Phase.OPENING).by(ADA).does(c.Release()).then()


def test_push_back_ends_at_close_in_every_case() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())
    assert Chair.SITTING_BACK is chair(scene)

    assert Chair.ENDED is chair(scene.does(c.Advance()))


def test_stepping_back_to_discuss_goes_on_only_if_nobody_had_ended_it() -> None:
    rejoin = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())

    assert Chair.SITTING_BACK is chair(rejoin.does(c.Back()))
    assert Chair.ENDED is chair(rejoin.by(CLEO).does(c.ComeBackIn()).by(ADA).does(c.Back()))


# Rejoin --------------------------------------------------------------------------------------


def test_in_rejoin_the_presenter_is_invited_and_may_decline_at_no_cost() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance())
    declined = scene.by(CLEO).does(c.KeepListening())

    assert scene.room.cases[1].push_back.invited
    declined.then(e.RejoinDeclined(NOON))
    declined.does(c.KeepListening()).then()
    assert declined.room.cases[1].push_back.invited
    declined.does(c.ComeBackIn()).then(e.PushBackEnded)


def test_an_invitation_after_a_no_asks_once_more() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Advance()).does(c.InviteRejoin())
    again = scene.by(CLEO).does(c.KeepListening()).by(ADA).does(c.InviteRejoin())

    scene.then()
    again.then(e.RejoinInvited(NOON))
    assert not again.room.cases[1].push_back.declined


def test_nobody_is_invited_or_declines_before_rejoin() -> None:
    scene = given(Phase.DISCUSS).sat_back()

    with pytest.raises(IllegalHere):
        scene.by(ADA).does(c.InviteRejoin())
    with pytest.raises(IllegalHere):
        scene.by(CLEO).does(c.KeepListening())


# Said aloud ----------------------------------------------------------------------------------


def test_a_leader_enters_every_answer_that_was_said_aloud() -> None:
    """The whole evening with one person on the page: the presenter is on the telephone."""
    tilly = PersonId("tilly")
    scene = given(Phase.SELECT, members=(), leaders=(ADA,)).by(ADA)
    scene = scene.does(c.SeatByName("Tilly", person=tilly)).does(c.ChoosePresenter(tilly))
    scene = scene.does(c.Advance()).does(c.ChooseCamera(on=False, said_by=tilly))
    scene = scene.does(c.Skip(step("1.discuss"))).does(c.SitBack(said_by=tilly))
    assert Chair.SITTING_BACK is chair(scene)

    scene = scene.does(c.Advance()).does(c.KeepListening(said_by=tilly)).then(e.RejoinDeclined)
    scene.does(c.ComeBackIn(said_by=tilly)).then(e.PushBackEnded(NOON, by_presenter=True))
    scene.does(c.Stay(said_by=tilly)).then(e.PushBackEnded(NOON, by_presenter=True))


def test_an_answer_said_by_somebody_else_is_no_answer() -> None:
    with pytest.raises(Forbidden):
        given(Phase.DISCUSS).by(ADA).does(c.SitBack(said_by=DEV))
    given(Phase.DISCUSS).by(ADA).does(c.Stay(said_by=DEV)).then()


def test_somebody_unknown_said_nothing() -> None:
    with pytest.raises(NotFound):
        given(Phase.DISCUSS).by(ADA).does(c.SitBack(said_by=STRANGER))


# Fail-open -----------------------------------------------------------------------------------


def test_with_no_leader_connected_every_lock_lifts() -> None:
    scene = given(Phase.DISCUSS).sat_back().without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))

    scene.then(e.FailedOpen(NOON))
    assert (False, 1, Chair.ENDED) == (scene.room.is_led, scene.room.openings, chair(scene))


def test_it_fails_open_when_every_leader_had_to_go_and_the_presenter_is_there() -> None:
    left = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Leave()).by(BEN).does(c.Leave())
    scene = left.by(SYSTEM).does(c.FailOpen(1))

    assert Chair.ENDED is chair(scene)


def test_it_does_not_fail_open_while_a_leader_is_connected() -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).sat_back().without(ADA).by(SYSTEM).does(c.FailOpen(1))


@pytest.mark.parametrize("opening", [0, 2])
def test_each_opening_has_its_number(opening: int) -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).without(ADA, BEN).by(SYSTEM).does(c.FailOpen(opening))


def test_it_fails_open_once_until_a_leader_is_back() -> None:
    scene = given(Phase.DISCUSS).without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))

    with pytest.raises(Stale):
        scene.does(c.FailOpen(2))
    back = scene.back(ADA).by(SYSTEM).does(c.Join(ADA, 2)).without(ADA)
    back.does(c.FailOpen(2)).then(e.FailedOpen)


def test_a_leaders_return_restores_no_lock() -> None:
    scene = given(Phase.DISCUSS).sat_back().without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))
    back = scene.back(ADA).does(c.Join(ADA, 2))

    assert (True, Chair.ENDED) == (back.room.is_led, chair(back))


def test_a_machine_is_no_leader_here() -> None:
    given(Phase.DISCUSS, leaders=()).by(SYSTEM).does(c.FailOpen(1)).then(e.FailedOpen)


def test_a_leader_who_presents_beside_another_does_not_hold_the_lock() -> None:
    """Ben sits back and only Ada could release him; she is not connected."""
    scene = given(Phase.DISCUSS, presenter=BEN).sat_back().without(ADA)

    scene.by(SYSTEM).does(c.FailOpen(1)).then(e.FailedOpen)


def test_a_leader_who_presents_alone_needs_no_opening_while_connected() -> None:
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA).sat_back()

    with pytest.raises(Stale):
        alone.by(SYSTEM).does(c.FailOpen(1))
    alone.without(ADA).by(SYSTEM).does(c.FailOpen(1)).then(e.FailedOpen)


def test_before_the_meeting_nothing_needs_opening() -> None:
    with pytest.raises(Stale):
        given().without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))


def test_outside_a_case_an_opening_is_recorded_all_the_same() -> None:
    scene = given(Phase.OPENING).without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))

    assert not scene.room.is_led


def test_a_leader_seated_by_name_releases_nobody() -> None:
    scene = given(Phase.DISCUSS, leaders=()).by(MACHINE)
    scene = scene.does(c.SeatByName("Tilly", Role.LEADER, PersonId("tilly")))

    assert is_unled(scene.room, Instantly(SYSTEM, NOON, scene.here))

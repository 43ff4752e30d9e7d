"""The door, the seats and the offices of people, as they and the leaders press them."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, Instant
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.people import FOR_THE_KNOWN, MAX_AT_DOOR, MAX_EVER, MAX_PEOPLE
from app.rooms.errors import (
    Forbidden,
    IllegalHere,
    Invalid,
    NotFound,
    NotReady,
    RoomFull,
    Stale,
)
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Role
from app.rooms.state import Chair, Person, Ring, Standing
from tests.support.clock import NOON
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    FINN,
    OMAR,
    STRANGER,
    TILLY,
    Scene,
    given,
)

DOT = PersonId("dot")
LONG_AGO = Instant(NOON - 10 * MINUTE)


def standing(scene: Scene, who: PersonId) -> Standing:
    return scene.room.people[who].standing


# Arriving, joining, leaving ------------------------------------------------------------------


def test_somebody_arrives_at_the_door_once() -> None:
    arrive = c.Arrive(FINN, "Finn", Role.MEMBER, needs_confirmation=True)
    scene = given().by(SYSTEM).does(arrive)

    scene.then(e.PersonArrived(NOON, FINN, "Finn", Role.MEMBER, needs_confirmation=True))
    scene.does(arrive).then()
    assert Standing.WAITING is standing(scene, FINN)


def test_a_meeting_has_room_for_sixty_four() -> None:
    scene = given().by(SYSTEM)
    for n in range(len(scene.room.people), MAX_PEOPLE):
        scene = scene.does(c.Arrive(PersonId(f"p{n}"), "P", Role.MEMBER, False))

    with pytest.raises(RoomFull):
        scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    with pytest.raises(RoomFull):
        scene.by(ADA).does(c.SeatByName("Tilly", person=TILLY))


def test_strangers_who_were_shown_out_take_nobodys_place() -> None:
    gone = Person(FINN, "", Role.MEMBER, Standing.REMOVED)
    crowd = {PersonId(f"p{n}"): replace(gone, id=PersonId(f"p{n}")) for n in range(MAX_PEOPLE)}
    room = given().room
    scene = replace(given(), room=replace(room, people={**room.people, **crowd})).by(ADA)

    scene.does(c.SeatByName("Tilly", person=TILLY)).then(e.PersonArrived, e.PersonSeated)


def test_newcomers_by_a_link_that_leaked_keep_out_nobody_who_has_their_own() -> None:
    scene = given().by(SYSTEM)
    for n in range(MAX_AT_DOOR):
        scene = scene.does(c.Arrive(PersonId(f"p{n}"), "P", Role.MEMBER, True))

    with pytest.raises(RoomFull):
        scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, True))
    scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).then(e.PersonArrived)


def test_a_leader_is_never_one_too_many_and_who_is_out_takes_no_place() -> None:
    scene = given().by(SYSTEM)
    for n in range(len(scene.room.people), MAX_PEOPLE):
        scene = scene.does(c.Arrive(PersonId(f"p{n}"), "P", Role.MEMBER, False))

    scene.does(c.Arrive(FINN, "Finn", Role.LEADER, False)).then(e.PersonArrived)
    removed = scene.by(ADA).does(c.RemovePerson(DEV)).by(SYSTEM)
    removed.does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).then(e.PersonArrived)


def test_a_room_remembers_only_so_many_people() -> None:
    room = given().room
    gone = Person(FINN, "", Role.MEMBER, Standing.REMOVED)
    crowd = {PersonId(f"p{n}"): replace(gone, id=PersonId(f"p{n}")) for n in range(MAX_EVER)}
    scene = replace(given(), room=replace(room, people={**room.people, **crowd})).by(SYSTEM)

    with pytest.raises(RoomFull):
        scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    fewer = dict(list(crowd.items())[FOR_THE_KNOWN:])
    scene = replace(given(), room=replace(room, people={**room.people, **fewer})).by(SYSTEM)
    with pytest.raises(RoomFull):
        scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, True))
    scene.does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).then(e.PersonArrived)


def test_who_waited_and_has_gone_again_is_not_seated_when_the_door_opens() -> None:
    waiting = given(Phase.DISCUSS).arrives(FINN).at(3 * MINUTE).by(SYSTEM)
    gone = waiting.does(c.Lose(FINN, 1, NOON)).by(ADA).does(c.CloseMeeting())

    assert Standing.WAITING is standing(gone, FINN)
    assert Standing.SEATED is standing(gone.by(SYSTEM).does(c.Join(FINN, 2)), FINN)


def test_who_was_sent_out_and_has_gone_has_gone_from_the_corridor_too() -> None:
    out = given(Phase.DEBRIEF).at(3 * MINUTE).by(SYSTEM).does(c.Lose(DEV, 1, NOON))
    corridor = out.by(ADA).does(c.Advance())

    assert (Phase.CORRIDOR, Standing.WAITING) == (corridor.room.phase, standing(corridor, DEV))
    assert Standing.SEATED is standing(corridor, EVE)


def test_the_first_hello_is_a_fact_and_a_reconnection_that_nobody_noticed_is_none() -> None:
    scene = given().by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    joined = scene.does(c.Join(FINN, 1))

    joined.then(e.PersonJoined(NOON, FINN, 1))
    given(Phase.DISCUSS).by(SYSTEM).does(c.Join(DEV, 2)).then()


def test_a_return_that_was_missed_is_a_fact() -> None:
    gone = given(Phase.DISCUSS).by(SYSTEM).does(c.Lose(DEV, 1, LONG_AGO))

    gone.does(c.Join(DEV, 2)).then(e.PersonJoined(NOON, DEV, 2))
    gone.does(c.Join(DEV, 1)).then()


def test_strangers_and_the_removed_do_not_join() -> None:
    scene = given().by(ADA).does(c.RemovePerson(DEV)).by(SYSTEM)

    for who in (STRANGER, DEV):
        with pytest.raises(NotFound):
            scene.does(c.Join(who, 2))


def test_hellos_side_by_side_are_facts_in_their_order_whoever_was_removed_meanwhile() -> None:
    scene = given().by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    scene = scene.does(c.Arrive(TILLY, "Tilly", Role.MEMBER, False))
    beside = ((STRANGER, 1), (DEV, 2), (TILLY, 1), (TILLY, 1))

    joined = scene.does(c.Join(FINN, 1, beside))

    joined.then(e.PersonJoined(NOON, FINN, 1), e.PersonJoined(NOON, TILLY, 1))


def test_left_is_recorded_two_minutes_after_the_last_sign_and_dated_by_it() -> None:
    scene = given(Phase.DISCUSS).at(2 * MINUTE).by(SYSTEM).does(c.Lose(DEV, 1, NOON))

    scene.then(e.PersonLeft(NOON, DEV, 1))
    assert scene.room.people[DEV].is_gone
    assert Standing.SEATED is standing(scene, DEV)


@pytest.mark.parametrize(
    ("after", "visit"), [(2 * MINUTE - 1, 1), (2 * MINUTE, 0)], ids=["too early", "old visit"]
)
def test_left_is_refused_too_early_and_for_an_earlier_visit(after: int, visit: int) -> None:
    with pytest.raises(Stale):
        given(Phase.DISCUSS).at(after).by(SYSTEM).does(c.Lose(DEV, visit, NOON))


def test_left_is_recorded_once() -> None:
    gone = given(Phase.DISCUSS).by(SYSTEM).does(c.Lose(DEV, 1, LONG_AGO))

    with pytest.raises(Stale):
        gone.does(c.Lose(DEV, 1, LONG_AGO))


def test_who_has_to_go_goes_and_comes_back_to_their_own_seat_without_asking() -> None:
    scene = given(Phase.DISCUSS).by(DEV).does(c.Leave())

    scene.then(e.PersonDeparted(NOON, DEV))
    scene.does(c.Leave()).then()
    back = scene.by(SYSTEM).does(c.Join(DEV, 2))
    back.then(e.PersonJoined(NOON, DEV, 2), e.PersonSeated(NOON, DEV, 3))


def test_a_leader_enters_that_somebody_had_to_go() -> None:
    given(Phase.DISCUSS).by(ADA).does(c.Leave(said_by=DEV)).then(e.PersonDeparted(NOON, DEV))


# Removal -------------------------------------------------------------------------------------


def test_removed_stays_removed() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.RemovePerson(DEV))

    scene.then(e.PersonRemoved(NOON, DEV))
    scene.does(c.RemovePerson(DEV)).then()
    for command in (c.Admit(DEV), c.ConfirmPerson(DEV), c.SameAs(DEV, EVE), c.SameAs(EVE, DEV)):
        with pytest.raises(NotFound):
            scene.does(command)
    with pytest.raises(Forbidden):
        scene.by(DEV).does(c.Agree(1))


def test_removing_nobody_we_know_is_not_found() -> None:
    with pytest.raises(NotFound):
        given().by(ADA).does(c.RemovePerson(STRANGER))


def test_a_removed_presenter_leaves_no_chair_pushed_back() -> None:
    scene = given(Phase.DISCUSS).sat_back().by(ADA).does(c.RemovePerson(CLEO))

    scene.then(e.PushBackEnded(NOON, by_presenter=False), e.PersonRemoved(NOON, CLEO))
    assert Chair.ENDED is scene.room.cases[1].push_back.chair


def test_removing_somebody_else_leaves_the_presenters_chair_alone() -> None:
    given(Phase.DISCUSS).sat_back().by(ADA).does(c.RemovePerson(DEV)).then(e.PersonRemoved)


# Admitting, confirming, being somebody again ---------------------------------------------------


def test_letting_somebody_in_mid_case_is_a_leaders_deliberate_exception() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN)
    assert Standing.WAITING is standing(scene, FINN)

    scene.by(ADA).does(c.Admit(FINN)).then(e.PersonSeated(NOON, FINN, 5))


def test_admitting_a_newcomer_confirms_them() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN, needs_confirmation=True).by(ADA).does(c.Admit(FINN))

    scene.then(e.PersonConfirmed(NOON, FINN, "Finn"), e.PersonSeated(NOON, FINN, 5))


def test_a_stand_in_admits_whom_leaders_have_confirmed_and_nobody_else() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE)).arrives(FINN)
    scene = scene.arrives(TILLY, needs_confirmation=True).without(ADA, BEN)
    scene = scene.by(SYSTEM).does(c.LoseLeaders(1)).by(EVE).does(c.TakeRoom())

    scene.does(c.Admit(FINN)).then(e.PersonSeated)
    with pytest.raises(Forbidden):
        scene.does(c.Admit(TILLY))


def test_nobody_is_admitted_without_agreement_and_privacy() -> None:
    at_door = given().by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).by(ADA)
    attested = at_door.by(FINN).does(c.Attest()).by(ADA)

    for scene in (at_door, attested):
        with pytest.raises(NotReady):
            scene.does(c.Admit(FINN))


def test_no_observer_is_admitted_before_the_group_agreed() -> None:
    with pytest.raises(NotReady):
        given(Phase.OPENING).arrives(OMAR, Role.OBSERVER).by(ADA).does(c.Admit(OMAR))


def test_admitting_who_sits_already_is_already_so() -> None:
    given().by(ADA).does(c.Admit(DEV)).then()


def test_a_leader_confirms_a_newcomer_by_name_and_the_door_does_the_rest() -> None:
    scene = given(Phase.OPENING).arrives(FINN, needs_confirmation=True).by(ADA)
    confirmed = scene.does(c.ConfirmPerson(FINN, "Finn M."))

    confirmed.then(e.PersonConfirmed(NOON, FINN, "Finn M."), e.PersonSeated(NOON, FINN, 5))
    confirmed.does(c.ConfirmPerson(FINN)).then()


def test_confirmed_mid_case_waits_for_the_gap() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN, needs_confirmation=True).by(ADA)

    scene.does(c.ConfirmPerson(FINN)).then(e.PersonConfirmed)


def test_a_leader_corrects_how_somebody_is_called() -> None:
    scene = given().by(ADA).does(c.ConfirmPerson(DEV, "Devika"))

    scene.then(e.PersonConfirmed(NOON, DEV, "Devika"))


def test_a_newcomer_is_somebody_again() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN, needs_confirmation=True)
    gone = scene.by(SYSTEM).does(c.Lose(DEV, 1, LONG_AGO))
    merged = gone.by(ADA).does(c.SameAs(FINN, DEV))

    merged.then(e.PersonMerged(NOON, FINN, DEV))
    merged.does(c.SameAs(FINN, DEV)).then()
    assert () == merged.room.waiting()
    joined = merged.by(SYSTEM).does(c.Join(DEV, 2))
    assert not joined.room.people[DEV].is_gone
    joined.does(c.Lose(DEV, 2, LONG_AGO)).then(e.PersonLeft)


def test_who_had_to_go_and_is_here_again_takes_their_own_seat() -> None:
    left = given(Phase.DISCUSS).by(DEV).does(c.Leave()).arrives(FINN, needs_confirmation=True)

    left.by(ADA).does(c.SameAs(FINN, DEV)).then(
        e.PersonMerged(NOON, FINN, DEV), e.PersonSeated(NOON, DEV, 3)
    )


def test_a_newcomer_who_is_somebody_again_never_takes_a_second_seat() -> None:
    scene = given(Phase.OPENING).arrives(FINN, needs_confirmation=True)
    merged = scene.by(ADA).does(c.SameAs(FINN, DEV))

    merged.by(SYSTEM).does(c.Join(FINN, 2)).then()


@pytest.mark.parametrize("again", [FINN, TILLY])
def test_nobody_is_themselves_again_nor_somebody_who_is_somebody_again(again: PersonId) -> None:
    scene = given(Phase.DISCUSS).arrives(TILLY, needs_confirmation=True)
    scene = scene.by(ADA).does(c.SameAs(TILLY, DEV)).arrives(FINN, needs_confirmation=True)

    with pytest.raises(Invalid):
        scene.does(c.SameAs(FINN, again))


def test_somebody_in_the_circle_is_somebody_again_on_the_chair_they_had() -> None:
    """Confirmed in a hurry: two chairs, one person."""
    twice = given(Phase.SELECT).by(DEV).does(c.Leave()).arrives(FINN)
    merged = twice.by(ADA).does(c.SameAs(FINN, DEV))

    merged.then(e.PersonMerged(NOON, FINN, DEV), e.PersonSeated(NOON, DEV, 3))
    assert FINN not in {one.id for one in merged.room.seated()}
    merged.by(FINN).does(c.Volunteer())
    assert (DEV,) == merged.by(FINN).does(c.Volunteer()).signals.volunteers


def test_who_sat_while_the_door_was_shut_sits_as_who_they_are() -> None:
    shut = given(Phase.DISCUSS).arrives(DOT).arrives(FINN).by(ADA).does(c.Admit(FINN))

    shut.does(c.SameAs(FINN, DOT)).then(
        e.PersonMerged(NOON, FINN, DOT), e.PersonSeated(NOON, DOT, 5)
    )


def test_what_belonged_to_the_chair_stays_with_whoever_has_it_now() -> None:
    """The seat, being known, and the way back while the door is shut."""
    scene = given(Phase.SELECT).arrives(DOT, needs_confirmation=True).by(ADA)
    shut = scene.does(c.ChoosePresenter(CLEO)).does(c.Advance()).does(c.SameAs(DEV, DOT))
    dot = shut.room.people[DOT]

    assert (3, Standing.SEATED, False) == (dot.seat, dot.standing, dot.needs_confirmation)
    gone = shut.by(DOT).does(c.Leave()).by(SYSTEM).does(c.Join(DOT, 2))
    assert Standing.SEATED is standing(gone, DOT)


def test_nobody_takes_a_seat_as_an_observer_whom_the_group_has_not_agreed_to() -> None:
    scene = given(Phase.SELECT).arrives(OMAR, Role.OBSERVER).arrives(FINN).by(ADA)

    with pytest.raises(NotReady):
        scene.does(c.SameAs(FINN, OMAR))
    agreed = scene.does(c.RecordObserversAgreed()).does(c.SameAs(FINN, OMAR))
    assert Standing.SEATED is standing(agreed, OMAR)


def test_who_telephoned_and_has_a_page_now_is_seated_by_name_no_more() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.SeatByName("Tilly", person=TILLY)).arrives(FINN)
    merged = scene.by(ADA).does(c.SameAs(FINN, TILLY)).by(SYSTEM).does(c.Join(TILLY, 1)).room

    assert not merged.people[TILLY].by_name
    assert merged.people[TILLY].attested


def test_who_telephoned_and_hung_up_is_let_in_again_on_their_own_chair() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.SeatByName("Tilly", person=TILLY))
    gone = scene.does(c.Leave(said_by=TILLY))

    gone.does(c.Admit(TILLY)).then(e.PersonSeated(NOON, TILLY, 5))


def test_who_had_to_go_is_let_in_when_they_are_back() -> None:
    gone = given(Phase.DISCUSS).by(DEV).does(c.Leave()).by(ADA)

    with pytest.raises(IllegalHere, match="when they are back"):
        gone.does(c.Admit(DEV))


def test_nobody_is_let_in_where_the_plan_has_no_place_for_them() -> None:
    """They would be sent out by the next change of anybody."""
    debrief = given(Phase.DEBRIEF).by(ADA)

    for command in (c.Admit(DEV), c.SeatByName("Tilly", person=TILLY)):
        with pytest.raises(IllegalHere, match="no place"):
            debrief.does(command)


def test_who_has_gone_brings_nobody_back() -> None:
    scene = given(Phase.SELECT).arrives(FINN)
    gone = scene.by(SYSTEM).does(c.Lose(DEV, 1, LONG_AGO)).does(c.Lose(FINN, 1, LONG_AGO))

    assert gone.by(ADA).does(c.SameAs(FINN, DEV)).room.people[DEV].is_gone


@pytest.mark.parametrize("other", [CLEO, ADA, EVE])
def test_who_presents_leads_or_stands_in_is_nobody_else(other: PersonId) -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.NameStandIn(EVE))

    with pytest.raises(Invalid, match="presents, leads or stands in"):
        scene.by(BEN).does(c.SameAs(other, DEV))


def test_who_has_no_page_is_in_no_other_browser() -> None:
    scene = given(Phase.SELECT).by(ADA).does(c.SeatByName("Tilly", person=TILLY))

    with pytest.raises(Invalid, match="a page of their own"):
        scene.does(c.SameAs(TILLY, DEV))


# Seated by name ------------------------------------------------------------------------------


def test_anybody_can_be_seated_by_name() -> None:
    scene = given(Phase.DISCUSS).by(ADA).does(c.SeatByName("Tilly", person=TILLY))

    scene.then(
        e.PersonArrived(NOON, TILLY, "Tilly", Role.MEMBER, by_name=True),
        e.PersonSeated(NOON, TILLY, 5),
    )


def test_no_observer_is_seated_by_name_before_the_group_agreed() -> None:
    seat = c.SeatByName("Tilly", Role.OBSERVER, TILLY)

    with pytest.raises(NotReady):
        given().by(ADA).does(seat)
    given().by(ADA).does(c.RecordObserversAgreed()).does(seat).then(e.PersonArrived, e.PersonSeated)


# Agreement and privacy -----------------------------------------------------------------------


def test_the_agreement_is_accepted_in_the_version_read_and_once() -> None:
    scene = given().by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).by(FINN)
    agreed = scene.does(c.Agree(1))

    agreed.then(e.AgreementAccepted(NOON, FINN, 1))
    agreed.does(c.Agree(1)).then()
    with pytest.raises(Stale) as refused:
        scene.does(c.Agree(2))
    assert {"version": 1} == refused.value.facts


def test_the_line_about_privacy_is_said_once_per_meeting() -> None:
    scene = given().by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False)).by(FINN)
    attested = scene.does(c.Attest())

    attested.then(e.PrivacyAttested(NOON, FINN))
    attested.does(c.Attest()).then()


@pytest.mark.parametrize(
    ("first", "last"), [(c.Agree(1), c.Attest()), (c.Attest(), c.Agree(1))], ids=["a", "b"]
)
def test_the_second_of_the_two_opens_the_door(first: c.Command, last: c.Command) -> None:
    scene = given(Phase.OPENING).by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False))

    assert e.PersonSeated(NOON, FINN, 5) == scene.by(FINN).does(first).does(last).events[-1]


def test_both_can_be_given_by_voice() -> None:
    scene = given(Phase.OPENING).by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    scene = scene.by(ADA).does(c.Agree(1, said_by=FINN)).does(c.Attest(said_by=FINN))

    scene.then(e.PrivacyAttested(NOON, FINN), e.PersonSeated(NOON, FINN, 5))


# Rings and observers -------------------------------------------------------------------------


def test_a_leader_moves_people_between_rings_and_opens_and_closes_the_outer_one() -> None:
    scene = given(Phase.DISCUSS, plan="inner_outer").by(ADA)

    scene.does(c.SetRing(DEV, Ring.OUTER)).then(e.RingSet(NOON, DEV, Ring.OUTER))
    scene.does(c.SetRing(DEV, Ring.INNER)).then()
    opened = scene.does(c.OpenOuterRing()).then(e.OuterRingOpened(NOON))
    opened.does(c.OpenOuterRing()).then()
    opened.does(c.CloseOuterRing()).then(e.OuterRingClosed(NOON))
    scene.does(c.CloseOuterRing()).then()


@pytest.mark.parametrize("command", [c.SetRing(DEV, Ring.OUTER), c.OpenOuterRing()])
def test_a_plan_without_rings_has_none_to_set_or_open(command: c.Command) -> None:
    with pytest.raises(IllegalHere):
        given().by(ADA).does(command)


def test_observers_sit_once_the_leaders_record_that_the_group_agreed_today() -> None:
    scene = given(Phase.OPENING).arrives(OMAR, Role.OBSERVER)
    assert Standing.WAITING is standing(scene, OMAR)

    agreed = scene.by(ADA).does(c.RecordObserversAgreed())
    agreed.then(e.ObserversAgreed(NOON), e.PersonSeated(NOON, OMAR, 5))
    agreed.does(c.RecordObserversAgreed()).then()

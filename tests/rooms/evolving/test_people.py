"""People at the door, in the circle, gone or removed, folded."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.rooms import events as e
from app.rooms.evolve import evolve, fold
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import Person, Ring, Room, StandIn, Standing
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, DEV, EVE, FINN, given

ROOM = given(Phase.DISCUSS).room
ARRIVED = evolve(ROOM, e.PersonArrived(NOON, FINN, "Finn", Role.MEMBER, needs_confirmation=True))
UNLED = fold(ROOM, [e.StandInNamed(NOON, EVE), e.LeadersLost(NOON, NOON), e.RoomTaken(NOON)])


def changed(room: Room, event: e.Event, who: PersonId = DEV) -> dict[str, object]:
    """What is different about `who` after the event; nobody else changes."""
    before, after = room, evolve(room, event)
    others = {p: one for p, one in before.people.items() if p != who}
    assert others == {p: one for p, one in after.people.items() if p != who}
    old, new = before.people[who], after.people[who]
    names = Person.__dataclass_fields__
    return {n: getattr(new, n) for n in names if getattr(new, n) != getattr(old, n)}


def test_who_arrives_waits() -> None:
    assert Person(FINN, "Finn", Role.MEMBER, needs_confirmation=True) == ARRIVED.people[FINN]


@pytest.mark.parametrize(
    ("event", "difference"),
    [
        (e.PersonConfirmed(NOON, DEV, "Devika"), {"name": "Devika"}),
        (e.PersonSeated(NOON, DEV, 9), {"seat": 9}),
        (e.PersonSentOut(NOON, DEV), {"standing": Standing.WAITING}),
        (e.PersonJoined(NOON, DEV, 7), {"visit": 7}),
        (e.PersonLeft(NOON, DEV, 1), {"is_gone": True}),
        (e.PersonDeparted(NOON, DEV), {"standing": Standing.DEPARTED, "out_at": NOON}),
        (e.PersonRemoved(NOON, DEV), {"standing": Standing.REMOVED, "out_at": NOON}),
        (e.AgreementAccepted(NOON, DEV, 4), {"agreed": 4}),
        (e.RingSet(NOON, DEV, Ring.OUTER), {"ring": Ring.OUTER}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_each_fact_changes_what_it_says_about_one_person(
    event: e.Event, difference: dict[str, object]
) -> None:
    assert difference == changed(ROOM, event)


def test_who_attests_has_attested() -> None:
    assert {"attested": True} == changed(ARRIVED, e.PrivacyAttested(NOON, FINN), FINN)


def test_who_is_confirmed_needs_no_more_confirmation() -> None:
    confirmed = changed(ARRIVED, e.PersonConfirmed(NOON, FINN, "Finn"), FINN)

    assert {"needs_confirmation": False} == confirmed


def test_who_had_to_go_and_joins_again_stands_at_the_door() -> None:
    departed = evolve(ROOM, e.PersonDeparted(NOON, DEV))
    joined = changed(departed, e.PersonJoined(NOON, DEV, 2))

    assert {"standing": Standing.WAITING, "visit": 2} == joined


def test_who_was_gone_and_joins_is_no_longer_gone() -> None:
    gone = evolve(ROOM, e.PersonLeft(NOON, DEV, 1))

    assert {"is_gone": False} == changed(gone, e.PersonJoined(NOON, DEV, 1))


def test_a_chair_brings_nobody_back_who_has_gone() -> None:
    gone = fold(ROOM, [e.PersonSentOut(NOON, DEV), e.PersonLeft(NOON, DEV, 1)])

    assert {"standing": Standing.SEATED} == changed(gone, e.PersonSeated(NOON, DEV, 3))


def test_a_merged_newcomer_is_out_of_the_way_and_who_they_are_is_back() -> None:
    gone = fold(ARRIVED, [e.PersonLeft(NOON, DEV, 1), e.PersonDeparted(NOON, EVE)])
    room = fold(gone, [e.PersonMerged(NOON, FINN, DEV)])

    assert (DEV, Standing.DEPARTED, False) == (
        room.people[FINN].is_merged_into,
        room.people[FINN].standing,
        room.people[FINN].needs_confirmation,
    )
    assert (Standing.SEATED, True) == (room.people[DEV].standing, room.people[DEV].is_gone)
    assert not evolve(room, e.PersonJoined(NOON, DEV, 2)).people[DEV].is_gone
    assert Standing.WAITING is evolve(gone, e.PersonMerged(NOON, FINN, EVE)).people[EVE].standing


def test_rings_open_and_close_and_observers_are_agreed_for_everybody() -> None:
    opened = evolve(ROOM, e.OuterRingOpened(NOON))

    assert opened.outer_open
    assert not evolve(opened, e.OuterRingClosed(NOON)).outer_open
    assert evolve(ROOM, e.ObserversAgreed(NOON)).observers_agreed


def test_a_stand_in_is_named_takes_and_declines() -> None:
    named = evolve(ROOM, e.StandInNamed(NOON, EVE))
    offered = evolve(named, e.LeadersLost(NOON, NOON))
    acting, declined = (evolve(offered, one(NOON)) for one in (e.RoomTaken, e.RoomDeclined))

    assert StandIn(named=True, person=EVE) == named.stand_in
    assert StandIn(True, EVE, offered_until=NOON, was_offered=True) == offered.stand_in
    assert StandIn(True, EVE, acting_since=NOON, was_offered=True) == acting.stand_in
    assert StandIn(True, EVE, was_offered=True) == declined.stand_in


@pytest.mark.parametrize("out", [e.PersonDeparted(NOON, EVE), e.PersonRemoved(NOON, EVE)])
def test_a_stand_in_who_is_out_has_no_office(out: e.Event) -> None:
    assert StandIn() == evolve(UNLED, out).stand_in


@pytest.mark.parametrize(
    "back", [e.PersonJoined(NOON, ADA, 2), e.PersonSeated(NOON, ADA, 0), e.LedAgain(NOON)]
)
def test_a_leaders_return_leads_the_room_again(back: e.Event) -> None:
    room = evolve(UNLED, back)

    assert (True, False, False, EVE) == (
        room.is_led,
        room.are_leaders_lost,
        room.stand_in.is_acting,
        room.stand_in.person,
    )


def test_nobody_elses_return_leads_the_room_again() -> None:
    """Not a member's, not a leader's at the door or without a page, not the presenter's."""
    at_the_door = evolve(UNLED, e.PersonDeparted(NOON, BEN))
    people = {**UNLED.people, BEN: replace(UNLED.people[BEN], by_name=True, visit=0)}
    presenting = given(Phase.DISCUSS, presenter=BEN).room

    assert not evolve(UNLED, e.PersonJoined(NOON, DEV, 2)).is_led
    assert not evolve(at_the_door, e.PersonJoined(NOON, BEN, 2)).is_led
    assert not evolve(replace(UNLED, people=people), e.PersonSeated(NOON, BEN, 1)).is_led
    assert not fold(presenting, [e.FailedOpen(NOON), e.PersonJoined(NOON, BEN, 2)]).is_led


def test_a_stand_in_who_joins_once_leaders_are_lost_is_asked_then() -> None:
    lost = fold(ROOM, [e.StandInNamed(NOON, EVE), e.LeadersLost(NOON, None)])

    asked = evolve(lost, e.PersonJoined(NOON, EVE, 2)).stand_in
    assert (NOON + 60_000, True) == (asked.offered_until, asked.was_offered)

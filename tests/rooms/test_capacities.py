"""What somebody may act as; rights add up, and connections decide nothing in the fold."""

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import (
    audience,
    capacities,
    is_presenter,
    known,
    leaders_here,
    presenting_leader,
)
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Actor, Role, person
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
    OPERATOR,
    READER,
    STRANGER,
    Scene,
    given,
)


def acts(scene: Scene, who: PersonId | Actor) -> set[str]:
    actor = who if isinstance(who, Actor) else person(who)
    return {capacity.value for capacity in capacities(scene.room, actor)}


def sees_as(scene: Scene, who: PersonId) -> str:
    return audience(scene.room, scene.room.people[who]).value


def offered(phase: Phase = Phase.DISCUSS, stand_in: PersonId = EVE) -> Scene:
    scene = given(phase).by(ADA).does(c.NameStandIn(stand_in)).without(ADA, BEN)
    return scene.by(SYSTEM).does(c.LoseLeaders(1)).by(stand_in)


def test_everybody_acts_by_their_role() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,))

    assert {"leader"} == acts(scene, ADA)
    assert {"member"} == acts(scene, DEV)
    assert {"observer"} == acts(scene, OMAR)
    assert {"member", "presenter"} == acts(scene, CLEO)


def test_who_stands_at_the_door_or_had_to_go_waits() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN).by(DEV).does(c.Leave())

    assert {"waiting"} == acts(scene, FINN) == acts(scene, DEV)


def test_strangers_and_the_removed_act_as_nothing() -> None:
    scene = given(Phase.OPENING).by(ADA).does(c.RemovePerson(DEV))

    assert set() == acts(scene, STRANGER) == acts(scene, DEV)


def test_machines_act_by_their_grant_and_nobody_else_in_the_room() -> None:
    scene = given(Phase.OPENING)

    assert {"integration"} == acts(scene, MACHINE)
    assert set() == acts(scene, READER)
    assert {"operator"} == acts(scene, OPERATOR)
    assert {"system"} == acts(scene, SYSTEM)


@pytest.mark.parametrize("phase", [Phase.PRESENT, Phase.DISCUSS, Phase.CLOSE])
def test_a_leader_who_presents_beside_another_is_a_member_until_the_case_is_over(
    phase: Phase,
) -> None:
    assert {"member", "presenter"} == acts(given(phase, presenter=BEN), BEN)


def test_a_leader_who_presents_alone_keeps_the_leaders_rights() -> None:
    assert {"leader", "presenter"} == acts(given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA), ADA)


def test_a_leader_who_presents_is_a_leader_again_when_the_other_has_gone() -> None:
    scene = given(Phase.DISCUSS, presenter=BEN).after(e.PersonLeft(NOON, ADA, 1))

    assert {"leader", "presenter"} == acts(scene, BEN)


def test_a_stand_in_is_offered_the_room_then_holds_it_and_remains_a_member() -> None:
    scene = offered()

    assert {"member", "offered_room"} == acts(scene, EVE)
    assert {"member", "stand_in"} == acts(scene.does(c.TakeRoom()), EVE)


def test_a_stand_in_without_an_offer_is_a_member() -> None:
    assert {"member"} == acts(given(Phase.OPENING).by(ADA).does(c.NameStandIn(EVE)), EVE)


def test_a_stand_in_in_the_presenters_chair_is_never_offered_the_room() -> None:
    """Named before, chosen to present after: the office sleeps while they present."""
    scene = given(Phase.SELECT).by(ADA).does(c.NameStandIn(CLEO))
    scene = scene.does(c.ChoosePresenter(CLEO)).does(c.Advance()).without(ADA, BEN)
    scene = scene.by(SYSTEM).does(c.LoseLeaders(1))

    scene.then(e.LeadersLost(NOON, None))
    assert {"member", "presenter"} == acts(scene.after(e.RoomTaken(NOON)), CLEO)


def test_a_newcomer_who_is_somebody_again_acts_as_that_person() -> None:
    scene = given(Phase.OPENING).arrives(FINN, needs_confirmation=True)
    scene = scene.by(ADA).does(c.SameAs(FINN, BEN))

    assert BEN == getattr(known(scene.room, person(FINN)), "id", None)
    assert {"leader"} == acts(scene, FINN)


def test_nobody_is_known_behind_a_machine_or_a_strange_id() -> None:
    room = given().room

    assert known(room, MACHINE) is None
    assert known(room, person(STRANGER)) is None


def test_only_who_sits_in_the_chair_is_the_presenter() -> None:
    room = given(Phase.CLARIFY).room

    assert [CLEO] == [p.id for p in room.seated() if is_presenter(room, p)]


def test_everybody_sees_by_their_role() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).arrives(FINN)

    assert "leader" == sees_as(scene, ADA)
    assert "member" == sees_as(scene, DEV) == sees_as(scene, CLEO)
    assert "observer" == sees_as(scene, OMAR)
    assert "waiting" == sees_as(scene, FINN)


@pytest.mark.parametrize("standing", [e.PersonDeparted, e.PersonRemoved, e.PersonSentOut])
def test_who_is_out_sees_what_those_at_the_door_see(standing: type[e.PersonDeparted]) -> None:
    assert "waiting" == sees_as(given(Phase.DISCUSS).after(standing(NOON, DEV)), DEV)


def test_sitting_back_takes_the_clock_away_in_discuss_and_rejoin_only() -> None:
    early = given(Phase.PRESENT).sat_back()
    late = early.by(ADA).does(c.Advance())

    assert "member" == sees_as(early, CLEO) == sees_as(late, CLEO)
    assert "sitting_back" == sees_as(late.does(c.Advance()), CLEO)
    assert "sitting_back" == sees_as(late.does(c.Advance()).does(c.Advance()), CLEO)


def test_a_presenting_leader_has_no_leaders_view_even_alone() -> None:
    alone = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA)

    assert "member" == sees_as(alone, ADA)
    assert "member" == sees_as(given(Phase.CLOSE, presenter=BEN), BEN)
    assert "leader" == sees_as(given(Phase.CLOSING, presenter=BEN), BEN)


def test_an_acting_stand_in_sees_what_leaders_see() -> None:
    scene = offered()

    assert "member" == sees_as(scene, EVE)
    assert "leader" == sees_as(scene.does(c.TakeRoom()), EVE)
    assert "member" == sees_as(scene.does(c.TakeRoom()), DEV)


def test_leaders_here_are_connected_and_do_not_present_this_case() -> None:
    scene = given(Phase.DISCUSS, presenter=BEN)

    assert [ADA] == [p.id for p in leaders_here(scene.room, scene.here)]
    assert () == leaders_here(scene.room, scene.without(ADA).here)


def test_a_leader_seated_by_name_leads_nothing_by_connection() -> None:
    tilly = PersonId("tilly")
    scene = given(leaders=()).by(MACHINE).does(c.SeatByName("Tilly", Role.LEADER, tilly))

    assert () == leaders_here(scene.room, frozenset({tilly}))


def test_a_leader_who_presents_is_here_while_they_sit_and_are_connected() -> None:
    scene = given(Phase.DISCUSS, presenter=BEN)

    assert scene.room.people[BEN] == presenting_leader(scene.room, frozenset({BEN}))
    assert presenting_leader(scene.room, frozenset({ADA})) is None
    assert presenting_leader(scene.by(BEN).does(c.Leave()).room, frozenset({BEN})) is None
    assert presenting_leader(given(Phase.DISCUSS).room, frozenset({CLEO})) is None

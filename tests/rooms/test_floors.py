"""Everybody's floor: only sitting back locks, only in discuss and rejoin, only under a leader."""

from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from app.phases.floor import Floor, Place
from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.fields import PersonId
from app.rooms.floors import can_be_released, floors, locked, place_of
from app.rooms.roles import SYSTEM
from app.rooms.state import Chair, PushBack, Ring
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, EVENING, OMAR, Scene, given


def floor(scene: Scene, who: PersonId) -> tuple[str, str]:
    seat = floors(scene.room)[who]
    return seat.floor.value, seat.reason.value


def large(phase: Phase) -> Scene:
    """A meeting in two rings with Dev in the outer one."""
    scene = given(phase, plan="inner_outer").by(ADA)
    return scene.does(c.SetRing(DEV, Ring.OUTER))


def test_everybody_seated_has_a_floor_and_nobody_else() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).by(EVE).does(c.Leave())

    assert {ADA, BEN, CLEO, DEV, OMAR} == set(floors(scene.room))


def test_in_present_the_presenter_speaks_and_the_others_listen() -> None:
    scene = given(Phase.PRESENT, observers=(OMAR,))

    assert ("open", "phase") == floor(scene, CLEO) == floor(scene, ADA)
    assert ("listening", "phase") == floor(scene, DEV)
    assert ("listening", "observer") == floor(scene, OMAR)


def test_until_they_answer_the_presenter_listens_and_is_not_locked() -> None:
    assert ("listening", "push_back") == floor(given(Phase.DISCUSS), CLEO)


def test_sitting_back_locks_in_discuss_and_rejoin() -> None:
    scene = given(Phase.DISCUSS).sat_back()

    assert ("locked", "push_back") == floor(scene, CLEO)
    assert ("locked", "push_back") == floor(scene.by(ADA).does(c.Advance()), CLEO)


@pytest.mark.parametrize("phase", [Phase.PRESENT, Phase.CLARIFY])
def test_sitting_back_before_discuss_locks_nothing_yet(phase: Phase) -> None:
    assert ("open", "phase") == floor(given(phase).sat_back(), CLEO)


def test_who_stays_or_has_come_back_in_may_speak() -> None:
    scene = given(Phase.DISCUSS).by(CLEO)

    assert ("open", "push_back") == floor(scene.does(c.Stay()), CLEO)
    assert ("open", "push_back") == floor(scene.does(c.SitBack()).does(c.ComeBackIn()), CLEO)


def test_in_rejoin_a_presenter_who_never_answered_may_speak() -> None:
    assert ("open", "push_back") == floor(given(Phase.REJOIN), CLEO)


def test_nobody_is_locked_without_a_leader_able_to_release() -> None:
    """Gone, lost, or opened by itself: the chair stays pushed back, the lock does not."""
    scene = given(Phase.DISCUSS).sat_back()
    gone = scene.after(e.PersonLeft(NOON, ADA, 1)).after(e.PersonLeft(NOON, BEN, 1))
    lost = scene.after(e.LeadersLost(NOON, None))

    for opened in (gone, lost):
        assert not can_be_released(opened.room)
        assert ("listening", "push_back") == floor(opened, CLEO)


def test_a_leader_who_presents_alone_is_never_locked() -> None:
    scene = given(Phase.DISCUSS, leaders=(ADA,), presenter=ADA).sat_back()

    assert ("listening", "push_back") == floor(scene, ADA)


def test_a_leader_who_presents_beside_another_is_locked_like_anybody() -> None:
    assert ("locked", "push_back") == floor(given(Phase.DISCUSS, presenter=BEN).sat_back(), BEN)


def test_stopping_opens_every_floor_except_observers() -> None:
    scene = given(Phase.DISCUSS, observers=(OMAR,)).sat_back().by(ADA).does(c.Stop())

    assert {("open", "stopped")} == {floor(scene, who) for who in (ADA, BEN, CLEO, DEV, EVE)}
    assert ("listening", "observer") == floor(scene, OMAR)


def test_the_outer_ring_listens_until_a_leader_opens_it() -> None:
    scene = large(Phase.DISCUSS)

    assert ("listening", "ring") == floor(scene, DEV)
    assert ("open", "phase") == floor(scene, EVE)
    assert ("open", "ring") == floor(scene.does(c.OpenOuterRing()), DEV)
    assert ("listening", "ring") == floor(
        scene.does(c.OpenOuterRing()).does(c.CloseOuterRing()), DEV
    )


def test_the_opened_outer_ring_speaks_where_members_speak() -> None:
    opened = large(Phase.DISCUSS).does(c.OpenOuterRing()).does(c.Back()).does(c.Back())

    assert Phase.PRESENT is opened.room.phase
    assert ("listening", "ring") == floor(opened, DEV)


def test_a_plan_without_rings_has_no_outer_place() -> None:
    scene = given(Phase.DISCUSS).after(e.RingSet(NOON, DEV, Ring.OUTER))

    assert ("open", "phase") == floor(scene, DEV)


def test_a_plan_without_push_back_asks_the_presenter_to_listen_in_discuss() -> None:
    assert "listening" == floor(given(Phase.DISCUSS, plan="fallberatung_60"), CLEO)[0]
    assert "open" == floor(given(Phase.REJOIN, plan="fallberatung_60"), CLEO)[0]


def test_a_plan_may_say_otherwise_for_a_phase() -> None:
    talkative = replace(EVENING, floors={Phase.PRESENT: {Place.MEMBER: Floor.OPEN}})

    assert ("open", "phase") == floor(given(Phase.PRESENT, plan=talkative), DEV)


def test_an_observer_is_an_observer_whatever_the_ring() -> None:
    scene = given(Phase.DISCUSS, plan="inner_outer", observers=(OMAR,))
    scene = scene.after(e.RingSet(NOON, OMAR, Ring.OUTER))

    assert Place.OBSERVER is place_of(scene.room, scene.room.people[OMAR])[0]


def test_after_a_fail_open_nobody_is_locked() -> None:
    scene = given(Phase.DISCUSS).sat_back().without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))

    assert ("open", "push_back") == floor(scene, CLEO)


SCENES = {phase: given(phase, observers=(OMAR,)) for phase in Phase}


@for_any(
    st.sampled_from(Phase),
    st.builds(PushBack, chair=st.sampled_from(Chair), camera=st.none() | st.booleans()),
    st.booleans(),
    st.booleans(),
)
def test_locked_means_sitting_back_in_discuss_or_rejoin_with_a_leader_able_to_release(
    phase: Phase, push_back: PushBack, is_led: bool, stopped: bool
) -> None:
    room = SCENES[phase].room
    if room.case is not None:
        case = replace(room.case, push_back=push_back, stopped=stopped)
        room = replace(room, cases={1: case, case.number: case})
    room = replace(room, is_led=is_led)
    locks = (
        phase in (Phase.DISCUSS, Phase.REJOIN)
        and push_back.chair is Chair.SITTING_BACK
        and is_led
        and not stopped
    )

    assert frozenset({CLEO} if locks else ()) == locked(room)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_shipped_plan_changes_a_floor_of_its_own(name: str) -> None:
    assert {} == SHIPPED[name].floors

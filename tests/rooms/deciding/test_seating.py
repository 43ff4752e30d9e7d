"""Who may come in, and which chair is theirs."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.scene import Scene as Instantly
from app.rooms.deciding.seating import chair, is_ready, may_come_in, settle, settled, stays
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Role
from app.rooms.state import Person, Standing
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, FINN, OMAR, Scene, given

OPEN = {"gathering", "opening", "select", "closing", "corridor", "ended"}
READY = Person(FINN, "Finn", Role.MEMBER, agreed=1, attested=True)


def at_the_door(phase: Phase, **facts: object) -> bool:
    """Whether Finn, ready but for `facts`, is let in by the door itself."""
    person = replace(READY, **facts)  # type: ignore[arg-type]  # any field of a person
    return may_come_in(given(phase, observers=(OMAR,)).room, person)


@pytest.mark.parametrize("phase", Phase)
def test_a_member_comes_in_while_the_door_is_open(phase: Phase) -> None:
    assert (phase in OPEN) is at_the_door(phase)


@pytest.mark.parametrize("phase", Phase)
def test_leaders_are_never_locked_out(phase: Phase) -> None:
    assert at_the_door(phase, role=Role.LEADER)


@pytest.mark.parametrize("phase", Phase)
def test_who_was_in_the_circle_when_the_door_shut_returns_where_the_plan_has_their_place(
    phase: Phase,
) -> None:
    assert (phase is not Phase.DEBRIEF) is at_the_door(phase, may_return=True)


@pytest.mark.parametrize("phase", Phase)
def test_observers_enter_before_the_first_case_or_between_cases(phase: Phase) -> None:
    may = phase in (Phase.GATHERING, Phase.OPENING, Phase.SELECT)

    assert may is at_the_door(phase, role=Role.OBSERVER)


def test_observers_wait_until_the_group_agreed() -> None:
    observer = replace(READY, role=Role.OBSERVER)

    assert not may_come_in(given(Phase.OPENING).room, observer)


@pytest.mark.parametrize(
    "facts",
    [
        {"agreed": 0},
        {"agreed": 2},
        {"attested": False},
        {"needs_confirmation": True},
        {"standing": Standing.SEATED},
        {"standing": Standing.DEPARTED},
        {"standing": Standing.REMOVED},
    ],
    ids=str,
)
def test_the_door_opens_to_nobody_who_is_not_ready_known_and_waiting(
    facts: dict[str, object],
) -> None:
    assert at_the_door(Phase.OPENING)
    assert not at_the_door(Phase.OPENING, **facts)
    assert not at_the_door(Phase.OPENING, role=Role.LEADER, **facts)


def test_who_sits_by_name_has_nothing_to_accept() -> None:
    room = given().room

    assert is_ready(room, Person(FINN, "Finn", Role.MEMBER, by_name=True))
    assert is_ready(room, READY)
    assert not is_ready(room, replace(READY, agreed=0))


def test_a_returning_person_has_their_own_chair_and_a_new_one_the_next() -> None:
    room = given().room

    assert e.PersonSeated(NOON, DEV, 3) == chair(room, room.people[DEV], NOON)
    assert e.PersonSeated(NOON, FINN, 5) == chair(room, READY, NOON)
    assert e.PersonSeated(NOON, FINN, 0) == chair(replace(room, people={}), READY, NOON)


def test_no_chair_is_given_twice_even_after_somebody_left_it() -> None:
    scene = given(Phase.OPENING).by(EVE).does(c.Leave()).arrives(FINN)

    assert 5 == scene.room.people[FINN].seat


def test_several_who_wait_are_seated_one_after_the_other() -> None:
    scene = given(Phase.CLOSE).arrives(FINN).arrives(PersonId("gita"))

    scene.by(ADA).does(c.Advance()).then(
        e.PhaseEntered, e.PersonSeated(NOON, FINN, 5), e.PersonSeated(NOON, PersonId("gita"), 6)
    )


def test_the_plan_has_no_place_for_members_in_the_debrief() -> None:
    room = given(Phase.DEBRIEF).room

    assert stays(room, room.people[ADA])
    assert not stays(room, room.people[DEV])


def test_settling_what_is_settled_changes_nothing() -> None:
    for phase in Phase:
        assert [] == list(settle(given(phase).room, NOON))


def test_the_consequence_at_the_door_follows_the_events() -> None:
    scene = given(Phase.OPENING).by(SYSTEM).does(c.Arrive(FINN, "Finn", Role.MEMBER, False))
    room = scene.by(FINN).does(c.Agree(1)).room
    attested = e.PrivacyAttested(NOON, FINN)

    assert [attested, e.PersonSeated(NOON, FINN, 5)] == settled(
        room, [attested], Instantly(SYSTEM, NOON)
    )


def late(scene: Scene) -> list[PersonId]:
    return [p.id for p in scene.room.waiting()]


def test_late_comers_wait_and_come_in_between_cases() -> None:
    scene = given(Phase.PRESENT).arrives(FINN)
    assert [FINN] == late(scene)

    between = scene.by(ADA).does(c.WithdrawCase()).does(c.Advance())
    assert [] == late(between)
    assert CLEO == between.room.cases[1].presenter


def test_who_was_let_in_mid_case_and_left_waits_for_the_gap_like_any_late_comer() -> None:
    scene = given(Phase.DISCUSS).arrives(FINN).by(ADA).does(c.Admit(FINN))
    left = scene.by(FINN).does(c.Leave()).by(SYSTEM).does(c.Join(FINN, 2))

    assert [FINN] == late(left)

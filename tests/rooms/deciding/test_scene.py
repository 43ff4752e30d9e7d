import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.deciding.scene import Ask, Scene, doer
from app.rooms.errors import Invalid
from app.rooms.roles import Actor, person
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, DEV, FINN, MACHINE, STRANGER, given


def test_an_ask_brings_no_revision_and_no_confirmation_unless_it_says_so() -> None:
    ask = Ask(c.Stop(), MACHINE)

    assert ({}, None) == (ask.expect, ask.confirm)


def test_an_act_is_the_askers_own() -> None:
    assert DEV == doer(given().room, Scene(person(DEV), NOON), None).id


def test_an_act_said_aloud_is_that_of_who_said_it() -> None:
    assert DEV == doer(given().room, Scene(person(ADA), NOON), DEV).id


def test_an_act_of_somebody_who_came_again_is_that_of_who_they_are() -> None:
    scene = given(Phase.OPENING).arrives(FINN, needs_confirmation=True)
    room = scene.by(ADA).does(c.SameAs(FINN, BEN)).room

    assert BEN == doer(room, Scene(person(FINN), NOON), None).id


@pytest.mark.parametrize("by", [MACHINE, person(STRANGER)])
def test_an_act_without_a_person_is_invalid(by: Actor) -> None:
    with pytest.raises(Invalid):
        doer(given().room, Scene(by, NOON), None)


def test_somebody_unknown_said_nothing() -> None:
    with pytest.raises(Invalid):
        doer(given().room, Scene(person(ADA), NOON), STRANGER)

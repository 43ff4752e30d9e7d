import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, Instant
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.errors import Stale
from app.rooms.roles import SYSTEM
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, FINN, OMAR, given, step


@pytest.mark.parametrize("phase", Phase)
def test_scene_begins_in_any_phase(phase: Phase) -> None:
    assert phase is given(phase).room.phase


def test_scene_begins_in_a_later_case() -> None:
    scene = given(Phase.CLARIFY, case=2)

    assert (Phase.CLARIFY, step("2.clarify"), 2) == (
        scene.room.phase,
        scene.room.position.step,
        scene.room.case_number,
    )


def test_everybody_named_is_seated_in_order_and_connected() -> None:
    scene = given(observers=(OMAR,))

    assert [ADA, BEN, CLEO, DEV, EVE, OMAR] == [p.id for p in scene.room.seated()]
    assert {ADA, BEN, CLEO, DEV, EVE, OMAR} == scene.here


def test_somebody_may_be_seated_without_being_connected() -> None:
    assert BEN not in given().without(BEN).here
    assert BEN in given().without(BEN).back(BEN).here


def test_a_command_brings_the_revision_its_row_asks_for() -> None:
    given().by(ADA).does(c.OpenMeeting()).then(e.PhaseEntered, e.PlannedEndSet)


def test_a_stale_picture_can_be_told() -> None:
    with pytest.raises(Stale):
        given(Phase.OPENING).by(ADA).does(c.Advance(), expect=0)


def test_an_ephemeral_command_is_heard() -> None:
    assert (DEV,) == given(Phase.SELECT).by(DEV).does(c.Volunteer()).signals.volunteers


def test_what_fell_due_is_recorded_by_the_time_it_is() -> None:
    close = step("1.close")

    given(Phase.CLOSE).at(MINUTE).then(
        e.MarkReached(Instant(NOON + 20_000), close, 1, 1),
        e.MarkReached(Instant(NOON + 50_000), close, 1, 2),
        e.MarkReached(Instant(NOON + 60_000), close, 1, 0),
    )


def test_then_fails_when_something_else_came() -> None:
    with pytest.raises(AssertionError):
        given().by(ADA).does(c.OpenMeeting()).then(e.PhaseEntered)


def test_sat_back_leaves_the_actor_as_they_were() -> None:
    scene = given(Phase.DISCUSS).by(BEN).sat_back()

    assert BEN == scene.actor.person
    assert scene.room.cases[1].push_back.chair.value == "sitting_back"


def test_somebody_comes_to_the_door() -> None:
    scene = given(Phase.PRESENT).arrives(FINN)

    assert [FINN] == [p.id for p in scene.room.waiting()]


def test_the_system_acts_too() -> None:
    scene = given(Phase.DISCUSS).without(ADA, BEN).by(SYSTEM).does(c.FailOpen(1))

    scene.then(e.FailedOpen(NOON))
    assert CLEO == scene.room.cases[1].presenter

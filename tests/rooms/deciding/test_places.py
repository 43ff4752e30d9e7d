"""Leaders say whose place in the call is whose, where the call cannot know it by itself."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.places import MAX_PLACES
from app.rooms.errors import IllegalHere, NotFound, RoomFull
from app.rooms.fields import PersonId, PlaceId
from app.rooms.state import KNOWS_WHOSE, CallKind
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, FINN, STRANGER, Scene, given

PLACE, OTHER = PlaceId("a" * 32), PlaceId("b" * 32)


def in_a_call(phase: Phase = Phase.DISCUSS, call: CallKind = CallKind.CONTRACT) -> Scene:
    scene = given(phase)
    return replace(scene, room=replace(scene.room, call=call)).by(ADA)


def test_place_is_somebodys_and_becomes_somebody_elses_and_nobodys() -> None:
    scene = in_a_call().does(c.MatchPlace(PLACE, CLEO))

    scene.then(e.PlaceMatched(NOON, PLACE, CLEO))
    scene.does(c.MatchPlace(PLACE, CLEO)).then()
    scene.does(c.MatchPlace(PLACE, DEV)).then(e.PlaceMatched(NOON, PLACE, DEV))
    freed = scene.does(c.FreePlace(PLACE)).then(e.PlaceFreed(NOON, PLACE))
    freed.does(c.FreePlace(PLACE)).then()


def test_somebody_has_as_many_places_as_they_have_devices() -> None:
    scene = in_a_call().does(c.MatchPlace(PLACE, CLEO)).does(c.MatchPlace(OTHER, CLEO))

    assert [PLACE, OTHER] == scene.room.places_of(CLEO)


@pytest.mark.parametrize("call", sorted(KNOWS_WHOSE))
@pytest.mark.parametrize("command", [c.MatchPlace(PLACE, CLEO), c.FreePlace(PLACE)])
def test_where_the_call_is_unknown_or_knows_everybody_nobody_is_matched(
    call: CallKind, command: c.Command
) -> None:
    with pytest.raises(IllegalHere):
        in_a_call(call=call).does(command)


def test_calls_that_know_by_themselves_are_those_beside_and_our_own() -> None:
    assert {CallKind.BESIDE, CallKind.BUILT_IN} == KNOWS_WHOSE


def test_nobody_unknown_is_matched() -> None:
    with pytest.raises(NotFound):
        in_a_call().does(c.MatchPlace(PLACE, STRANGER))


def out_of_the_circle() -> dict[str, tuple[Scene, PersonId]]:
    scene = in_a_call()
    return {
        "at the door": (scene.arrives(FINN), FINN),
        "had to go": (scene.by(EVE).does(c.Leave()).by(ADA), EVE),
        "is somebody else": (scene.arrives(FINN).does(c.SameAs(FINN, EVE)), FINN),
    }


@pytest.mark.parametrize("who", out_of_the_circle())
def test_a_slip_puts_nobody_out_of_the_call(who: str) -> None:
    """Whoever is not in the circle may not be in the call: their place would be put out of it."""
    scene, person = out_of_the_circle()[who]

    with pytest.raises(IllegalHere):
        scene.does(c.MatchPlace(PLACE, person))


def test_removed_person_is_matched_to_nothing_and_what_was_theirs_can_be_freed() -> None:
    scene = in_a_call().does(c.MatchPlace(PLACE, EVE)).does(c.RemovePerson(EVE))

    with pytest.raises(NotFound):
        scene.does(c.MatchPlace(OTHER, EVE))
    scene.does(c.FreePlace(PLACE)).then(e.PlaceFreed)


def test_no_more_places_are_matched_than_a_circle_can_have() -> None:
    assert 64 == MAX_PLACES
    scene = in_a_call()
    for n in range(MAX_PLACES):
        scene = scene.does(c.MatchPlace(PlaceId(f"{n:032x}"), CLEO))

    with pytest.raises(RoomFull):
        scene.does(c.MatchPlace(PLACE, CLEO))
    scene.does(c.MatchPlace(PlaceId("0" * 32), DEV)).then(e.PlaceMatched)
    scene.does(c.FreePlace(PlaceId("0" * 32))).does(c.MatchPlace(PLACE, CLEO)).then(e.PlaceMatched)


def test_matching_moves_nobody_and_leaves_every_floor_as_it_was() -> None:
    scene = in_a_call().sat_back()
    after = scene.by(ADA).does(c.MatchPlace(PLACE, CLEO)).room

    assert replace(after, seq=0, places={}) == replace(scene.room, seq=0)

"""Whose place in the call is whose, folded."""

from app.phases.phase import Phase
from app.rooms import events as e
from app.rooms.evolve import evolve, fold
from app.rooms.fields import PlaceId
from tests.support.clock import NOON
from tests.support.scenario import CLEO, DEV, EVE, given

TELEPHONE, LAPTOP = PlaceId("a" * 32), PlaceId("b" * 32)
ROOM = given(Phase.DISCUSS).room
MATCHED = fold(ROOM, [e.PlaceMatched(NOON, TELEPHONE, CLEO), e.PlaceMatched(NOON, LAPTOP, DEV)])


def test_person_may_have_several_places_and_a_place_one_person() -> None:
    several = evolve(MATCHED, e.PlaceMatched(NOON, LAPTOP, CLEO))

    assert {TELEPHONE: CLEO, LAPTOP: DEV} == MATCHED.places
    assert [TELEPHONE, LAPTOP] == several.places_of(CLEO)


def test_freed_place_is_nobodys_whether_it_was_anybodys_or_not() -> None:
    freed = evolve(MATCHED, e.PlaceFreed(NOON, TELEPHONE))

    assert {LAPTOP: DEV} == freed.places
    assert freed.places == evolve(freed, e.PlaceFreed(NOON, TELEPHONE)).places


def test_whoever_is_somebody_we_know_again_brings_their_places_along() -> None:
    after = evolve(MATCHED, e.PersonMerged(NOON, DEV, EVE))

    assert {TELEPHONE: CLEO, LAPTOP: EVE} == after.places


def test_whoever_is_removed_or_has_to_go_keeps_theirs_so_that_the_call_knows_who_is_out() -> None:
    for out in (e.PersonRemoved(NOON, CLEO), e.PersonDeparted(NOON, CLEO)):
        assert MATCHED.places == evolve(MATCHED, out).places

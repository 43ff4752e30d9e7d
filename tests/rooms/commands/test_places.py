from app.rooms import commands as c
from app.rooms.commands import places
from tests.support.catalogue import defined_in, texts


def test_these_are_the_commands_about_places_in_the_call() -> None:
    assert {c.MatchPlace, c.FreePlace} == defined_in(places)


def test_no_word_fits_into_them() -> None:
    assert set() == texts(places)

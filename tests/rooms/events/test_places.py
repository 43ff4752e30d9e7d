from app.rooms import events as e
from app.rooms.events import places
from tests.support.catalogue import dated, defined_in, texts


def test_these_are_the_facts_about_places_in_the_call() -> None:
    assert {e.PlaceMatched, e.PlaceFreed} == defined_in(places)


def test_every_one_of_them_says_first_when() -> None:
    assert {"at"} == dated(places)


def test_they_hold_no_words() -> None:
    assert set() == texts(places)

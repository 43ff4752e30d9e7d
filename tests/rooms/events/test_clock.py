from app.rooms import events as e
from app.rooms.events import clock
from tests.support.catalogue import dated, defined_in, texts


def test_these_are_the_facts_about_the_clock() -> None:
    expected = {
        *(e.ClockPaused, e.ClockResumed, e.LimitSet, e.MarkReached, e.LeadersLost),
        e.ClockAdvanced,
    }

    assert expected == defined_in(clock)


def test_every_one_of_them_says_first_when() -> None:
    assert {"at"} == dated(clock)


def test_none_of_them_holds_words() -> None:
    assert set() == texts(clock)

"""What is asked again on a new connection, and what is not."""

from pushback.sections import Sections
from pushback.wishes import Wishes

ANSWERED: Sections = {
    "own": {
        "need": {"at": 1, "seen_by": ["Ada"]},
        "away": False,
        "volunteers": False,
        "wished_at": None,
        "reminded_at": None,
    }
}


def test_what_nobody_has_answered_or_ended_is_asked_again() -> None:
    wishes = Wishes()
    for press in ("need_leader", "someone_can_hear", "extend"):
        wishes.press(press)

    assert ["need_leader", "someone_can_hear"] == wishes.repeated()


def test_what_was_answered_or_ended_is_not() -> None:
    wishes = Wishes()
    for press in ("need_leader", "someone_can_hear", "alone_again"):
        wishes.press(press)
    wishes.hear(ANSWERED)

    assert [] == wishes.repeated()


def test_what_is_taken_back_is_as_it_was() -> None:
    wishes = Wishes()
    wishes.press("alone_again")()
    wishes.press("need_leader")()
    assert [] == wishes.repeated()
    wishes.press("someone_can_hear")
    wishes.press("alone_again")()

    assert ["someone_can_hear"] == wishes.repeated()

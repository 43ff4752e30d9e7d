"""Where a room went on by more than one event at once."""

from app.rooms.leaps import MOST_LEAPS, Leaps


def test_within_a_leap_nobody_knows_what_was_shown_and_at_its_ends_everybody_does() -> None:
    leaps = Leaps()
    leaps.note(3, 4)
    leaps.note(4, 7)

    assert [3, 4, 0, 0, 7] == [leaps.known_at(n) for n in (3, 4, 5, 6, 7)]


def test_of_leaps_long_ago_only_that_they_were_is_known() -> None:
    leaps = Leaps()
    for n in range(MOST_LEAPS + 1):
        leaps.note(10 * n, 10 * n + 2)

    assert leaps.known_at(0) == 0
    assert leaps.known_at(1) == 0
    assert leaps.known_at(2) == 2
    assert leaps.known_at(11) == 0
    assert leaps.known_at(12) == 12

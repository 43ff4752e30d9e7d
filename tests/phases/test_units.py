from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis, between, later


def test_an_hour_is_sixty_minutes_of_sixty_thousand_milliseconds() -> None:
    assert (3_600_000, 60_000, 1_000) == (HOUR, MINUTE, SECOND)


def test_later_and_between_undo_each_other() -> None:
    start, by = Instant(1_000), Millis(250)

    assert Instant(1_250) == later(start, by)
    assert by == between(start, later(start, by))


def test_between_is_negative_when_the_end_lies_before() -> None:
    assert Millis(-250) == between(Instant(1_250), Instant(1_000))

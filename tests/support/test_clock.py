import pytest

from tests.support.clock import NOON, FakeClock


def test_clock_stands_where_it_was_advanced_to() -> None:
    clock = FakeClock()

    clock.advance(1_500)

    assert NOON + 1_500 == clock.now()


def test_clock_refuses_to_go_back() -> None:
    with pytest.raises(ValueError, match="back"):
        FakeClock().advance(-1)

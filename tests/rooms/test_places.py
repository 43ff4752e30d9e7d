"""What leaders are told of places that are nobody's."""

from app.rooms.places import Unmatched
from tests.support.scenario import CLEO


def test_what_somebody_calls_themselves_is_not_in_what_a_log_would_print() -> None:
    assert "Anna" not in repr(Unmatched("Anna", CLEO))

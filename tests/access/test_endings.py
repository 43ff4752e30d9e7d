import pytest

from app.access.endings import REFUSALS, Ending, refuse_ended
from app.access.errors import Removed, ResumeReused


def test_every_ending_has_its_refusal() -> None:
    assert set(Ending) == set(REFUSALS)


def test_what_has_not_ended_is_not_refused() -> None:
    refuse_ended(None)


def test_whoever_was_removed_is_told_so() -> None:
    with pytest.raises(Removed):
        refuse_ended(Ending.REMOVED)


def test_whose_connection_was_used_twice_is_told_so() -> None:
    with pytest.raises(ResumeReused):
        refuse_ended(Ending.REUSED)

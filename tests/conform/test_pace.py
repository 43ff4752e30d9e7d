"""The pace of a run."""

from app.conform.pace import Pace
from app.contract.wire import DEADLINE_MS, LASTS_MS


def test_deadline_is_that_of_the_contract() -> None:
    assert DEADLINE_MS == Pace().deadline_ms


def test_short_state_outlasts_its_answer_and_is_no_longer_than_a_usual_one() -> None:
    pace = Pace()

    assert pace.deadline_ms + pace.watch * 1000 < pace.lasts_ms < LASTS_MS

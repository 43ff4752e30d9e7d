from hypothesis import given
from hypothesis import strategies as st

from app.phases.units import HOUR, MINUTE, SECOND, later
from app.webhooks.schedule import DELAYS, SPREAD, next_try
from tests.support.clock import NOON


def test_schedule_is_the_one_of_the_specification() -> None:
    wanted = [
        0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR,
        20 * HOUR, 24 * HOUR,
    ]  # fmt: skip

    assert wanted == list(DELAYS)


@given(st.text(), st.integers(1, len(DELAYS) - 1))
def test_next_try_comes_at_its_time_or_a_little_later(message: str, tries: int) -> None:
    due = next_try(message, tries, NOON)

    assert due is not None
    assert later(NOON, DELAYS[tries]) <= due <= NOON + DELAYS[tries] * (1 + SPREAD)


def test_after_the_last_try_there_is_none() -> None:
    assert None is next_try("msg", len(DELAYS), NOON)
    assert None is next_try("msg", len(DELAYS) + 1, NOON)


def test_what_failed_together_is_not_tried_together() -> None:
    due = {next_try(f"msg_{n}", 3, NOON) for n in range(100)}

    assert len(due) > 90

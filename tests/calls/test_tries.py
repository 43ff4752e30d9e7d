"""The person's own wish: twice within 30 s, and never by a burst."""

from hypothesis import given
from hypothesis import strategies as st

from app.calls.tries import AGAIN_WITHIN, APART, Answer, Tries
from app.phases.units import Instant
from tests.support.clock import NOON


def answers(*after_ms: int) -> list[Answer]:
    """What comes of own unmutes, each so long after noon."""
    tries, found = Tries(), []
    for ms in after_ms:
        tries, answer = tries.unmuted(Instant(NOON + ms))
        found.append(answer)
    return found


def test_first_is_asked_about_and_a_second_within_half_a_minute_let_through() -> None:
    assert [Answer.ASK, Answer.LET_THROUGH] == answers(0, AGAIN_WITHIN)


def test_second_later_than_that_is_a_first_again() -> None:
    assert [Answer.ASK, Answer.ASK] == answers(0, AGAIN_WITHIN + 1)


def test_after_one_was_let_through_the_next_is_a_first() -> None:
    assert [Answer.ASK, Answer.LET_THROUGH, Answer.ASK] == answers(0, 2_000, 4_000)


@given(st.lists(st.integers(0, APART - 1), min_size=1, max_size=50))
def test_burst_is_one_try_however_long_it_lasts(gaps: list[int]) -> None:
    moments = [0]
    for gap in gaps:
        moments.append(moments[-1] + gap)

    assert [Answer.ASK] + [Answer.NOTHING] * len(gaps) == answers(*moments)


def test_one_that_comes_a_second_after_any_other_is_a_try_and_not_before() -> None:
    assert [Answer.ASK, Answer.LET_THROUGH] == answers(0, APART)
    assert [Answer.ASK, Answer.NOTHING] == answers(0, APART - 1)


def test_program_that_unmutes_in_between_puts_off_the_next_try_and_does_not_forget_the_first() -> (
    None
):
    assert [Answer.ASK, Answer.NOTHING, Answer.NOTHING] == answers(0, 500, 1_400)
    assert [Answer.ASK, Answer.NOTHING, Answer.LET_THROUGH] == answers(0, 500, 1_500)


def test_it_is_a_second_and_half_a_minute_as_promised() -> None:
    assert (1_000, 30_000) == (APART, AGAIN_WITHIN)


def test_after_one_was_let_through_a_burst_of_the_same_hand_is_no_try() -> None:
    assert [Answer.ASK, Answer.LET_THROUGH, Answer.NOTHING] == answers(0, 2_000, 2_500)


def test_one_that_is_told_again_is_the_same_try() -> None:
    """Whoever heard no answer says it again: nobody has pressed twice."""
    tries, _ = Tries().unmuted(NOON, "e1")

    again, answer = tries.unmuted(Instant(NOON + 5_000), "e1")

    assert (tries, Answer.ASK) == (again, answer)
    assert Answer.LET_THROUGH == tries.unmuted(Instant(NOON + 5_000), "e2")[1]
    assert Answer.LET_THROUGH == again.unmuted(Instant(NOON + 5_000), "")[1]


def test_what_has_no_name_is_never_the_same() -> None:
    tries, _ = Tries().unmuted(NOON)

    assert Answer.LET_THROUGH == tries.unmuted(Instant(NOON + 5_000))[1]


def test_burst_after_a_try_does_not_make_it_another() -> None:
    tries, _ = Tries().unmuted(NOON, "e1")
    tries, _ = tries.unmuted(Instant(NOON + 10), "e2")

    assert Answer.ASK == tries.unmuted(Instant(NOON + 5_000), "e1")[1]

"""Expected end, and what the next case keeps. Case steps are 3/5/4/20/5/1 and 2/5/4/20/5/1."""

from app.phases.outlook import Outlook, outlook
from app.phases.plan import Plan, StepId
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE, Instant, Millis

PLAN = SHIPPED["two_case_90"]
NOW = Instant(1_000_000_000)


def at(minutes: float) -> Instant:
    return Instant(NOW + int(minutes * MINUTE))


def seen(
    step: str | None,
    *,
    left: float | None,
    end: float | None = 90,
    more: float = 0,
    plan: Plan = PLAN,
) -> Outlook:
    current = None if step is None else StepId(step)
    return outlook(
        current=None if current is None else plan.step(current),
        left=None if left is None else Millis(int(left * MINUTE)),
        remaining=plan.after(current),
        planned_end=None if end is None else at(end),
        now=NOW,
        more=Millis(int(more * MINUTE)),
    )


def test_before_the_meeting_everything_is_still_to_come() -> None:
    assert Outlook(at(90), Millis(38 * MINUTE)) == seen(None, left=None)


def test_a_meeting_on_time_ends_as_planned_and_the_next_case_keeps_its_minutes() -> None:
    """In discuss of case 1 with all its 20 left: 20 + 6 + case 2 (37) + closing (7) = 70."""
    assert Outlook(at(70), Millis(37 * MINUTE)) == seen("1.discuss", left=20, end=70)


def test_extending_by_five_takes_five_from_the_next_case() -> None:
    assert Outlook(at(75), Millis(32 * MINUTE)) == seen("1.discuss", left=20, end=70, more=5)


def test_time_past_the_limit_is_spent_and_not_owed() -> None:
    """Nine minutes over in discuss: the end moves, what is left of the step is nothing."""
    assert Outlook(at(50), Millis(28 * MINUTE)) == seen("1.discuss", left=-9, end=41)


def test_extending_a_step_past_its_time_counts_from_where_it_stands() -> None:
    assert Outlook(at(52), Millis(26 * MINUTE)) == seen("1.discuss", left=-9, end=41, more=2)


def test_shortening_gives_no_more_back_than_was_left() -> None:
    assert at(52) == seen("1.discuss", left=5, more=-3).expected_end
    assert at(50) == seen("1.discuss", left=5, more=-9).expected_end


def test_in_the_last_case_no_case_follows() -> None:
    assert Outlook(at(33), None) == seen("2.discuss", left=20)


def test_without_a_planned_end_nothing_can_be_kept() -> None:
    assert Outlook(at(70), None) == seen("1.discuss", left=20, end=None)


def test_in_the_opening_the_first_case_is_the_next() -> None:
    """8 of opening, 37 of the second case and 7 of closing are kept free."""
    assert Outlook(at(90), Millis(38 * MINUTE)) == seen("opening", left=8)


def test_a_step_without_minutes_has_nothing_left() -> None:
    assert at(0) == seen("corridor", left=None).expected_end


def test_what_a_case_keeps_may_fall_below_nothing() -> None:
    """Two minutes to the end, one of them for `close`, seven for closing."""
    assert Millis(-6 * MINUTE) == seen("1.close", left=1, end=2).next_case

"""What the shape of the evening says: expected end, and what the next case keeps.

Computed by whoever sees the whole clock, from facts and their own `now`; never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.phases.phase import Phase
from app.phases.plan import Step, total
from app.phases.units import Instant, Millis, between


@dataclass(frozen=True, slots=True)
class Outlook:
    """`expected_end` if every remaining step takes its minutes; `next_case` is what the next case
    keeps if the meeting ends as planned, None where no case follows."""

    expected_end: Instant
    next_case: Millis | None


def outlook(
    *,
    current: Step | None,
    left: Millis | None,
    remaining: Sequence[Step],
    planned_end: Instant | None,
    now: Instant,
    more: Millis = Millis(0),
) -> Outlook:
    """The outlook at `now` if the current step gets `more` (may be negative).

    `left` is what the current step has left; time already past its limit is spent, not owed, and
    more of it counts from now, as `extend` does.
    """
    own = max(0, max(0, left or 0) + more)
    case = current.case if current else 0
    this_case = [s for s in remaining if case and s.case == case]
    following = min((s.case for s in remaining if s.case > case), default=None)
    expected = Instant(now + own + total(remaining))
    if following is None or planned_end is None:
        return Outlook(expected, None)
    later_cases = [s for s in remaining if s.case > following]
    after = [s for s in remaining if s.case == 0 and s.phase is not Phase.CORRIDOR]
    kept = between(now, planned_end) - own - total(this_case) - total(later_cases) - total(after)
    return Outlook(expected, Millis(kept))

"""Percentiles of a run, and what several runs say together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

NEVER = ("not_delivered", "refused", "unasked", "lost_connections", "lost_acknowledged")
"""What may not be, however slow the machine; of ours."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed.

    No interpolation: what is returned was measured. `nan` of nothing.
    """
    if not values:
        return math.nan
    rank = math.ceil(share * len(values))
    return sorted(values)[max(0, rank - 1)]


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over several runs: their median, and how far apart they were."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run; `nan` when there was none."""
        return median(self.runs) if self.runs else math.nan

    @property
    def least(self) -> float:
        """The smallest."""
        return min(self.runs, default=math.nan)

    @property
    def most(self) -> float:
        """The largest."""
        return max(self.runs, default=math.nan)

    def as_json(self) -> dict[str, Any]:
        """For the results file."""
        return {
            "median": rounded(self.median),
            "least": rounded(self.least),
            "most": rounded(self.most),
            "runs": [rounded(run) for run in self.runs],
        }


def rounded(value: float) -> float | None:
    """Four significant digits; None for what is no number, which JSON does not have."""
    if not math.isfinite(value):
        return None
    return float(f"{value:.4g}")


def ratio(ours: float, theirs: float) -> float:
    """How many times theirs ours is; `nan` where there is nothing to divide by."""
    if not theirs or math.isnan(theirs):
        return math.nan
    return ours / theirs


def gathered(runs: Sequence[dict[str, float]]) -> dict[str, Spread]:
    """Every figure that any run has, over the runs that have it."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: Spread(tuple(run[name] for run in runs if name in run)) for name in names}

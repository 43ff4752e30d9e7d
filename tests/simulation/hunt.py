"""Hunting mutants: each is planted, and schedules are run until a law notices it."""

from dataclasses import dataclass

from tests.simulation.mutants import MUTANTS
from tests.simulation.plan import planned
from tests.simulation.schedule import Verdict, tried

MOST_SCHEDULES = 2_000
"""A mutant that survives so many is not caught."""


@dataclass(frozen=True, slots=True)
class Catch:
    """`after` so many schedules; None if it was never caught. `verdict` is of the last, and
    `unmutated` of the very same on the service as it is."""

    mutant: str
    after: int | None
    verdict: Verdict
    unmutated: Verdict

    @property
    def is_fair(self) -> bool:
        """It was caught, where the service itself breaks no law."""
        return self.after is not None and not self.unmutated.wrong

    @property
    def token(self) -> str:
        """How to see it caught again."""
        return f"{self.verdict.token}@{self.mutant}"


def hunted(mutant: str, seed: int, most: int = MOST_SCHEDULES) -> Catch:
    """Run schedules on the service with this fault, until one shows it; then that one without."""
    number, verdict = _first_broken(mutant, seed, most)
    return Catch(
        mutant, number + 1 if verdict.wrong else None, verdict, tried(planned(seed, number))
    )


def _first_broken(mutant: str, seed: int, most: int) -> tuple[int, Verdict]:
    """Or the last, where none is."""
    with MUTANTS[mutant].planted():
        for number in range(most):
            verdict = tried(planned(seed, number))
            if verdict.wrong or number + 1 == most:
                return number, verdict
    raise AssertionError("at least one schedule")

"""Hunting mutants: each is planted, and schedules are run until a law notices it."""

from dataclasses import dataclass

from tests.simulation.mutants import MUTANTS
from tests.simulation.plan import planned
from tests.simulation.schedule import Verdict, tried

MOST_SCHEDULES = 2_000
"""A mutant that survives so many is not caught."""


@dataclass(frozen=True, slots=True)
class Catch:
    """`after` so many schedules; None if it was never caught. `verdict` is of the last."""

    mutant: str
    after: int | None
    verdict: Verdict

    @property
    def token(self) -> str:
        """How to see it caught again."""
        return f"{self.verdict.token}@{self.mutant}"


def hunted(mutant: str, seed: int, most: int = MOST_SCHEDULES) -> Catch:
    """Run schedules on the service with this fault, until one shows it."""
    verdict: Verdict | None = None
    with MUTANTS[mutant].planted():
        for number in range(most):
            verdict = tried(planned(seed, number))
            if verdict.wrong:
                return Catch(mutant, number + 1, verdict)
    assert verdict is not None, "at least one schedule"
    return Catch(mutant, None, verdict)

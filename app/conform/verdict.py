"""What came of a scenario, and which class a vendor may claim after all of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.calls.capabilities import Strength
from app.conform.steps import Scenario
from app.contract.wire import STRENGTH, Holds

FIRMNESS = (Strength.NONE, Strength.REQUESTED, Strength.GUARDED, Strength.ENFORCED)


class Shown(StrEnum):
    """What a scenario has shown."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Result:
    """`allows`: the most that may be claimed after this. `found`: what was seen, in a sentence, and
    where it failed what to do. `is_lie`: the stand said what was not so."""

    scenario: Scenario
    shown: Shown
    allows: Strength
    found: str
    is_lie: bool = False

    def passes(self, asked: Strength) -> bool:
        """Whether this stands in the way of that class."""
        return not self.is_lie and is_at_least(self.allows, asked)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`may_claim`: the class. `why`: what stands in the way of a firmer one, in sentences."""

    may_claim: Strength
    is_lying: bool
    why: tuple[str, ...]


def is_at_least(found: Strength, asked: Strength) -> bool:
    """Whether a class is that one or a firmer one."""
    return FIRMNESS.index(found) >= FIRMNESS.index(asked)


def weaker(one: Strength, other: Strength) -> Strength:
    """The weaker of two."""
    return min(one, other, key=FIRMNESS.index)


def verdict(results: Sequence[Result], claims: frozenset[Holds]) -> Verdict:
    """The weakest of what every scenario allows, and no more than the stand itself says.

    Whoever is caught saying what is not so may claim nothing: none of their reports can be read.
    """
    if any(one.is_lie for one in results):
        lies = tuple(f"{one.scenario.name}: {one.found}" for one in results if one.is_lie)
        return Verdict(Strength.NONE, True, lies)
    most = Strength.ENFORCED if results and claims else Strength.NONE
    for claim in claims:
        most = weaker(most, STRENGTH[claim])
    for one in results:
        most = weaker(most, one.allows)
    return Verdict(most, False, tuple(_why(most, results, claims)))


def _why(most: Strength, results: Sequence[Result], claims: frozenset[Holds]) -> list[str]:
    if most is Strength.ENFORCED:
        return []
    found = [f"{one.scenario.name}: {one.found}" for one in results if one.allows == most]
    if not claims:
        found.append("No report was ever sent, so nothing is claimed.")
    elif any(STRENGTH[claim] == most for claim in claims):
        found.append(f"Its own reports say {most.value}.")
    return found

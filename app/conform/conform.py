"""All scenarios against one stand, one after the other, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.calls.capabilities import Identity
from app.conform.ear import Figures
from app.conform.playing import Setting, play
from app.conform.steps import Scenario
from app.conform.verdict import Result, Shown, Verdict, verdict
from app.contract.wire import Holds


class Silence:
    """Watches a run and says nothing; what says something is a child."""

    def begin(self, scenarios: Sequence[Scenario]) -> None:
        """These will be played."""

    def playing(self, scenario: Scenario) -> None:
        """This is being played now."""

    def shown(self, result: Result) -> None:
        """This came of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run has found. `claims`: how firmly the stand itself says that it closes. `identity`:
    the weakest way in which somebody was introduced."""

    results: tuple[Result, ...]
    claims: frozenset[Holds]
    identity: Identity | None
    figures: Figures
    verdict: Verdict


async def conform(setting: Setting, scenarios: Sequence[Scenario], watcher: Silence) -> Found:
    """Play them; whatever a stand does, every scenario has its result."""
    results: list[Result] = []
    watcher.begin(scenarios)
    for scenario in scenarios:
        watcher.playing(scenario)
        result = _resting(scenario, results) or await play(scenario, setting)
        results.append(result)
        watcher.shown(result)
    claims = frozenset(one.report.holds for one in setting.stand.told.reports)
    return Found(
        tuple(results),
        claims,
        setting.identities.weakest,
        setting.figures,
        verdict(results, claims),
    )


def _resting(scenario: Scenario, results: Sequence[Result]) -> Result | None:
    """What comes of a scenario that needs another which has not passed."""
    missing = [
        one.scenario.name
        for one in results
        if one.scenario.name in scenario.needs and one.shown is not Shown.PASSED
    ]
    if not missing:
        return None
    found = f"It needs {' and '.join(missing)}, which did not pass."
    return Result(scenario, Shown.NOT_SHOWN, scenario.unshown, found)

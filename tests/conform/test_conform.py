"""All scenarios have a result, also those that rest on others."""

from app.calls.capabilities import Strength
from app.conform.conform import Found, Silence, conform
from app.conform.playing import Setting
from app.conform.scenarios.table import SCENARIOS
from app.conform.verdict import Shown
from tests.conform.stands import at, played
from tests.simulation.loop import VirtualLoop
from tests.support.stand.faults import NeverReports
from tests.support.stand.stand import Stand


def test_what_rests_on_something_that_failed_is_not_played() -> None:
    found = played(NeverReports)
    shown = {one.scenario.name: one for one in found.results}

    assert [one.name for one in SCENARIOS] == list(shown)
    assert Shown.NOT_SHOWN is shown["rejoin"].shown
    assert "lock_silent" in shown["rejoin"].found
    assert frozenset() == found.claims


def test_claims_and_identity_are_the_stands_own() -> None:
    found = played(Stand, SCENARIOS[:2])

    assert ["enforced"] == [one.value for one in found.claims]
    assert found.identity is not None
    assert "bound" == found.identity.value


def test_stand_that_has_seen_a_run_keeps_the_contract_in_the_next() -> None:
    async def twice() -> list[Found]:
        async with at(Stand) as first:
            found = [await conform(first, SCENARIOS[:3], Silence())]
            again = Setting(first.stand, first.pace, first.clock, first.ids)
            first.versions = again.versions
            return [*found, await conform(again, SCENARIOS[:3], Silence())]

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    runs: list[Found] = loop.run_until_complete(twice())
    assert [Strength.ENFORCED] * 2 == [found.verdict.may_claim for found in runs]

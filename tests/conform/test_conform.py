"""All scenarios have a result, also those that rest on others."""

from app.conform.scenarios.table import SCENARIOS
from app.conform.verdict import Shown
from tests.conform.stands import played
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

"""Every stand that breaks the contract is noticed, by the scenario that is there for it."""

import pytest

from app.conform.scenarios.table import SCENARIOS
from app.conform.verdict import Shown
from tests.conform.stands import played
from tests.support.stand.faults import FAULTS, Fault
from tests.support.stand.stand import Guarded, Requested, Stand


@pytest.mark.parametrize(
    ("kind", "holds"),
    [(Stand, "enforced"), (Guarded, "guarded"), (Requested, "requested")],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_stand_that_keeps_the_contract_may_claim_what_it_holds(
    kind: type[Stand], holds: str
) -> None:
    found = played(kind)

    assert not [one for one in found.results if one.shown is not Shown.PASSED]
    assert (holds, False) == (found.verdict.may_claim.value, found.verdict.is_lying)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.kind.__name__)
def test_fault_is_noticed_by_what_is_there_for_it_and_by_nothing_else(fault: Fault) -> None:
    found = played(fault.kind)

    failed = {one.scenario.name for one in found.results if one.shown is Shown.FAILED}
    assert fault.noticed == failed
    assert fault.leaves == found.verdict.may_claim.value
    assert fault.is_lie is found.verdict.is_lying


def test_every_scenario_has_a_stand_that_fails_it() -> None:
    noticed = {name for fault in FAULTS for name in fault.noticed}

    assert {"newcomer_untouched"} == {one.name for one in SCENARIOS} - noticed

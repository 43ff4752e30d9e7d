"""Scenarios of states that overtake each other.

That each notices what it is there for is shown by `tests/conform/test_faults.py`.
"""

from app.conform.scenarios.ordering import ORDERING
from app.conform.scenarios.table import SCENARIOS
from tests.support.stand.faults import FAULTS


def test_each_is_played_and_the_faults_know_them() -> None:
    names = {one.name for one in ORDERING}

    assert names <= {one.name for one in SCENARIOS}
    assert "older_opens_nothing" in names
    assert names & {name for fault in FAULTS for name in fault.noticed}

"""Scenarios of states that arrive in any way, and those that are not ours.

That each notices what it is there for is shown by `tests/conform/test_faults.py`.
"""

from app.conform.scenarios.bringing import BRINGING
from app.conform.scenarios.table import SCENARIOS
from tests.support.stand.faults import FAULTS


def test_each_is_played_and_the_faults_know_them() -> None:
    names = {one.name for one in BRINGING}

    assert names <= {one.name for one in SCENARIOS}
    assert "doubled" in names
    assert names & {name for fault in FAULTS for name in fault.noticed}

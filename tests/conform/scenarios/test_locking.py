"""Scenarios of who is locked is silent, and nobody else.

That each notices what it is there for is shown by `tests/conform/test_faults.py`.
"""

from app.conform.scenarios.locking import LOCKING
from app.conform.scenarios.table import SCENARIOS
from tests.support.stand.faults import FAULTS


def test_each_is_played_and_the_faults_know_them() -> None:
    names = {one.name for one in LOCKING}

    assert names <= {one.name for one in SCENARIOS}
    assert "lock_silent" in names
    assert names & {name for fault in FAULTS for name in fault.noticed}

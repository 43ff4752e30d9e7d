"""What scenarios begin with can be played by itself, at a stand that keeps the contract."""

from app.calls.capabilities import Strength
from app.conform.scenarios.cast import LOCKED, OPENED_AGAIN, SITS_BACK, TOGETHER
from app.conform.steps import Scenario, Sends, Wants
from app.conform.verdict import Shown
from tests.conform.stands import played
from tests.support.stand.stand import Stand


def test_beginnings_are_possible() -> None:
    ideas = (TOGETHER, LOCKED, (*LOCKED, Wants(), Sends(), *OPENED_AGAIN), (SITS_BACK,))
    scenarios = [
        Scenario(f"idea_{n}", "", (), steps, "", Strength.NONE) for n, steps in enumerate(ideas)
    ]
    found = played(Stand, scenarios)

    assert {Shown.PASSED} == {one.shown for one in found.results}

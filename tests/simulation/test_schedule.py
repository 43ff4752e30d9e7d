"""Schedules hold every law, and a token is one schedule, wherever and whenever it is run."""

import os
import subprocess
import sys

import pytest

from tests.simulation.plan import RECIPES, planned
from tests.simulation.schedule import tried
from tests.support.printed import ROOT

SEED = 20_261_122
SCHEDULES = 2_000
AT_A_TIME = 100


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SCHEDULES, AT_A_TIME))
def test_schedules_hold_every_law(first: int) -> None:
    verdicts = [tried(planned(SEED, number)) for number in range(first, first + AT_A_TIME)]
    broken = [f"{one.token}: {one.wrong[0]}" for one in verdicts if one.wrong]

    assert not broken, "\n".join(broken[:10])
    assert {one.recipe for one in verdicts} == set(RECIPES)
    assert sum(one.acknowledged for one in verdicts) > AT_A_TIME


@pytest.mark.parametrize("number", range(12))
def test_same_token_leaves_the_same_trace(number: int) -> None:
    first, second = (tried(planned(SEED, number)) for _ in range(2))

    assert first == second


def test_other_tokens_leave_other_traces() -> None:
    assert 12 == len({tried(planned(SEED, number)).trace for number in range(12)})


def test_same_token_leaves_the_same_trace_in_another_process() -> None:
    """Where text hashes otherwise and every object stands elsewhere."""
    plans = [planned(SEED, number) for number in range(2)]
    for hashed, plan in enumerate(plans):
        done = replayed(plan.token, hashed)
        assert tried(plan).trace in done.stdout
        assert "every law held" in done.stdout
        assert 0 == done.returncode


def replayed(token: str, hashed: int = 0) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--replay", token],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": str(hashed + 1)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip

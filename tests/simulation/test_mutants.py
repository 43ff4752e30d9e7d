"""Every mutant is noticed, by a law, where the service itself breaks none."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.simulation.__main__ import mutants
from tests.simulation.hunt import hunted
from tests.simulation.mutants import MUTANTS
from tests.simulation.test_schedule import SEED, replayed

MOST = 300
"""Schedules, of those that `test_schedule.py` runs on the service itself."""


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_is_noticed_on_a_schedule_where_the_service_breaks_no_law(mutant: str) -> None:
    catch = hunted(mutant, SEED, MOST)

    assert catch.after is not None, f"{MUTANTS[mutant].about}: not noticed in {MOST} schedules"
    assert () == catch.unmutated.wrong


def test_there_are_more_than_ten() -> None:
    assert len(MUTANTS) > 10


def test_mutant_counts_as_caught_only_where_the_service_itself_breaks_no_law(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with MUTANTS["leak-fields"].planted(), ThreadPoolExecutor(1) as here:
        (catch,) = mutants(here, SEED, ["leak-section"])

    assert 1 == catch.after
    assert not catch.is_fair
    assert f"s1.{SEED}.0 without the mutant: L7 secrecy" in capsys.readouterr().out


def test_planting_a_mutant_leaves_the_service_as_it_was() -> None:
    before = [vars(owner)[name] for one in MUTANTS.values() for owner, name, _ in one.seams]
    for one in MUTANTS.values():
        with one.planted():
            pass

    after = [vars(owner)[name] for one in MUTANTS.values() for owner, name, _ in one.seams]
    assert before == after


def test_mutant_is_replayed_from_the_token_that_was_printed() -> None:
    catch = hunted("leak-fields", SEED, MOST)

    done = replayed(catch.token)

    assert catch.verdict.trace in done.stdout
    assert "L7 secrecy" in done.stdout
    assert 1 == done.returncode

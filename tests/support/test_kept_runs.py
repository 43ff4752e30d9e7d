"""A run is kept with where it was, and told by what was kept."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from tests.support.kept_runs import Run, aligned, is_default, read, spread, told


def test_what_is_kept_is_read_again_with_its_seed_its_machine_and_its_versions(
    tmp_path: Path,
) -> None:
    path = tmp_path / "results" / "latest.json"
    Run(7, ("pydantic",)).kept(path, {"times": 3})

    found = read(path)

    assert found is not None
    assert (7, 3) == (found["seed"], found["times"])
    assert {"before", "after"} == set(found["load_average"])
    assert ["pydantic"] == list(found["machine"]["packages"])


def test_run_that_was_kept_is_told_with_its_table_and_its_seed(tmp_path: Path) -> None:
    path = tmp_path / "latest.json"
    Run(7, ("pydantic",)).kept(path, {})

    text = told(read(path), [("fault", "times"), ("kill", "3")], ["Nothing was lost."])

    assert "| kill | 3 |\n\nNothing was lost.\n\n" in text
    assert "seed 7" in text


def test_that_no_run_was_kept_is_said(tmp_path: Path) -> None:
    assert "No default run has been kept yet." == told(read(tmp_path / "none.json"), [], [])


@pytest.mark.parametrize(
    ("words", "is_one"),
    [([], True), (["--seed", "7"], True), (["--rounds", "3"], False), (["--alone"], False)],
)
def test_run_of_fewer_rounds_is_none_by_default(words: list[str], is_one: bool) -> None:
    parser = ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--alone", action="store_true")

    assert is_one == is_default(parser, parser.parse_args(words))


def test_spread_names_the_middle_and_the_ends() -> None:
    found = spread([float(n) for n in range(1, 101)])

    assert {"p50": 51.0, "p90": 91.0, "p99": 100.0, "max": 100.0} == found


def test_columns_end_under_their_heads() -> None:
    assert "fault  times\n kill     30" == aligned([("fault", "times"), ("kill", "30")])

"""Figures in the documents are those of the results file."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import costs, hostile_report, plots, report, scaling, targets
from tests.support.printed import ROOT, check_printed, table

RESULTS = ROOT / "benchmarks" / "results"
PAGE = "docs/performance.md"
SCALING = "docs/scaling.md"


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RESULTS / "latest.json").read_text(encoding="utf-8"))
    return found


def test_comparison_is_that_of_the_results(result: dict[str, Any]) -> None:
    check_printed(PAGE, "comparison", table(*report.comparison(result)))
    check_printed("README.md", "comparison", table(*report.short(result)))


def test_load_of_the_generator_is_shown(result: dict[str, Any]) -> None:
    check_printed(PAGE, "generator", table(*report.generator(result)))


def test_targets_are_shown_missed_ones_too(result: dict[str, Any]) -> None:
    check_printed(PAGE, "targets", table(*targets.targets(result)))


@pytest.mark.parametrize("name", ["growth", "nodes"])
def test_growth_is_that_of_the_results(name: str, result: dict[str, Any]) -> None:
    check_printed(PAGE, name, table(*report.rows(result, name)))


def test_death_of_a_node_is_that_of_the_results(result: dict[str, Any]) -> None:
    check_printed(PAGE, "killed", table(*report.killed(result)))


def test_siege_is_that_of_its_results() -> None:
    found = json.loads((RESULTS / "hostile.json").read_text(encoding="utf-8"))

    check_printed(PAGE, "hostile targets", table(*hostile_report.targets(found)))
    check_printed(PAGE, "hostile", table(*hostile_report.rows(found)))
    check_printed(PAGE, "hostile machine", f"```text\n{hostile_report.run(found)}\n```")


def test_run_and_machine_are_told(result: dict[str, Any]) -> None:
    check_printed(PAGE, "machine", f"```text\n{report.machine_of(result)}\n```")


def test_pictures_are_those_of_the_results(result: dict[str, Any], tmp_path: Path) -> None:
    plots.draw(result, tmp_path)
    drawn = {path.name: path.read_text() for path in tmp_path.glob("*.svg")}

    assert drawn
    assert drawn == {path.name: path.read_text() for path in RESULTS.glob("*.svg")}


def test_every_picture_is_shown() -> None:
    shown = re.findall(r"results/(\w+\.svg)", (ROOT / PAGE).read_text(encoding="utf-8"))

    assert {path.name for path in RESULTS.glob("*.svg")} == set(shown)


def test_layouts_are_what_the_measured_costs_come_to(result: dict[str, Any]) -> None:
    cost = costs.measured(result)
    check_printed(SCALING, "costs", table(*costs.costs(cost)))
    check_printed(SCALING, "layouts", table(*scaling.layouts(cost)))


def test_what_is_assumed_is_said() -> None:
    check_printed(SCALING, "assumed", table(*scaling.assumed()))

"""A run is watched line by line."""

import io

from rich.console import Console

from app.calls.capabilities import Strength
from app.conform.scenarios.table import SCENARIOS
from app.conform.screen import Lines
from app.conform.verdict import Result, Shown


def test_each_scenario_has_a_line_with_its_mark() -> None:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    lines = Lines(console, Strength.GUARDED)
    lines.begin(SCENARIOS[:3])
    for scenario, shown, allows in zip(
        SCENARIOS[:3],
        (Shown.PASSED, Shown.PASSED, Shown.NOT_SHOWN),
        (Strength.GUARDED, Strength.REQUESTED, Strength.REQUESTED),
        strict=True,
    ):
        lines.playing(scenario)
        lines.shown(Result(scenario, shown, allows, "seen"))
    assert isinstance(console.file, io.StringIO)

    marks = [line[0] for line in console.file.getvalue().splitlines()]
    assert ["✓", "✗", "–"] == marks

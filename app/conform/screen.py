"""How a run is watched: line by line, as it goes; for machines `conform.Silence`."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from app.calls.capabilities import Strength
from app.conform.conform import Silence
from app.conform.steps import Scenario
from app.conform.verdict import Result, Shown

MARKS = {
    Shown.PASSED: "[green]✓[/]",
    Shown.FAILED: "[bold red]✗[/]",
    Shown.NOT_SHOWN: "[dim]–[/]",
}


class Lines(Silence):
    """A line for each scenario; where somebody watches, the one that is being played, too."""

    def __init__(self, console: Console, asked: Strength) -> None:
        self.console = console
        self.asked = asked
        self.count = self.played = 0
        self._status = console.status("")

    def begin(self, scenarios: Sequence[Scenario]) -> None:
        """These will be played."""
        self.count = len(scenarios)
        if self.console.is_terminal:
            self._status.start()

    def playing(self, scenario: Scenario) -> None:
        """This is being played now."""
        self.played += 1
        self._status.update(f"{self.played}/{self.count}  {escape(scenario.says)}")

    def shown(self, result: Result) -> None:
        """This came of it."""
        name = result.scenario.name
        self.console.print(
            f"{mark(result, self.asked)} {self.played:>2}/{self.count}  [bold]{name}[/]  "
            f"{escape(result.found)}"
        )
        if self.played == self.count:
            self._status.stop()


def mark(result: Result, asked: Strength) -> str:
    """Of a result, for somebody who asked for that class."""
    if result.shown is Shown.PASSED and not result.passes(asked):
        return MARKS[Shown.FAILED]
    return MARKS[result.shown]

"""The tables of docs/simulation.md, from the tables of the simulation."""

from tests.simulation import report
from tests.simulation.deeds import DEEDS
from tests.simulation.mutants import MUTANTS
from tests.simulation.plan import RECIPES
from tests.support.kept_runs import read, told


def recipes_table() -> str:
    """Each kind of schedule, how many of them are of it, and what breaks."""
    whole = sum(one.weight for one in RECIPES.values())
    rows = [
        f"| `{name}` | {one.about} | {100 * one.weight / whole:.0f} % | {one.seconds:g} |"
        f" {', '.join(f'`{fault}`' for fault in one.faults)} |"
        for name, one in RECIPES.items()
    ]
    head = "| recipe | what is in it | of all | virtual s | faults that are drawn |"
    return "\n".join((head, "| --- | --- | --- | --- | --- |", *rows))


def deeds_table() -> str:
    """What can happen."""
    rows = [f"| `{name}` | {_first_line(deed)} |" for name, deed in DEEDS.items()]
    return "\n".join(("| deed | what happens |", "| --- | --- |", *rows))


def mutants_table() -> str:
    """What each mutant breaks."""
    rows = [f"| `{name}` | {one.about} |" for name, one in MUTANTS.items()]
    return "\n".join(("| mutant | what is broken |", "| --- | --- |", *rows))


def run() -> str:
    """The last default run that was kept."""
    found = read(report.RESULTS)
    if found is None:
        return told(None, [], [])
    return told(found, report.rows(found["recipes"]), report.sentences(found))


def _first_line(deed: object) -> str:
    said = (deed.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return said[0].lower() + said[1:]

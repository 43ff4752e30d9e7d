"""What a run of the simulation has shown, for the results file, the terminal and the document."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.simulation.hunt import Catch
from tests.simulation.schedule import Verdict
from tests.support.kept_runs import spread

RESULTS = Path(__file__).parent / "results" / "latest.json"
PACKAGES = ("pushback", "fastapi", "pydantic", "sqlalchemy")
HEAD = (
    "recipe", "schedules", "broken", "virtual s", "steps", "presses", "acknowledged", "states",
    "rest p50", "p90", "p99", "max",
)  # fmt: skip
COUNTED = ("schedules", "broken", "virtual_s", "steps", "presses", "acknowledged", "states")

Found = dict[str, Any]
Row = tuple[str, ...]


def counted(verdicts: Sequence[Verdict]) -> dict[str, Found]:
    """What there was to see, by recipe, and of all; `rest_s` is how long it took until all held
    the same once everything was mended."""
    by_recipe = {
        recipe: [one for one in verdicts if one.recipe == recipe]
        for recipe in sorted({one.recipe for one in verdicts})
    }
    return {name: _sum(some) for name, some in (by_recipe | {"all": list(verdicts)}).items()}


def _sum(verdicts: Sequence[Verdict]) -> Found:
    rests = [one.rested_after for one in verdicts if one.rested_after is not None]
    return {
        "schedules": len(verdicts),
        "broken": sum(bool(one.wrong) for one in verdicts),
        "virtual_s": round(sum(one.virtual for one in verdicts)),
        "steps": sum(one.steps for one in verdicts),
        "presses": sum(one.presses for one in verdicts),
        "acknowledged": sum(one.acknowledged for one in verdicts),
        "states": sum(one.states for one in verdicts),
        "rest_s": spread(rests or [0.0]),
    }


def caught(catches: Sequence[Catch]) -> dict[str, Found]:
    """After how many schedules each mutant was noticed, and by which law."""
    return {
        one.mutant: {
            "after": one.after if one.is_fair else None, "law": one.verdict.law, "token": one.token,
        }
        for one in catches
    }  # fmt: skip


def rows(recipes: dict[str, Found]) -> list[Row]:
    """A line to a recipe, for people."""
    return [HEAD, *(_row(name, one) for name, one in recipes.items())]


def _row(name: str, one: Found) -> Row:
    rest = (f"{seconds:.2f} s" for seconds in one["rest_s"].values())
    return (name, *(f"{one[what]:,}" for what in COUNTED), *rest)


def sentences(found: Found) -> list[str]:
    """What the table does not say."""
    mutants, broken = found["mutants"], found["violations"]
    after = [one["after"] for one in mutants.values() if one["after"] is not None]
    return [
        "; ".join((f"Schedules that broke a law: {len(broken)}", *broken)) + ".",
        f"Mutants noticed: {len(after)} of {len(mutants)}, "
        f"the last after {max(after, default=0)} schedules.",
    ]

"""The end of a run: what was found for people, and the same as JSON for machines."""

from statistics import median
from typing import Any

from rich.console import Console
from rich.markup import escape

from app.calls.capabilities import Strength
from app.conform.conform import Found
from app.conform.scenarios.table import SCENARIOS, SHOWN_NOWHERE
from app.conform.verdict import Result, Shown, is_at_least
from app.contract.wire import CONTRACT

MOST_WHY = 6


def passed(found: Found, asked: Strength) -> bool:
    """Whether the class that may be claimed is at least the one that was asked for."""
    return not found.verdict.is_lying and is_at_least(found.verdict.may_claim, asked)


def as_json(found: Found, asked: Strength) -> dict[str, Any]:
    """Everything, for machines: names of fields and scenarios are stable."""
    return {
        "contract": CONTRACT,
        "ok": passed(found, asked),
        "asked": asked.value,
        "may_claim": found.verdict.may_claim.value,
        "says_itself": sorted(one.value for one in found.claims),
        "is_lying": found.verdict.is_lying,
        "why": list(found.verdict.why),
        "identity": None if found.identity is None else found.identity.value,
        "scenarios": [_of(one) for one in found.results],
        "not_played": list(_unplayed(found)),
        "figures": {
            "looks": found.figures.looks,
            "widest_gap_ms": round(found.figures.widest_gap * 1000),
            "silent_after_ms": [round(one * 1000) for one in found.figures.silent_after],
        },
        "shown_nowhere": list(SHOWN_NOWHERE),
    }


def tell(console: Console, found: Found, asked: Strength) -> None:
    """The class and why, what was measured, and what was not shown."""
    console.print()
    for line in _figures(found):
        console.print(f"  {line}")
    console.print("\nNot shown by this, whatever passed:")
    for unshown in (*_left_out(found), *_missing(found), *SHOWN_NOWHERE):
        console.print(f"  – {escape(unshown)}")
    console.print(_headline(found, asked))
    verdict = found.verdict
    for why in verdict.why[:MOST_WHY]:
        console.print(f"  {escape(why)}")
    if len(verdict.why) > MOST_WHY:
        console.print(f"  and {len(verdict.why) - MOST_WHY} more.")


def _headline(found: Found, asked: Strength) -> str:
    may = f"This stand may claim: [bold]{found.verdict.may_claim.value}[/]."
    was = f"{asked.value} was asked for."
    if found.verdict.is_lying:
        return f"\n[bold red]✗ Caught saying what is not so.[/] {may} None of its reports counts:"
    sign = "[bold green]✓[/]" if passed(found, asked) else "[bold red]✗[/]"
    only = " That is of a part only: nobody is to write it down." if _unplayed(found) else ""
    return f"\n{sign} {may} {was}{only}"


def _of(result: Result) -> dict[str, Any]:
    return {
        "name": result.scenario.name,
        "says": result.scenario.says,
        "shown": result.shown.value,
        "allows": result.allows.value,
        "is_lie": result.is_lie,
        "found": result.found,
    }


def _unplayed(found: Found) -> tuple[str, ...]:
    played = {one.scenario.name for one in found.results}
    return tuple(one.name for one in SCENARIOS if one.name not in played)


def _left_out(found: Found) -> tuple[str, ...]:
    unplayed = _unplayed(found)
    if not unplayed:
        return ()
    return (f"{len(unplayed)} of {len(SCENARIOS)} scenarios, which were not played",)


def _missing(found: Found) -> tuple[str, ...]:
    return tuple(
        f"{one.scenario.name}: {one.found}" for one in found.results if one.shown is Shown.NOT_SHOWN
    )


def _figures(found: Found) -> tuple[str, ...]:
    figures, silent = found.figures, found.figures.silent_after
    who = "nobody" if found.identity is None else found.identity.value
    lines = [
        f"{figures.looks} looks at the listener, at most {figures.widest_gap * 1000:.0f} ms apart",
        f"people are told apart: {who}",
    ]
    if silent:
        lines.append(
            f"from a lock to silence: median {median(silent) * 1000:.0f} ms, at most "
            f"{max(silent) * 1000:.0f} ms, {len(silent)} times, seen at the latest"
        )
    return tuple(lines)

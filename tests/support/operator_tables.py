"""The tables of docs/operations.md, docs/plans.md and the README, printed from the code."""

from dataclasses import fields
from typing import Any

from app.observe import COUNTERS, DURATIONS, GAUGES
from app.phases.diagram import diagram, staying
from app.phases.phase import CASE_PHASES, SPECS, Phase
from app.phases.plan import Plan, total
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import MINUTE
from app.settings import Settings
from tests.support.printed import table


def settings_table() -> str:
    """Every setting with its default."""
    rows = [
        (f"`{one.name.upper()}`", _shown(one.default), one.metadata["about"])
        for one in fields(Settings)
    ]
    return table(("variable", "default", "what"), *rows)


def _shown(default: Any) -> str:
    if default in ("", ()):
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def metrics_table() -> str:
    """Every metric under the name that a scraper sees."""
    rows = [
        *((f"`pushback_{name}_total`", "counter", about) for name, about in COUNTERS.items()),
        *((f"`pushback_{name}_seconds`", "histogram", about) for name, about in DURATIONS.items()),
        *((f"`pushback_{name}`", "gauge", about) for name, about in GAUGES.items()),
    ]
    return table(("name", "kind", "what"), *rows)


def diagram_block() -> str:
    """The phase diagram as a fenced block."""
    return f"```mermaid\n{diagram()}\n```"


def staying_table() -> str:
    """Moves that keep their phase."""
    rows = [(f"`{p}`", ", ".join(f"`{m}`" for m in moves)) for p, moves in staying().items()]
    return table(("in", "moves that change the plan and not the phase"), *rows)


def phases_table() -> str:
    """What holds in each phase whatever the plan says."""
    rows = [
        (
            f"`{phase}`",
            SPECS[phase].part.value,
            "shut" if SPECS[phase].door_shut else "open",
            "yes" if SPECS[phase].presenting else "–",
            "yes" if SPECS[phase].private_talk else "only while paused",
        )
        for phase in Phase
        if phase is not Phase.ENDED
    ]
    return table(
        ("phase", "part", "door", "a presenter in the chair", "leaders may write to each other"),
        *rows,
    )


def plans_table() -> str:
    """Every shipped plan in one line."""
    rows = [
        (
            f"`{plan.name}`" + (" (default)" if plan.name == DEFAULT else ""),
            plan.title,
            f"{total(plan.steps) / MINUTE:g}",
            str(plan.cases),
            plan.clock.value,
            "ours" if plan.is_ours else "sourced",
            plan.source,
        )
        for plan in SHIPPED.values()
    ]
    return table(("plan", "title", "minutes", "cases", "clock", "split", "source"), *rows)


def minutes_table() -> str:
    """The minutes of every step; 0 is a step without a clock."""
    heads = ("plan", "opening", *(f"{p}" for p in CASE_PHASES), "closing", "after")
    rows = [row for plan in SHIPPED.values() for row in _minutes(plan)]
    return table(heads, *rows)


def _minutes(plan: Plan) -> list[tuple[str, ...]]:
    of = {(s.phase, s.case): f"{(s.limit or 0) / MINUTE:g}" for s in plan.steps}
    after = [
        f"{s.phase} {of[s.phase, 0]}"
        for s in plan.steps
        if SPECS[s.phase].part.value == "after" and s.phase is not Phase.CLOSING
    ]
    lines = []
    for case in range(1, max(1, plan.cases) + 1):
        is_first, is_last = case == 1, case == max(1, plan.cases)
        lines.append(
            (
                f"`{plan.name}`" if is_first else "",
                of[Phase.OPENING, 0] if is_first else "",
                *(of.get((p, case), "–") for p in CASE_PHASES),
                of[Phase.CLOSING, 0] if is_last else "",
                ", ".join(after) if is_last else "",
            )
        )
    return lines

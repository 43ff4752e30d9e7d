"""The end of a rehearsal: a verdict for people, JSON for machines."""

import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.table import Table

from app.rehearsal.evidence import Check, Evidence
from app.rehearsal.figures import Figures, Sight, figures, sections_seen, sights
from app.rehearsal.page import Json
from app.rehearsal.script import PLAN
from app.rooms.frames import WIRE_VERSION


def as_json(evidence: Evidence, checks: tuple[Check, ...]) -> Json:
    """Everything, for machines: names of checks and fields are stable."""
    return {
        "ok": passed(checks),
        "checks": [asdict(check) for check in checks],
        "figures": figures(evidence).as_json(),
        "roles": [sight.as_json() for sight in sights(evidence)],
        "rehearsal": {
            "plan": PLAN,
            "speed": round(evidence.speed, 3),
            "version": own_version(),
            "wire": WIRE_VERSION,
            "python": platform.python_version(),
        },
    }


def passed(checks: tuple[Check, ...]) -> bool:
    """Whether nothing was violated."""
    return all(check.ok for check in checks)


def own_version() -> str:
    """The version of this Pushback."""
    try:
        return version("pushback")
    except PackageNotFoundError:
        return "unknown"


def tell(console: Console, evidence: Evidence, checks: tuple[Check, ...]) -> None:
    """What was seen, what was checked, how long things took, and the verdict."""
    found = sights(evidence)
    console.print(_roles(found))
    console.print(_sections(sections_seen(evidence)))
    console.print(_checks(checks))
    for line in _figures(figures(evidence)):
        console.print(f"  {line}")
    wrong = sum(not check.ok for check in checks)
    if wrong:
        console.print(f"\n[bold red]✗ {wrong} of {len(checks)} checks failed.[/]")
    else:
        console.print(f"\n[bold green]✓ The meeting held: {len(checks)} checks.[/]")


def _roles(found: tuple[Sight, ...]) -> Table:
    table = Table(title="What each page saw", title_justify="left", expand=False)
    for column in ("who", "part", "seen as"):
        table.add_column(column)
    for column in ("frames", "KiB", "presses"):
        table.add_column(column, justify="right")
    for sight in found:
        table.add_row(
            sight.name,
            sight.part,
            ", ".join(sight.audiences).replace("_", " "),
            str(sight.frames),
            f"{sight.kib:.1f}",
            str(sight.presses),
        )
    return table


def _sections(found: dict[str, set[str]]) -> Table:
    table = Table(title="What each audience was ever sent", title_justify="left", expand=False)
    table.add_column("section")
    for audience in found:
        table.add_column(audience.replace("_", " "), justify="center")
    for section in dict.fromkeys(name for names in found.values() for name in sorted(names)):
        table.add_row(section, *("✓" if section in names else "–" for names in found.values()))
    return table


def _checks(checks: tuple[Check, ...]) -> Table:
    table = Table(title="Verdict", title_justify="left", expand=False)
    table.add_column("")
    table.add_column("check", no_wrap=True)
    table.add_column("found")
    for check in checks:
        mark = "[green]✓[/]" if check.ok else "[bold red]✗[/]"
        table.add_row(mark, check.name, check.found)
    return table


def _figures(found: Figures) -> tuple[str, ...]:
    return (
        f"{found.presses} presses recorded, {found.frames} frames received, "
        f"in {found.seconds:.1f} s",
        f"press to answer: p50 {found.answer_p50:.1f} ms, p99 {found.answer_p99:.1f} ms",
        f"press to the last page: p50 {found.everybody_p50:.1f} ms, "
        f"p99 {found.everybody_p99:.1f} ms",
        f"any two clocks: p50 {found.clocks_p50:.1f} ms, p99 {found.clocks_p99:.1f} ms apart",
    )

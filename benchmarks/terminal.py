"""Everything that was measured, as text for people at a terminal."""

from benchmarks.report import (
    NOT_MEASURED,
    ROWS,
    Found,
    aligned,
    comparison,
    generator,
    killed,
    machine_of,
    rows,
)
from benchmarks.targets import targets, violations


def text(result: Found) -> str:
    """Everything, for people at a terminal."""
    parts = [machine_of(result)]
    servers = result["servers"]
    if any("idle" in found for found in servers.values()):
        parts += [aligned(comparison(result)), aligned(generator(result))]
    parts += [aligned([line for line in targets(result) if NOT_MEASURED not in line])]
    parts += [aligned(rows(result, name)) for name in ROWS if name in result]
    parts += [aligned(killed(result))] if "killed" in result else []
    parts += [f"VIOLATED {line}" for line in violations(result)]
    return "\n\n".join(part for part in parts if part)

"""Everything that was measured, as text for people at a terminal."""

from benchmarks.report import ROWS, Found, aligned, comparison, generator, machine_of, rows
from benchmarks.targets import targets, violations


def text(result: Found) -> str:
    """Everything, for people at a terminal."""
    parts = [machine_of(result)]
    servers = result["servers"]
    if any("idle" in found for found in servers.values()):
        parts += [aligned(comparison(result)), aligned(generator(result))]
    parts += [aligned(targets(result))]
    parts += [aligned(rows(result, name)) for name in ROWS if name in result]
    parts += [f"skipped {name}: {why}" for name, why in result["skipped"].items()]
    parts += [f"VIOLATED {line}" for line in violations(result)]
    return "\n\n".join(part for part in parts if part)

"""Runs of the long suites that are kept, for a document to print: when, of what, where, how long.

Only a default run is kept: one of fewer faults or schedules proves less than the document says.
"""

import json
import subprocess
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import machine
from tests.support.printed import ROOT, table

Found = dict[str, Any]

BESIDE = frozenset({"seed", "jobs"})
"""Options that make a run another one, but no smaller."""


@dataclass(frozen=True)
class Run:
    """One that has begun: `packages` are those whose versions matter to it."""

    seed: int
    packages: Sequence[str]
    began: float = field(default_factory=time.monotonic)
    load_before: float = field(default_factory=machine.load_average)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.began

    def kept(self, path: Path, found: Found) -> None:
        """Write it down with what it found, for `told` and `read`."""
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(self._described() | found, indent=1) + "\n", encoding="utf-8")

    def _described(self) -> Found:
        here = {name: one for name, one in machine.described().items() if name != "packages"}
        return {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "seed": self.seed,
            "seconds": round(self.seconds),
            "load_average": {"before": self.load_before, "after": machine.load_average()},
            "machine": here | {"packages": {name: version(name) for name in self.packages}},
        }


def is_default(parser: ArgumentParser, asked: Namespace, but: Collection[str] = BESIDE) -> bool:
    """Nothing was asked for that makes a run smaller."""
    return all(
        value == parser.get_default(name) for name, value in vars(asked).items() if name not in but
    )


def commit() -> str:
    """What was run; with a plus where files differ from it, empty where nobody knows."""
    described = ("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+")
    try:
        done = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def read(path: Path) -> Found | None:
    """The kept run, or None where there is none yet."""
    if not path.exists():
        return None
    found: Found = json.loads(path.read_text(encoding="utf-8"))
    return found


def told(found: Found | None, rows: Sequence[tuple[str, ...]], more: Sequence[str]) -> str:
    """As a document prints it: the table, what else was counted, and where all that was."""
    if found is None:
        return "No default run has been kept yet."
    return "\n\n".join((table(*rows), *more, f"```text\n{_where(found)}\n```"))


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """These rows for a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _where(found: Found) -> str:
    on, load = found["machine"], found["load_average"]
    packages = ", ".join(f"{name} {number}" for name, number in on["packages"].items())
    return (
        f"{on['processor']}, {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}, "
        f"Python {on['python']}, SQLite {on['sqlite']}\nwith {packages}\n"
        f"{found['made_at']}, commit {found['commit'] or 'unknown'}, seed {found['seed']}, "
        f"{found['seconds'] / 60:.0f} min, load average {load['before']} before, "
        f"{load['after']} after"
    )


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """The middle, the ends of it, in seconds."""
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {name: round(quantile(seconds, share), 3) for name, share in shares.items()}


def quantile(found: Sequence[float], share: float) -> float:
    """The least of these that so large a share does not exceed."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

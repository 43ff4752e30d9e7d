"""What is to be reached, whether it is, and what may never be."""

from dataclasses import dataclass

from benchmarks.figures import NEVER, ratio
from benchmarks.report import NOT_MEASURED, OURS, RULER, Found, Table, median, number
from benchmarks.scenarios import THROUGH


@dataclass(frozen=True, slots=True)
class Target:
    """`is_ratio`: to the plain loop in the same run. `is_ceiling`: less is better."""

    what: str
    scenario: str
    figure: str
    limit: float
    is_ceiling: bool = True
    is_ratio: bool = True
    ruler: str = ""
    """The plain loop's scenario, where it has another name."""
    is_worst: bool = False
    """Whether the worst run has to reach it, not the middle one."""


TARGETS = (
    Target("recorded commands, deliveries/s", "durable_full", "deliveries_per_second", 1.0,
           is_ceiling=False, ruler="signal_full"),
    Target("signals, deliveries/s", "signal_full", "deliveries_per_second", 2.5, is_ceiling=False),
    Target("signals, CPU a delivery", "signal_full", "server_cpu_us_per_delivery", 0.40),
    Target("signals at 2,500/s, p50", "signal_2500", "p50_ms", 0.75),
    Target("signals at 10,000/s, p50", "signal_10000", "p50_ms", 0.75),
    Target("connect and hello, joins/s", "join", "per_second", 3.0, is_ceiling=False),
    Target("memory of an idle connection", "idle", "kib_each", 0.5),
    Target("5,000 cut, all back", "storm", "all_back_s", 0.4),
    Target("signals at 2,500/s, p99, ms", "signal_2500", "p99_ms", 5, is_ratio=False),
    Target("signals at 10,000/s, p99, ms", "signal_10000", "p99_ms", 5, is_ratio=False),
    Target("recorded commands at 2,500/s, p99, ms", "durable_2500", "p99_ms", 5, is_ratio=False),
    Target("recorded commands at 10,000/s, p99, ms", "durable_10000", "p99_ms", 5, is_ratio=False),
    Target("signals at 10,000/s, worst of all runs, ms", "signal_10000", "max_ms", 50,
           is_ratio=False, is_worst=True),
    Target("recorded commands at 2,500/s, worst of all runs, ms", "durable_2500", "max_ms", 50,
           is_ratio=False, is_worst=True),
    Target("recorded commands at 10,000/s, worst of all runs, ms", "durable_10000", "max_ms", 50,
           is_ratio=False, is_worst=True),
    Target("signals at 2,500/s for 25 s, worst of all runs, ms", THROUGH, "max_ms", 50,
           is_ratio=False, is_worst=True),
    Target("200 commands/s to 12, p50, ms", "twelve_200", "p50_ms", 3, is_ratio=False),
    Target("200 commands/s to 12, p99, ms", "twelve_200", "p99_ms", 20, is_ratio=False),
    Target("1,000 commands/s to 12, p99, ms", "twelve_1000", "p99_ms", 50, is_ratio=False),
    Target("1,000 commands/s to 12, deliveries/s", "twelve_1000", "deliveries_per_second", 11_900,
           is_ceiling=False, is_ratio=False),
    Target("100 commands/s to 9 over three nodes, p50, ms", "nodes_3", "p50_ms", 8,
           is_ratio=False),
    Target("100 commands/s to 9 over three nodes, p99, ms", "nodes_3", "p99_ms", 50,
           is_ratio=False),
    Target("one of three nodes killed with 1,200, s until all are back", "killed", "all_back_s", 10,
           is_ratio=False, is_worst=True),
    Target("acknowledged commands lost with it", "killed", "lost_acknowledged", 0,
           is_ratio=False, is_worst=True),
    Target("10,000 idle, KiB each", "idle", "kib_each", 40, is_ratio=False),
    Target("10,000 idle in 1,000 rooms, % of a core", "idle", "cpu_percent", 15, is_ratio=False),
    Target("10,000 idle in 10,000 rooms, % of a core", "growth_10000", "idle_cpu_percent", 15,
           is_ratio=False),
    Target("5,000 cut, s until all are back", "storm", "all_back_s", 10, is_ratio=False),
)  # fmt: skip
"""Deliveries allow for the moments at which the window opens and closes."""


def of_ours(result: Found) -> Found:
    """Everything that was measured of ours, by its name: also each size of what grew."""
    grown = {f"growth_{_count(row, 'rooms')}": row for row in result.get("growth", ())}
    nodes = {f"nodes_{_count(row, 'nodes')}": row for row in result.get("nodes", ())}
    killed = {"killed": result["killed"]} if "killed" in result else {}
    return {**result["servers"].get(OURS, {}), **grown, **nodes, **killed}


def _count(row: Found, name: str) -> str:
    return f"{row[name]['median']:.0f}"


def targets(result: Found) -> Table:
    """Each target, what was reached, and whether that is enough."""
    table: Table = [("target", "", "here", "")]
    ours, ruler = of_ours(result), result["servers"].get(RULER, {})
    for target in TARGETS:
        reached = _reached(target, ours, ruler)
        sign, unit = "at most" if target.is_ceiling else "at least", "x" if target.is_ratio else ""
        limit = f"{sign} {number(target.limit)}{unit}"
        if reached is None:
            table.append((target.what, limit, NOT_MEASURED, "–"))
            continue
        is_met = reached <= target.limit if target.is_ceiling else reached >= target.limit
        met = "met" if is_met else "**missed**"
        table.append((target.what, limit, f"{number(reached)}{unit}", met))
    return table


def _reached(target: Target, ours: Found, ruler: Found) -> float | None:
    if target.is_worst:
        found = ours.get(target.scenario, {}).get(target.figure, {})
        worst: float | None = found.get("most" if target.is_ceiling else "least")
        return worst
    reached = median(ours, target.scenario, target.figure)
    if not target.is_ratio or reached is None:
        return reached
    theirs = median(ruler, target.ruler or target.scenario, target.figure)
    return None if theirs is None else ratio(reached, theirs)


def violations(result: Found) -> list[str]:
    """What may not be, however slow the machine: commands of ours that did not reach everybody."""
    found = [f"{name}: {why}" for name, why in result["skipped"].items() if name.startswith(OURS)]
    for scenario, figures in of_ours(result).items():
        worst = {name: figures[name]["most"] for name in NEVER if name in figures}
        found += [f"{scenario}: {name} {number(most)}" for name, most in worst.items() if most]
    return found

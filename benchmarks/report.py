"""The tables that are printed, here and into the documents, and whether the targets are met."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import ratio

Table = list[tuple[str, ...]]
Found = dict[str, Any]

NOT_MEASURED = "not measured"
"""Of a figure that results from before it was taken do not have."""
OURS, RULER, SMALL_RULER = "pushback", "plain", "plain_small"
TITLES = {
    OURS: "**Pushback**, a signal",
    "pushback_durable": "**Pushback**, a recorded command",
    "plain": "plain FastAPI + uvicorn (the ruler)",
    "nchan": "Nchan",
    "nats": "NATS over WebSockets",
    "picows": "picows",
    "ws": "Node `ws`",
    "socket_io": "Socket.IO on Node",
    "websockets": "`websockets`, its `broadcast`",
    "plain_small": "plain, 1,000 connections (the ruler of the next)",
    "python_socketio": "python-socketio, 1,000 connections",
    "channels": "Django Channels in memory, 1,000 connections",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of the comparison; `{kind}` is what the row is about."""

    head: str
    scenario: str
    figure: str
    unit: str = ""


COLUMNS = (
    Column("deliveries/s", "{kind}_full", "deliveries_per_second"),
    Column("CPU a delivery", "{kind}_full", "server_cpu_us_per_delivery", " us"),
    Column("p50 at 2,500/s", "{kind}_2500", "p50_ms", " ms"),
    Column("p50 at 10,000/s", "{kind}_10000", "p50_ms", " ms"),
    Column("p99 there", "{kind}_10000", "p99_ms", " ms"),
    Column("memory", "idle", "kib_each", " KiB"),
    Column("joins/s", "join", "per_second"),
    Column("5,000 back", "storm", "all_back_s", " s"),
)


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
    Target("signals at 10,000/s, worst, ms", "signal_10000", "max_ms", 50, is_ratio=False),
    Target("200 commands/s to 12, p50, ms", "twelve_200", "p50_ms", 3, is_ratio=False),
    Target("200 commands/s to 12, p99, ms", "twelve_200", "p99_ms", 20, is_ratio=False),
    Target("1,000 commands/s to 12, p99, ms", "twelve_1000", "p99_ms", 50, is_ratio=False),
    Target("1,000 commands/s to 12, deliveries/s", "twelve_1000", "deliveries_per_second", 11_900,
           is_ceiling=False, is_ratio=False),
    Target("10,000 idle, KiB each", "idle", "kib_each", 40, is_ratio=False),
    Target("10,000 idle, % of a core", "idle", "cpu_percent", 15, is_ratio=False),
    Target("5,000 cut, s until all are back", "storm", "all_back_s", 10, is_ratio=False),
)  # fmt: skip
"""Deliveries allow for the moments at which the window opens and closes."""


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


def machine_of(result: Found) -> str:
    """When, on what, with which versions."""
    found = result["machine"]
    packages = ", ".join(f"{name} {v}" for name, v in found["packages"].items() if v)
    return "\n".join([
        f"{found['processor']}, {found['cores']} cores, {found['memory_gib']} GiB, "
        f"{found['system']}, Python {found['python']}, SQLite {found['sqlite']}",
        f"with {packages}",
        f"{result['made_at']}, {result['seconds']} s; median of {result['runs']} "
        "[least to most]",
    ])  # fmt: skip


def _rows(result: Found) -> Iterator[tuple[str, Found, Found, str]]:
    """Title, figures, those of its ruler, and the kind of command, in the order of `TITLES`."""
    servers = result["servers"]
    for name, title in TITLES.items():
        found = servers.get(name.removesuffix("_durable"))
        if not found or "idle" not in found:
            continue
        is_small = list(TITLES).index(name) >= list(TITLES).index(SMALL_RULER)
        ruler = servers.get(SMALL_RULER if is_small else RULER, {})
        yield title, found, ruler, "durable" if name.endswith("_durable") else "signal"


def comparison(result: Found) -> Table:
    """Every server, each figure with its ratio to the ruler's."""
    table: Table = [("", *(column.head for column in COLUMNS))]
    for title, found, ruler, kind in _rows(result):
        cells = [_cell(found, ruler, column, kind) for column in COLUMNS]
        table.append((title, *cells))
    return table


def _cell(found: Found, ruler: Found, column: Column, kind: str) -> str:
    ours = median(found, column.scenario.format(kind=kind), column.figure)
    theirs = median(ruler, column.scenario.format(kind="signal"), column.figure)
    if ours is None:
        return "–"
    times = "" if theirs is None or found is ruler else f" ({number(ratio(ours, theirs))}x)"
    return f"{number(ours)}{column.unit}{times}"


def short(result: Found) -> Table:
    """The comparison with fewer figures."""
    table = comparison(result)
    kept = [0, *(n for n, one in enumerate(COLUMNS, start=1) if one.head in SHORT)]
    return [tuple(row[n] for n in kept) for row in table]


SHORT = ("deliveries/s", "CPU a delivery", "p50 at 10,000/s", "memory", "joins/s", "5,000 back")


def generator(result: Found) -> Table:
    """How busy server and generator were, and what a frame was."""
    table: Table = [
        (
            "as fast as it goes",
            "server",
            "generator",
            "joining",
            "bytes a frame",
            "frames a delivery",
            "lost",
            "load of the machine before",
        )
    ]
    for title, found, _, kind in _rows(result):
        full = f"{kind}_full"
        cells = [
            spread(found.get(full, {}).get("server_cpu_percent"), " %"),
            spread(found.get(full, {}).get("generator_cpu_percent"), " %"),
            spread(found.get("join", {}).get("generator_cpu_percent"), " %"),
            number(median(found, full, "bytes_per_frame")),
            number(median(found, full, "frames_per_delivery")),
            number(median(found, full, "not_delivered")),
            spread(found.get("machine", {}).get("load_average")),
        ]
        table.append((title, *cells))
    return table


def targets(result: Found) -> Table:
    """Each target, what was reached, and whether that is enough."""
    table: Table = [("target", "", "here", "")]
    ours, ruler = result["servers"].get(OURS, {}), result["servers"].get(RULER, {})
    for target in TARGETS:
        reached = median(ours, target.scenario, target.figure)
        if target.is_ratio and reached is not None:
            theirs = median(ruler, target.ruler or target.scenario, target.figure)
            reached = None if theirs is None else ratio(reached, theirs)
        if reached is None:
            continue
        is_met = reached <= target.limit if target.is_ceiling else reached >= target.limit
        sign, unit = "at most" if target.is_ceiling else "at least", "x" if target.is_ratio else ""
        met = "met" if is_met else "**missed**"
        table.append(
            (target.what, f"{sign} {number(target.limit)}{unit}", f"{number(reached)}{unit}", met)
        )
    return table


NEVER = ("not_delivered", "refused", "unasked", "lost_connections")


def violations(result: Found) -> list[str]:
    """What may not be, however slow the machine: commands of ours that did not reach everybody."""
    found = [f"{name}: {why}" for name, why in result["skipped"].items() if name.startswith(OURS)]
    for scenario, figures in result["servers"].get(OURS, {}).items():
        worst = {name: figures[name]["most"] for name in NEVER if name in figures}
        found += [f"{scenario}: {name} {number(most)}" for name, most in worst.items() if most]
    return found


ROWS: dict[str, dict[str, str]] = {
    "growth": {
        "rooms": "rooms", "kib_per_room": "KiB each", "idle_cpu_percent": "silence, % of a core",
        "joins_per_second": "joins/s", "join_cpu_ms": "CPU ms a join",
        "cpu_percent": "100 commands/s, % of a core", "p50_ms": "p50 ms", "p99_ms": "p99 ms",
    },
    "nodes": {
        "nodes": "nodes", "p50_ms": "p50 ms", "p99_ms": "p99 ms",
        "node_cpu_s_per_1000": "all nodes, CPU s", "node_1_cpu_s_per_1000": "the first",
        "node_2_cpu_s_per_1000": "the second", "node_3_cpu_s_per_1000": "the third",
        "postgres_cpu_s_per_1000": "PostgreSQL", "nats_cpu_s_per_1000": "NATS",
    },
}  # fmt: skip


def rows(result: Found, name: str) -> Table:
    """A row for each size of what grew."""
    columns = ROWS[name]
    table: Table = [tuple(columns.values())]
    for found in result[name]:
        table.append(tuple(
            number(found[f]["median"]) if f in {"rooms", "nodes"} else spread(found.get(f))
            for f in columns
        ))  # fmt: skip
    return table


# Numbers ---------------------------------------------------------------------------------------


def median(found: Found, scenario: str, figure: str) -> float | None:
    """The middle of the runs, None where there was none."""
    one = found.get(scenario, {}).get(figure)
    return None if one is None else one["median"]


def spread(found: Found | None, unit: str = "") -> str:
    """The median and how far the runs were apart."""
    if found is None or found["median"] is None:
        return "–"
    return f"{number(found['median'])}{unit} [{number(found['least'])} to {number(found['most'])}]"


def number(value: float | None) -> str:
    """Three digits or so; thousands apart."""
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def aligned(table: Table) -> str:
    """A table for a terminal; empty when it has no rows."""
    if len(table) < 2:
        return ""
    plain = [[cell.replace("*", "").replace("`", "") for cell in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*plain, strict=True)]
    lines = []
    for row in plain:
        first, *others = row
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)

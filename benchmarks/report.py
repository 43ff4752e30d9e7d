"""The tables that are printed, here and into the documents, and how a figure is written."""

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


def machine_of(result: Found) -> str:
    """When, on what, with which versions, and what could not be measured or failed."""
    found = result["machine"]
    packages = ", ".join(f"{name} {v}" for name, v in found["packages"].items() if v)
    commit = result.get("commit", "not recorded") or "unknown"
    heard = median(result["servers"].get(OURS, {}), "idle", "seconds")
    silence = "a time that was not kept" if heard is None else f"{heard:.0f} s"
    return "\n".join([
        f"{found['processor']}, {found['cores']} cores, {found['memory_gib']} GiB, "
        f"{found['system']}, Python {found['python']}, SQLite {found['sqlite']}",
        f"with {packages}",
        f"and {_peers(found)}",
        f"{result['made_at']}, commit {commit}, {result['seconds']} s; median of {result['runs']} "
        f"[least to most]; silence listened to for {silence}",
        *(f"without {name}: {why}" for name, why in result["skipped"].items()),
    ])  # fmt: skip


def _peers(found: Found) -> str:
    """What is no Python package, by version; results of before do not say."""
    if "peers" not in found:
        return "peers that are no Python packages: versions not recorded"
    return ", ".join(f"{name} {v or 'of unknown version'}" for name, v in found["peers"].items())


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
    ours = found.get(column.scenario.format(kind=kind), {}).get(column.figure)
    if ours is None or ours["median"] is None:
        return "–"
    theirs = median(ruler, column.scenario.format(kind="signal"), column.figure)
    said = f"{number(ours['median'])}{column.unit}"
    if theirs is None or found is ruler:
        return f"{said} ({_ends(ours, 1.0)})"
    return f"{said}, {number(ratio(ours['median'], theirs))}x ({_ends(ours, theirs)})"


def _ends(found: Found, unit: float) -> str:
    """The least and the most of the runs."""
    return "–".join(number(ratio(found[end], unit)) for end in ("least", "most"))


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
    for found in result.get(name, ()):
        table.append(tuple(
            number(found[f]["median"]) if f in {"rooms", "nodes"} else spread(found.get(f))
            for f in columns
        ))  # fmt: skip
    return table


KILLED = {
    "clients": "clients", "cut": "of them cut off", "p50_back_s": "half back, s",
    "all_back_s": "all back, s", "acknowledged": "commands acknowledged",
    "lost_acknowledged": "of them lost", "refused": "refused", "not_delivered": "members behind",
}  # fmt: skip


def killed(result: Found) -> Table:
    """What came of a node's death."""
    found = result.get("killed")
    if found is None:
        return [tuple(KILLED.values()), (NOT_MEASURED, *("–" for _ in KILLED))[: len(KILLED)]]
    once = {"clients", "cut"}
    cells = (number(found[f]["median"]) if f in once else spread(found.get(f)) for f in KILLED)
    return [tuple(KILLED.values()), tuple(cells)]


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

"""What things cost, as a results file has it: of a process, of a node among several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.report import NOT_MEASURED, Table, number


@dataclass(frozen=True, slots=True)
class Shared:
    """What one of something costs where several nodes have people of its room."""

    taken: float
    """The node that took it."""
    followed: float
    """Each other node, which reads it in the log and shows it to its own people."""

    def on(self, holders: int) -> float:
        """All of them together."""
        return self.taken + (holders - 1) * self.followed


@dataclass(frozen=True, slots=True)
class Measured:
    """What things cost a process, medians of the last run; seconds are of a core."""

    connection_kib: float
    silent_connection: float
    """Seconds a second, for pings and looking after."""
    join: float
    """On SQLite."""
    recorded: float
    """A recorded command to ten, on SQLite."""
    signal: float
    """On one node."""
    node_join: Shared | None
    """With PostgreSQL and NATS, as what follows; None in results that do not have it."""
    node_recorded: Shared
    database_recorded: float
    bus_recorded: float
    nodes: int
    """How many nodes the last two were measured with."""

    @property
    def joined(self) -> Shared:
        """A join on nodes over PostgreSQL: SQLite's and the following of a command, if need be."""
        return self.node_join or Shared(self.join, self.node_recorded.followed)


def measured(result: Mapping[str, Any]) -> Measured:
    """The costs in a results file."""
    ours, last = result["servers"]["pushback"], result["nodes"][-1]
    count = int(last["nodes"]["median"])

    def found(scenario: str, figure: str) -> float:
        return float(ours[scenario][figure]["median"])

    return Measured(
        connection_kib=found("idle", "kib_each"),
        silent_connection=found("idle", "cpu_percent") / 100 / found("idle", "connections"),
        join=found("join", "server_cpu_ms_each") / 1e3,
        recorded=found("durable_full", "server_cpu_us_per_delivery") * 10 / 1e6,
        signal=found("signal_full", "server_cpu_us_per_delivery") * 10 / 1e6,
        node_join=_shared(result["nodes"], "join_cpu_ms") if "join_cpu_ms" in last else None,
        node_recorded=_shared(result["nodes"], "node_cpu_s_per_1000"),
        database_recorded=float(last["postgres_cpu_s_per_1000"]["median"]) / 1e3,
        bus_recorded=float(last["nats_cpu_s_per_1000"]["median"]) / 1e3,
        nodes=count,
    )


def _shared(nodes: Sequence[Mapping[str, Any]], figure: str) -> Shared:
    """From what one node alone spends, and all of several together; in thousandths of a second."""
    alone, together = (float(row[figure]["median"]) / 1e3 for row in (nodes[0], nodes[-1]))
    others = int(nodes[-1]["nodes"]["median"]) - 1
    return Shared(alone, (together - alone) / others if others else 0.0)


def costs(cost: Measured) -> Table:
    """What one of each costs, and how many of it fill a core."""
    there, joined = cost.node_recorded, cost.node_join
    rows = {
        "a silent connection, each second": cost.silent_connection,
        "a join, durable, SQLite": cost.join,
        "a recorded command to ten, SQLite": cost.recorded,
        "a signal to ten, one node": cost.signal,
        "a join, the node that took it, PostgreSQL": joined.taken if joined else None,
        "that join, each other node with people of its room": joined.followed if joined else None,
        "a recorded command, the node that took it, PostgreSQL": there.taken,
        "that command, each other node with people of its room": there.followed,
        "that command, PostgreSQL": cost.database_recorded,
        "that command, NATS": cost.bus_recorded,
    }
    table: Table = [("what", "processor", "fill a core")]
    for what, seconds in rows.items():
        if seconds is None:
            table.append((what, NOT_MEASURED, "–"))
            continue
        fill = number(two_digits(1 / seconds)) if seconds > 0 else "–"
        table.append((what, f"{number(seconds * 1e6)} us", fill))
    table.append(("a connection", f"{number(cost.connection_kib)} KiB resident", ""))
    return table


def two_digits(value: float) -> float:
    """As exact as arithmetic on measurements may look."""
    return float(f"{value:.2g}")

"""How far one machine is from a hundred thousand meetings: arithmetic on what was measured.

`python -m benchmarks.scaling` prints it; `--meetings 5000` asks about other numbers. What was
measured comes from `results/latest.json`; what is assumed stands in `Meeting` and `Cell`.
"""

import argparse
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks.report import Table, aligned, number

RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """What things cost a process, medians of the last run; seconds are of a core."""

    connection_kib: float
    silent_connection: float
    """Seconds a second, for pings and looking after."""
    join: float
    recorded: float
    """A recorded command to ten, on SQLite."""
    signal: float
    node_recorded: float
    """A recorded command, on each node that has people of its room, with PostgreSQL and NATS."""
    database_recorded: float
    bus_recorded: float
    nodes: int
    """How many nodes the last three were measured with."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a meeting is assumed to do."""

    people: int = 10
    minutes: float = 90
    recorded: int = 100
    """Commands that are recorded: moves, clocks, agreements, push-back; without arrivals."""
    signals: int = 200
    returns: int = 20
    """Connections that are lost and come back, of everybody together."""
    arrival_minutes: float = 10
    """All meetings begin at the full hour, and people come within so many minutes."""
    events: int = 250
    event_bytes: int = 400
    """Of a row of the log with its indexes; gone within a day of the end."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A part that shares nothing with others: some nodes, one database, one bus, a name of its own.

    `busy` is how much of a core may be used at the busiest minute. `core_month` is a price in euros
    for one core with its 4 GiB; put in your own.
    """

    meetings: int = 5_000
    busy: float = 0.5
    node_gib: float = 4.0
    spare: int = 1
    """Nodes that may be lost while everything still fits."""
    transactions_a_join: int = 3
    hint: float = 20e-6
    """Seconds a node needs to read that something happened in a room which it does not hold."""
    core_month: float = 15.0


def measured(result: Mapping[str, Any]) -> Measured:
    """The costs in a results file."""
    ours, last = result["servers"]["pushback"], result["nodes"][-1]
    count = int(last["nodes"]["median"])

    def found(scenario: str, figure: str) -> float:
        return float(ours[scenario][figure]["median"])

    per_command = 1e-3 / count
    return Measured(
        connection_kib=found("idle", "kib_each"),
        silent_connection=found("idle", "cpu_percent") / 100 / found("idle", "connections"),
        join=found("join", "server_cpu_ms_each") / 1e3,
        recorded=found("durable_full", "server_cpu_us_per_delivery") * 10 / 1e6,
        signal=found("signal_full", "server_cpu_us_per_delivery") * 10 / 1e6,
        node_recorded=float(last["node_cpu_s_per_1000"]["median"]) * per_command,
        database_recorded=float(last["postgres_cpu_s_per_1000"]["median"]) / 1e3,
        bus_recorded=float(last["nats_cpu_s_per_1000"]["median"]) / 1e3,
        nodes=count,
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """What a number of meetings asks for. Cores are what is busy at the busiest minute."""

    cells: int
    nodes: int
    """In each cell, those to spare included."""
    node_cores: float
    """Busy in all nodes of a cell together."""
    database_cores: float
    bus_cores: float
    joins: float
    """A second, in a cell."""
    commands: float
    """Recorded ones a second, in a cell."""
    gib: float
    """Resident in all nodes of a cell together."""
    log_gib: float
    """Of a cell's log, a day of meetings that follow each other for ten hours."""
    back_s: float
    """How long a lost node's people take to be back, at what the others have left."""
    euros: float
    """A month, of all cells together."""


def laid_out(cost: Measured, meeting: Meeting, cell: Cell, meetings: int) -> Layout:
    """How `meetings` at the same time would be laid out."""
    cells = math.ceil(meetings / cell.meetings)
    rooms = min(meetings, cell.meetings)
    people = rooms * meeting.people
    seconds = meeting.minutes * 60
    arriving = people / (meeting.arrival_minutes * 60)
    returning = rooms * meeting.returns / seconds
    joins, commands = arriving + returning, rooms * meeting.recorded / seconds
    appends = commands + joins
    nodes_own = (
        people * cost.silent_connection
        + joins * cost.join
        + appends * cost.node_recorded
        + rooms * meeting.signals / seconds * cost.signal
    )
    nodes = _nodes(nodes_own, appends * cell.hint, people * cost.connection_kib / 2**20, cell)
    database = (commands + joins * cell.transactions_a_join) * cost.database_recorded
    bus = appends * cost.bus_recorded / cost.nodes * nodes
    lost = people / nodes
    left = (nodes - 1) * (1 - cell.busy) / cost.join if nodes > 1 else 1 / cost.join
    whole = [math.ceil(part / cell.busy) for part in (database, bus)]
    return Layout(
        cells=cells,
        nodes=nodes,
        node_cores=nodes_own + nodes * appends * cell.hint,
        database_cores=database,
        bus_cores=bus,
        joins=joins,
        commands=commands,
        gib=people * cost.connection_kib / 2**20,
        log_gib=rooms * meeting.events * meeting.event_bytes * (600 / meeting.minutes) / 2**30,
        back_s=lost / left,
        euros=cells * (nodes + 2 * whole[0] + whole[1]) * cell.core_month,
    )


def _nodes(own: float, heard: float, gib: float, cell: Cell) -> int:
    """Nodes of one core: own work is divided among them, what is heard is heard by each."""
    room = cell.busy - heard
    if room <= 0:
        raise ValueError("every node would only listen to the others: make the cell smaller")
    return max(math.ceil(own / room), math.ceil(gib / cell.node_gib), 1) + cell.spare


# What is printed -------------------------------------------------------------------------------


def costs(cost: Measured) -> Table:
    """What one of each costs, and how many of it fill a core."""
    rows = {
        "a silent connection, each second": cost.silent_connection,
        "a join, durable": cost.join,
        "a recorded command to ten, SQLite": cost.recorded,
        "a signal to ten": cost.signal,
        "a recorded command, a node of several": cost.node_recorded,
        "the same, PostgreSQL": cost.database_recorded,
        "the same, NATS": cost.bus_recorded,
    }
    table: Table = [("what", "processor", "fill a core")]
    for what, seconds in rows.items():
        table.append(
            (what, f"{number(seconds * 1e6)} us", number(_whole(1 / seconds)) if seconds else "–")
        )
    table.append(("a connection", f"{number(cost.connection_kib)} KiB resident", ""))
    return table


def _whole(value: float) -> float:
    return float(f"{value:.2g}")


def assumed() -> Table:
    """What is not measured, with its value."""
    table: Table = [("assumed", "")]
    for what in (Meeting(), Cell()):
        for one in fields(what):
            value = getattr(what, one.name)
            said = f"{number(value * 1e6)} us" if one.name == "hint" else number(value)
            table.append((f"{type(what).__name__.lower()}: {one.name.replace('_', ' ')}", said))
    return table


SIZES = (100, 1_000, 5_000, 20_000, 100_000)


def layouts(cost: Measured, meeting: Meeting = Meeting(), cell: Cell = Cell()) -> Table:
    """A row for each number of meetings."""
    table: Table = [(
        "meetings", "people", "cells", "nodes a cell", "of it busy", "PostgreSQL busy", "NATS busy",
        "joins/s a cell", "memory a cell", "log a cell, a day", "a lost node's people back",
        "euros a month",
    )]  # fmt: skip
    for meetings in SIZES:
        found = laid_out(cost, meeting, cell, meetings)
        table.append((
            number(meetings), number(meetings * meeting.people), number(found.cells),
            number(found.nodes), f"{found.node_cores:.1f} cores",
            f"{found.database_cores:.2f} cores", f"{found.bus_cores:.2f} cores",
            number(_whole(found.joins)), f"{found.gib:.1f} GiB", f"{found.log_gib:.1f} GiB",
            f"{number(_whole(found.back_s))} s", number(_whole(found.euros)),
        ))  # fmt: skip
    return table


def main() -> None:
    """Print the costs and the layouts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--meetings", type=int, nargs="*", help="numbers of meetings at one time")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    cost = measured(json.loads(options.results.read_text()))
    print(aligned(costs(cost)) + "\n")
    print(aligned(layouts(cost)))
    for meetings in options.meetings or ():
        print(f"\n{number(meetings)} meetings: {laid_out(cost, Meeting(), Cell(), meetings)}")


if __name__ == "__main__":
    main()

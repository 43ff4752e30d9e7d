"""How far one machine is from a hundred thousand meetings: arithmetic on what was measured.

`python -m benchmarks.scaling` prints it; `--meetings 5000` asks about other numbers. What was
measured comes from `results/latest.json`; what is assumed stands in `Meeting` and `Cell`.
"""

import argparse
import itertools
import json
import math
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.costs import Measured, costs, measured, two_digits
from benchmarks.report import Table, aligned, number

RESULTS = Path(__file__).parent / "results" / "latest.json"


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


@dataclass(frozen=True, slots=True)
class Load:
    """What all meetings of a cell ask of it at the busiest minute, by the second."""

    rooms: int
    people: int
    joins: float
    commands: float
    signals: float

    @property
    def appends(self) -> float:
        """Each is a hint to every node."""
        return self.joins + self.commands

    def cores(self, cost: Measured, cell: Cell, nodes: int) -> float:
        """Busy in all of so many nodes together.

        Every room has people on as many of them as it can: each of these does its share of a join,
        a command or a signal, the others only read a hint.
        """
        holders = min(nodes, self.people // self.rooms)
        return (
            self.people * cost.silent_connection
            + self.joins * cost.joined.on(holders)
            + self.commands * cost.node_recorded.on(holders)
            + self.signals * cost.signal * holders
            + self.appends * cell.hint * (nodes - holders)
        )


def laid_out(cost: Measured, meeting: Meeting, cell: Cell, meetings: int) -> Layout:
    """How `meetings` at the same time would be laid out."""
    load = _load(meeting, min(meetings, cell.meetings))
    cells = math.ceil(meetings / cell.meetings)
    gib = load.people * cost.connection_kib / 2**20
    nodes = _nodes(load, cost, cell, gib)
    database = (load.commands + load.joins * cell.transactions_a_join) * cost.database_recorded
    bus = load.appends * cost.bus_recorded / cost.nodes * nodes
    others = max(1, nodes - 1)
    free = others * (1 - cell.busy) if nodes > 1 else 1.0
    whole = [math.ceil(part / cell.busy) for part in (database, bus)]
    return Layout(
        cells=cells,
        nodes=nodes,
        node_cores=load.cores(cost, cell, nodes),
        database_cores=database,
        bus_cores=bus,
        joins=load.joins,
        commands=load.commands,
        gib=gib,
        log_gib=load.rooms * meeting.events * meeting.event_bytes * (600 / meeting.minutes) / 2**30,
        back_s=load.people / nodes * cost.joined.on(min(others, meeting.people)) / free,
        euros=cells * (nodes + 2 * whole[0] + whole[1]) * cell.core_month,
    )


def _load(meeting: Meeting, rooms: int) -> Load:
    people, seconds = rooms * meeting.people, meeting.minutes * 60
    return Load(
        rooms=rooms,
        people=people,
        joins=people / (meeting.arrival_minutes * 60) + rooms * meeting.returns / seconds,
        commands=rooms * meeting.recorded / seconds,
        signals=rooms * meeting.signals / seconds,
    )


def _nodes(load: Load, cost: Measured, cell: Cell, gib: float) -> int:
    """As few nodes of one core as are not busier than they may be, and those to spare."""
    if load.appends * cell.hint >= cell.busy:
        raise ValueError("every node would only listen to the others: make the cell smaller")
    fits = (n for n in itertools.count(1) if load.cores(cost, cell, n) <= n * cell.busy)
    return max(next(fits), math.ceil(gib / cell.node_gib)) + cell.spare


# What is printed -------------------------------------------------------------------------------


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
            number(two_digits(found.joins)), f"{found.gib:.1f} GiB", f"{found.log_gib:.1f} GiB",
            f"{number(two_digits(found.back_s))} s", number(two_digits(found.euros)),
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

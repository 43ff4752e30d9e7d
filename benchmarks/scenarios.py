"""What is done to a server, the same for all: arrivals, silence, commands at a pace, a storm."""

import itertools
from dataclasses import dataclass

from benchmarks.bench import Bench, Figures
from benchmarks.figures import NEVER
from benchmarks.pump import Window

Runs = dict[str, Figures]
ROOM = 10
"""Members of a room, beside the peers."""
TWELVE = 12
"""Members of a room for the absolute figures."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything. `rooms` of ten are at work, `idle_rooms` only connected."""

    rooms: int = 500
    idle_rooms: int = 1_000
    small_rooms: int = 100
    twelves: int = 200
    idle_s: float = 3.0
    round_s: float = 20.0
    """Silence of ours, and of the ruler: each connection is pinged once within it."""
    warm_s: float = 0.7
    paced_s: float = 2.5
    through_s: float = 25.0
    """At a pace, through a whole round of pings."""
    saturated_s: float = 2.5
    absolute_s: float = 5.0
    growth: tuple[int, ...] = (10, 100, 1_000, 10_000)
    growth_s: float = 2.0
    nodes: int = 3
    nodes_rooms: int = 60
    nodes_s: float = 3.0
    killed_rooms: int = 100
    """Of twelve."""
    windows: int = 3
    """Of one kind, where servers are not started anew for each run."""


QUICK = Sizes(
    rooms=60, idle_rooms=90, small_rooms=30, twelves=60, idle_s=2.0, round_s=2.0, warm_s=0.3,
    paced_s=1.0, through_s=2.0, saturated_s=1.0, absolute_s=1.5, growth=(10, 100), growth_s=1.0,
    nodes=2, nodes_rooms=20, nodes_s=1.5, killed_rooms=20,
)  # fmt: skip

PACES = (2_500, 10_000)
"""Deliveries a second."""
THROUGH = "signal_through"
"""Signals at the lower pace for longer than it takes to ping everybody."""
AGAIN = "#2"
"""Behind the name of a scenario: one more run of it on the same process. A tail needs five runs at
a pace or more, and three starts with two each are six."""
KINDS = {"durable": "recorded command", "signal": "signal"}


def _kinds(bench: Bench) -> list[str]:
    """What this server can be asked: recorded commands are ours alone."""
    return list(KINDS) if hasattr(bench.crowd.dialect, "is_ours") else ["signal"]


async def beside(bench: Bench, sizes: Sizes, runs: Runs, *, is_small: bool, idle_s: float) -> None:
    """Everything that is measured of everybody, on one fresh process.

    It goes into `runs` as it is known, so that a failure loses only what comes after it.
    """
    rooms = sizes.small_rooms if is_small else sizes.rooms
    base = bench.server.resident()
    connected = len(bench.crowd.places)
    runs["join"] = await bench.arrive(0, connected)
    bench.say(f"{runs['join']['per_second']:.0f} joins/s")
    runs["idle"] = await bench.idle(connected * ROOM, base, idle_s)
    bench.say(f"{runs['idle']['kib_each']:.1f} KiB each of {connected * ROOM}")
    await bench.leave([m for place in bench.crowd.places[rooms:] for m in place.members])
    await bench.ask(do="lead", to="discuss", first=0, last=rooms)
    await bench.settle()
    for kind in _kinds(bench):
        await at_work(bench, sizes, runs, kind, is_small=is_small)
    if len(_kinds(bench)) > 1:
        for kind, pace in itertools.product(KINDS, PACES):
            runs[f"{kind}_{pace}{AGAIN}"] = await _paced(bench, sizes, kind, pace)
        runs[THROUGH] = await _paced(bench, sizes, "signal", PACES[0], sizes.through_s)
    runs["storm"] = await bench.storm([m for p in bench.crowd.places[:rooms] for m in p.members])
    bench.say(f"{rooms * ROOM} back within {runs['storm']['all_back_s']:.2f} s")


async def at_work(bench: Bench, sizes: Sizes, runs: Runs, kind: str, *, is_small: bool) -> None:
    """Commands at both paces (the lower one for who collapses), then as fast as they go."""
    for pace in PACES[:1] if is_small else PACES:
        runs[f"{kind}_{pace}"] = await _paced(bench, sizes, kind, pace)
    window = Window(kind, 0, sizes.warm_s, sizes.saturated_s)
    full = runs[f"{kind}_full"] = await bench.window(window)
    each = full["server_cpu_us_per_delivery"]
    bench.say(f"{kind}: {full['deliveries_per_second']:.0f} deliveries/s, {each:.1f} us each")


async def _paced(
    bench: Bench, sizes: Sizes, kind: str, pace: int, seconds: float | None = None
) -> Figures:
    window = Window(kind, pace / ROOM, sizes.warm_s, seconds or sizes.paced_s)
    found = await bench.window(window)
    bench.say(f"{kind}, {pace}/s: p50 {found['p50_ms']:.2f}, p99 {found['p99_ms']:.2f} ms")
    return found


async def twelve(bench: Bench, sizes: Sizes, runs: Runs) -> None:
    """The absolute figures: recorded commands in rooms of twelve, 200 and 1,000 a second."""
    await bench.arrive(0, len(bench.crowd.places))
    await bench.ask(do="lead", to="discuss")
    for rate in (200, 1_000):
        window = Window("durable", rate, sizes.warm_s, sizes.absolute_s)
        runs[f"twelve_{rate}"] = await bench.window(window)
        bench.say(f"{rate} commands/s: p99 {runs[f'twelve_{rate}']['p99_ms']:.2f} ms")


async def growth(bench: Bench, sizes: Sizes, found: list[list[Figures]]) -> None:
    """More and more rooms on one node, each with its leader; commands at the same pace always.

    Into `found` go for each size what was measured once, then each of `sizes.windows` windows.
    """
    base, first = bench.server.resident(), 0
    for rooms in sizes.growth:
        joins = await bench.arrive(first, rooms)
        await bench.ask(do="lead", to="opening", first=first, last=rooms)
        first = rooms
        silent = await bench.idle(rooms, base, sizes.round_s)
        once = {
            "rooms": float(rooms),
            "kib_per_room": silent["kib_each"],
            "idle_cpu_percent": silent["cpu_percent"],
            "joins_per_second": joins["per_second"],
            "join_cpu_ms": joins["server_cpu_ms_each"],
        }
        found.append([once, *[await _grown(bench, sizes) for _ in range(sizes.windows)]])
        bench.say(f"{rooms} rooms: {silent['kib_each']:.0f} KiB each")


async def _grown(bench: Bench, sizes: Sizes) -> Figures:
    worked = await bench.window(Window("durable", 100, sizes.warm_s, sizes.growth_s))
    return {"cpu_percent": worked["server_cpu_percent"], **kept(worked, "p50_ms", "p99_ms")}


def kept(worked: Figures, *names: str) -> Figures:
    """These of a window's figures, and whatever may never be."""
    return {name: worked[name] for name in (*names, *NEVER) if name in worked}

"""What is done to a server, the same for both: arrivals, commands at a pace, silence, a storm."""

import asyncio
import gc
import json
import shutil
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.dialects import Ours, Plain
from benchmarks.figures import percentile
from benchmarks.machine import Server
from benchmarks.prepare import DATABASE, PEOPLE, ROOM_SIZE
from benchmarks.swarm import Crowd
from benchmarks.ticker import Ticker

Say = Callable[[str], None]
Figures = dict[str, float]

AT_ONCE = 64
"""Arrivals in progress at a time, where arrivals are counted by the second."""
ROOMS_PER_DRAW = 100
STRAGGLERS = 10.0
SETTLE = 3.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything."""

    rooms: int = 200
    slow_rate: int = 200
    fast_rate: int = 1000
    warm_s: float = 2.0
    slow_s: float = 8.0
    fast_s: float = 6.0
    saturated_s: float = 5.0
    idle_small: int = 2_000
    idle_large: int = 10_000
    idle_s: float = 21.0
    storm: int = 5_000

    @property
    def prepared(self) -> int:
        """Rooms that the largest scenario needs."""
        return max(self.rooms, -(-max(self.idle_large, self.storm) // ROOM_SIZE))


QUICK = Sizes(
    warm_s=0.5, slow_s=2.0, fast_s=2.0, saturated_s=1.5,
    idle_small=300, idle_large=900, idle_s=4.0, storm=600,
)  # fmt: skip


class Bench:
    """A server with its crowd. `ask` reaches into ours; the plain one needs nothing."""

    def __init__(self, server: Server, crowd: Crowd, say: Say) -> None:
        self.server = server
        self.crowd = crowd
        self.say = say

    async def ask(self, **asked: Any) -> Any:
        """One line to the launcher, and its answer."""
        stdin, stdout = self.server.process.stdin, self.server.process.stdout
        if stdin is None or stdout is None or not isinstance(self.crowd.dialect, Ours):
            return None
        stdin.write(json.dumps(asked).encode() + b"\n")
        return json.loads(await stdout.readline())

    async def tickets(self, first: int, last: int) -> None:
        """Tickets for everybody in these rooms; they live for half a minute."""
        drawn = await self.ask(do="tickets", first=first, last=last)
        for place, tickets in zip(self.crowd.places[first:last], drawn or (), strict=False):
            for member, ticket in zip(place.members, tickets, strict=True):
                member.ticket, member.resume = ticket, ""

    # Scenarios -----------------------------------------------------------------------------

    async def arrive(self, first: int, last: int) -> Figures:
        """Everybody of these rooms connects, says hello by ticket and gets the whole view."""
        took: list[float] = []
        seconds = cpu = 0.0
        for at in range(first, last, ROOMS_PER_DRAW):
            to = min(last, at + ROOMS_PER_DRAW)
            await self.tickets(at, to)
            began, used = time.perf_counter(), self.server.cpu()
            members = [m for place in self.crowd.places[at:to] for m in place.members]
            took += await self.crowd.connect(members, AT_ONCE)
            seconds += time.perf_counter() - began
            cpu += self.server.cpu() - used
        return {
            "per_second": len(took) / seconds,
            "p50_ms": percentile(took, 0.5) * 1e3,
            "p99_ms": percentile(took, 0.99) * 1e3,
            "server_cpu_ms_each": cpu / len(took) * 1e3,
        }

    async def paced(self, rate: int, warm_s: float, seconds: float) -> Figures:
        """Commands on a fixed schedule, whatever becomes of those before."""
        crowd, places = self.crowd, self.crowd.places
        crowd.reset()
        warm = int(rate * warm_s)
        window = _Window(self)

        def due(nth: int, scheduled: float) -> None:
            if nth == warm:
                window.open()
            places[nth % len(places)].press(scheduled, counts=nth >= warm)

        await Ticker(asyncio.get_running_loop(), rate, warm + int(rate * seconds), due).done
        figures = window.close()
        await self._stragglers()
        return figures | self._latencies()

    async def saturated(self, warm_s: float, seconds: float) -> Figures:
        """In every room the next command as soon as everybody has the one before."""
        crowd = self.crowd
        crowd.reset()
        now = time.perf_counter()
        crowd.counts_from = now + warm_s
        for place in crowd.places:
            place.goes_on = True
            place.press(now, counts=False)
        await asyncio.sleep(warm_s)
        window = _Window(self)
        window.open()
        await asyncio.sleep(seconds)
        figures = window.close()
        for place in crowd.places:
            place.goes_on = False
        await self._stragglers()
        return figures | self._latencies()

    async def idle(self, connected: int, base_kib: float, seconds: float) -> Figures:
        """Nobody does anything; memory all in, and what keeping everybody alive costs."""
        await asyncio.sleep(SETTLE)
        resident = self.server.resident()
        figures = {"kib_each": (resident - base_kib) / connected, "resident_mib": resident / 1024}
        if seconds:
            began, used = time.perf_counter(), self.server.cpu()
            await asyncio.sleep(seconds)
            spent = time.perf_counter() - began
            figures["cpu_percent"] = (self.server.cpu() - used) / spent * 100
            later = self.server.resident()
            figures["kib_each_after"] = (later - base_kib) / connected
        return figures

    async def storm(self, count: int) -> Figures:
        """So many are cut off in the same instant and come back in the same instant."""
        members = self.crowd.members[:count]
        await self._leave(self.crowd.members[count:])
        retries = self.crowd.retries
        used = self.server.cpu()
        took = await self.crowd.storm(members)
        return {
            "all_back_s": max(took),
            "p50_s": percentile(took, 0.5),
            "p95_s": percentile(took, 0.95),
            "retries": float(self.crowd.retries - retries),
            "server_cpu_s": self.server.cpu() - used,
        }

    async def _leave(self, members: list[Any]) -> None:
        for at in range(0, len(members), 200):
            for member in members[at : at + 200]:
                member.cut()
            await asyncio.sleep(0.1)
        await asyncio.sleep(SETTLE)

    async def _stragglers(self) -> None:
        until = time.perf_counter() + STRAGGLERS
        while time.perf_counter() < until and self.crowd.is_waiting:  # noqa: ASYNC110  # bounded
            await asyncio.sleep(0.05)

    def _latencies(self) -> Figures:
        tally = self.crowd.tally
        if not tally.complete:
            raise RuntimeError(f"of {tally.sent} commands none arrived; {Counter(tally.refused)}")
        return {
            "p50_ms": percentile(tally.latencies, 0.5) * 1e3,
            "p95_ms": percentile(tally.latencies, 0.95) * 1e3,
            "p99_ms": percentile(tally.latencies, 0.99) * 1e3,
            "max_ms": percentile(tally.latencies, 1) * 1e3,
            "answer_p50_ms": percentile(tally.answers, 0.5) * 1e3,
            "not_delivered": float(tally.sent - tally.complete),
            "refused": float(len(tally.refused)),
        }


class _Window:
    """What happens, and what is used, between two instants."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.began = 0.0

    def open(self) -> None:
        """From now."""
        tally = self.bench.crowd.tally
        self.began, self.own = time.perf_counter(), time.process_time()
        self.cpu = self.bench.server.cpu()
        self.deliveries, self.complete = tally.deliveries, tally.complete

    def close(self) -> Figures:
        """Until now."""
        tally = self.bench.crowd.tally
        seconds = time.perf_counter() - self.began
        deliveries = tally.deliveries - self.deliveries
        cpu = self.bench.server.cpu() - self.cpu
        return {
            "commands_per_second": (tally.complete - self.complete) / seconds,
            "deliveries_per_second": deliveries / seconds,
            "server_cpu_percent": cpu / seconds * 100,
            "server_cpu_us_per_delivery": cpu / max(1, deliveries) * 1e6,
            "generator_cpu_percent": (time.process_time() - self.own) / seconds * 100,
        }


# Servers ---------------------------------------------------------------------------------------


@asynccontextmanager
async def ours(prepared: Path, rooms: int, say: Say) -> AsyncIterator[Bench]:
    """Pushback over a fresh copy of the prepared folder."""
    folder = prepared.parent / "serving"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in (DATABASE, PEOPLE):
        shutil.copy(prepared / name, folder / name)
    made = json.loads((folder / PEOPLE).read_text())[:rooms]
    server = await Server.start("benchmarks.ours", str(folder), folder=folder)
    try:
        assert server.process.stdout is not None
        said = await asyncio.wait_for(server.process.stdout.readline(), 60)
        port = json.loads(said)["port"]
        crowd = Crowd(Ours(port), port, [[one[0] for one in room] for room in made])
        await asyncio.sleep(1)
        yield Bench(server, crowd, say)
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def plain(prepared: Path, rooms: int, say: Say) -> AsyncIterator[Bench]:
    """The broadcast loop, as `uvicorn module:app` runs it; only its log lines are left out."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = [
        [f"r{room:05}", *(f"p{room:05}-{n:02}" for n in range(ROOM_SIZE))] for room in range(rooms)
    ]
    options = ("--port", str(port), "--log-level", "warning")
    server = await Server.start("uvicorn", "benchmarks.plain:app", *options, folder=prepared.parent)
    try:
        await _until_it_listens(port)
        await asyncio.sleep(1)
        yield Bench(server, Crowd(Plain(port), port, names), say)
    finally:
        await server.stop()


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


# Runs ------------------------------------------------------------------------------------------

Runs = dict[str, Figures]


async def work(bench: Bench, sizes: Sizes) -> Runs:
    """Arrivals, then commands at both paces and as fast as they go."""
    runs: Runs = {}
    rooms = len(bench.crowd.places)
    runs["accept"] = await bench.arrive(0, rooms)
    bench.say(f"accepted {runs['accept']['per_second']:.0f}/s")
    await bench.ask(do="open")
    await asyncio.sleep(SETTLE)
    gc.collect()
    runs["paced_200"] = await bench.paced(sizes.slow_rate, sizes.warm_s, sizes.slow_s)
    bench.say(f"{sizes.slow_rate}/s: p50 {runs['paced_200']['p50_ms']:.2f} ms")
    runs["paced_1000"] = await bench.paced(sizes.fast_rate, sizes.warm_s, sizes.fast_s)
    bench.say(f"{sizes.fast_rate}/s: p99 {runs['paced_1000']['p99_ms']:.1f} ms")
    runs["saturated"] = await bench.saturated(sizes.warm_s, sizes.saturated_s)
    bench.say(f"saturated at {runs['saturated']['commands_per_second']:.0f} commands/s")
    return runs


async def crowds(bench: Bench, sizes: Sizes) -> Runs:
    """Memory and silence with few and with many, then a storm."""
    runs: Runs = {}
    base = bench.server.resident()
    small, large = sizes.idle_small // ROOM_SIZE, -(-sizes.idle_large // ROOM_SIZE)
    await bench.arrive(0, small)
    await bench.ask(do="open", first=0, last=small)
    runs["idle_2000"] = await bench.idle(small * ROOM_SIZE, base, 0)
    bench.say(f"{runs['idle_2000']['kib_each']:.1f} KiB each of {small * ROOM_SIZE}")
    runs["accept_large"] = await bench.arrive(small, large)
    await bench.ask(do="open", first=small, last=large)
    gc.collect()
    runs["idle_10000"] = await bench.idle(large * ROOM_SIZE, base, sizes.idle_s)
    idle = runs["idle_10000"]
    silence = f"{idle['cpu_percent']:.1f} % of a core"
    bench.say(f"{idle['kib_each']:.1f} KiB each of {large * ROOM_SIZE}, {silence}")
    runs["storm"] = await bench.storm(sizes.storm)
    bench.say(f"{sizes.storm} back within {runs['storm']['all_back_s']:.2f} s")
    return runs

"""A server with its crowd, and what can be done to it: arrivals, windows, silence, a storm."""

import asyncio
import gc
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.figures import percentile
from benchmarks.machine import Server
from benchmarks.pump import Pump, Tally, Window
from benchmarks.swarm import Crowd, Member

Say = Callable[[str], None]
Figures = dict[str, float]

AT_ONCE = 64
"""Arrivals in progress at a time, where arrivals are counted by the second."""
ROOMS_PER_DRAW = 100
SETTLE = 2.0
SETTLE_LOOK, SETTLE_TRIES = 0.4, 25
"""Seconds of one look at whether a server is quiet, and how often that is looked at."""


class Bench:
    """`ask` reaches into servers of ours; the others need nothing."""

    def __init__(self, servers: Sequence[Server], crowd: Crowd, say: Say) -> None:
        self.servers = servers
        self.crowd = crowd
        self.say = say

    @property
    def server(self) -> Server:
        """The first, and mostly the only one."""
        return self.servers[0]

    def cpu(self) -> float:
        """Seconds of processor time of all of them."""
        return sum(server.cpu() for server in self.servers)

    async def ask(self, **asked: Any) -> Any:
        """One line to the first launcher, and its answer; None from the others' servers."""
        stdin, stdout = self.server.process.stdin, self.server.process.stdout
        if stdin is None or stdout is None or not hasattr(self.crowd.dialect, "is_ours"):
            return None
        stdin.write(json.dumps(asked).encode() + b"\n")
        return json.loads(await stdout.readline())

    async def tickets(self, first: int, last: int) -> None:
        """Tickets for everybody in these rooms; they live for half a minute."""
        drawn = await self.ask(do="tickets", first=first, last=last)
        for place, tickets in zip(self.crowd.places[first:last], drawn or (), strict=False):
            for member, ticket in zip(place.members, tickets, strict=True):
                member.ticket, member.resume = ticket, ""

    async def arrive(self, first: int, last: int) -> Figures:
        """Everybody of these rooms connects, says hello by ticket and gets the whole view."""
        took: list[float] = []
        seconds = cpu = own = 0.0
        for at in range(first, last, ROOMS_PER_DRAW):
            to = min(last, at + ROOMS_PER_DRAW)
            await self.tickets(at, to)
            began, used, mine = time.perf_counter(), self.cpu(), time.process_time()
            members = [m for place in self.crowd.places[at:to] for m in place.members]
            took += await self.crowd.connect(members, AT_ONCE)
            seconds += time.perf_counter() - began
            cpu += self.cpu() - used
            own += time.process_time() - mine
        return {
            "per_second": len(took) / seconds,
            "p50_ms": percentile(took, 0.5) * 1e3,
            "p99_ms": percentile(took, 0.99) * 1e3,
            "server_cpu_ms_each": cpu / len(took) * 1e3,
            "generator_cpu_percent": own / seconds * 100,
        }

    async def window(self, window: Window) -> Figures:
        """Commands at a pace, or as fast as they go, counted by the inner loop."""
        await asyncio.sleep(0.3)
        gc.collect()
        meter = _Meter(self)
        tally = Pump(self.crowd, window, meter.side).run()
        await asyncio.sleep(0)
        return meter.figures(tally)

    async def idle(self, connected: int, base_kib: float, seconds: float) -> Figures:
        """Nobody does anything; memory all in, and what keeping everybody alive costs."""
        await asyncio.sleep(SETTLE)
        resident = self.server.resident()
        figures = {
            "connections": float(connected),
            "kib_each": (resident - base_kib) / connected,
            "resident_mib": resident / 1024,
        }
        if seconds:
            began, used = time.perf_counter(), self.cpu()
            await asyncio.sleep(seconds)
            spent = time.perf_counter() - began
            figures["seconds"] = spent
            figures["cpu_percent"] = (self.cpu() - used) / spent * 100
        return figures

    async def leave(self, members: Sequence[Member]) -> None:
        """These go, without haste."""
        for at in range(0, len(members), 200):
            for member in members[at : at + 200]:
                member.cut()
            await asyncio.sleep(0.05)
        await self.settle()

    async def settle(self) -> None:
        """Until the servers have done with what came before: departures go on for a while."""
        for _ in range(SETTLE_TRIES):
            used = self.cpu()
            await asyncio.sleep(SETTLE_LOOK)
            if self.cpu() - used < SETTLE_LOOK / 4:
                return

    async def storm(self, members: Sequence[Member]) -> Figures:
        """These are cut off in the same instant and come back in the same instant."""
        retries, used, mine = self.crowd.retries, self.cpu(), time.process_time()
        took = await self.crowd.storm(members)
        return {
            "all_back_s": max(took),
            "p50_s": percentile(took, 0.5),
            "p95_s": percentile(took, 0.95),
            "retries": float(self.crowd.retries - retries),
            "server_cpu_s": self.cpu() - used,
            "generator_cpu_s": time.process_time() - mine,
        }


class _Meter:
    """What is used between the two sides of a window."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.at: list[tuple[float, float, float]] = []

    def side(self, is_open: bool) -> None:
        """One side of it."""
        self.at.append((time.perf_counter(), self.bench.cpu(), time.process_time()))

    def figures(self, tally: Tally) -> Figures:
        """What a window comes to: rates of what happened between its sides, latencies of what was
        sent between them."""
        (began, cpu, mine), (ended, cpu_then, mine_then) = self.at
        seconds, n = ended - began, tally.counts
        if not n["complete"]:
            refused = f"{n['refused']} refused, {n['lost']} lost"
            raise RuntimeError(f"of {n['sent']} commands none arrived at everybody; {refused}")
        deliveries = max(1, n["deliveries_inside"])
        took, answers = tally.latencies, tally.answers
        return {
            "commands_per_second": n["whole_inside"] / seconds,
            "deliveries_per_second": deliveries / seconds,
            "server_cpu_percent": (cpu_then - cpu) / seconds * 100,
            "server_cpu_us_per_delivery": (cpu_then - cpu) / deliveries * 1e6,
            "generator_cpu_percent": (mine_then - mine) / seconds * 100,
            "p50_ms": percentile(took, 0.5) * 1e3,
            "p95_ms": percentile(took, 0.95) * 1e3,
            "p99_ms": percentile(took, 0.99) * 1e3,
            "max_ms": percentile(took, 1) * 1e3,
            "answer_p50_ms": percentile(answers, 0.5) * 1e3,
            "bytes_per_frame": n["bytes"] / max(1, n["frames"]),
            "frames_per_delivery": n["frames"] / max(1, n["deliveries"]),
            "not_delivered": float(n["sent"] - n["complete"] + n["ran_out"]),
            "refused": float(n["refused"]),
            "unasked": float(n["extras"]),
            "lost_connections": float(n["lost"]),
        }

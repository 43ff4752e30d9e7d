"""`python -m benchmarks.hostile`: what good rooms notice of bad peers, and what these cost.

200 rooms of twelve get 200 commands a second, alone and with a tenth as many bad peers of one kind
after the other, who come back when they are evicted. Before and after each kind the good ones are
alone, and what they notice is told as a multiple of these two, so that what the machine does
meanwhile is in both. It ends with 1 where a target was missed.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from uvicorn.loops.auto import auto_loop_factory

from benchmarks import hostile_report, machine
from benchmarks.bench import Bench, Figures, Say
from benchmarks.figures import gathered
from benchmarks.hostile_kinds import ALL, KINDS, PACED
from benchmarks.nodes import prepared
from benchmarks.pump import Window
from benchmarks.scenarios import TWELVE
from benchmarks.serving import ours

RESULTS = Path(__file__).parent / "results"
GOOD_ROOMS = 200
BAD_PEERS = GOOD_ROOMS * TWELVE // 10
BAD_ROOMS = BAD_PEERS // TWELVE
RATE = 200
WARM_S, MEASURED_S, ALL_S = 1.0, 5.0, 10.0
"""Seconds before measuring, of each kind, and of all kinds at once."""
WATCHED_S = 14.0
"""Each kind is watched for so long, once: some are waited for longer than is measured."""
LOOK_EVERY = 0.1
EVERY = [*KINDS, *PACED, ALL]


class Siege:
    """A server with its good rooms, and the bad peers' process."""

    def __init__(self, bench: Bench, peers: asyncio.subprocess.Process, log: Path) -> None:
        self.bench = bench
        self.peers = peers
        self.log = log
        everywhere = bench.crowd.places
        bench.crowd.places = everywhere[:GOOD_ROOMS]
        self.rooms = [place.id for place in everywhere[GOOD_ROOMS:]]
        self.base_kib = 0.0

    async def arrive(self) -> None:
        """The good ones come in and begin."""
        await self.bench.arrive(0, GOOD_ROOMS)
        await self.bench.ask(do="lead", to="discuss", first=0, last=GOOD_ROOMS)
        await self.bench.settle()
        gc.collect()
        self.base_kib = self.bench.server.resident()

    async def alone(self) -> Figures:
        """The good ones, with nobody bad any more."""
        await self.bench.settle()
        with self._looking():  # it takes as much of the generator's core as beside bad peers
            return await self.bench.window(Window("durable", RATE, WARM_S, MEASURED_S))

    async def beside(self, kind: str, seconds: float) -> Figures:
        """The same beside bad peers of this kind."""
        lines = self._lines()
        asked = {
            "port": self.bench.crowd.port, "kind": kind, "peers": BAD_PEERS,
            "seconds": WARM_S + seconds + 1, "people": await self._people(),
        }  # fmt: skip
        assert self.peers.stdin is not None
        self.peers.stdin.write(json.dumps(asked).encode() + b"\n")
        with self._looking() as most:  # the inner loop lets nothing else of this thread run
            figures = await self.bench.window(Window("durable", RATE, WARM_S, seconds))
            assert self.peers.stdout is not None
            came = json.loads(await self.peers.stdout.readline())
        spent = WARM_S + seconds + 1
        return figures | {
            "kib_each": (max(most) - self.base_kib) / BAD_PEERS,
            "tried_per_second": came["tried"] / spent,
            "refused_per_second": came["refused"] / spent,
            "evicted_per_second": sum(map(len, came["evicted"].values())) / spent,
            "log_lines_per_second_each": (self._lines() - lines) / spent / BAD_PEERS,
            "peers_cpu_percent": came["cpu_percent"],
            **{f"{name}_gone_after_s": longest for name, longest in _longest(came).items()},
        }

    async def _people(self) -> list[tuple[str, str]]:
        last = GOOD_ROOMS + len(self.rooms)
        drawn = await self.bench.ask(do="tickets", first=GOOD_ROOMS, last=last)
        pairs = zip(self.rooms, drawn, strict=True)
        return [(room, ticket) for room, tickets in pairs for ticket in tickets]

    @contextlib.contextmanager
    def _looking(self) -> Iterator[list[float]]:
        """How much memory the server has, again and again while the block lasts, in KiB."""
        seen = [self.bench.server.resident()]
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_EVERY):
                seen.append(self.bench.server.resident())

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()

    def _lines(self) -> int:
        return len(self.log.read_bytes().splitlines())


@asynccontextmanager
async def besieged(folder: Path, say: Say) -> AsyncIterator[Siege]:
    """A fresh server, and bad peers who wait for their orders."""
    peers = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.hostile_peers",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        async with ours(folder, GOOD_ROOMS + BAD_ROOMS, say) as bench:
            siege = Siege(bench, peers, folder.parent / "serving" / "stderr.txt")
            await siege.arrive()
            yield siege
    finally:
        with contextlib.suppress(ProcessLookupError):
            peers.kill()
        await peers.wait()


async def one_run(folder: Path, kinds: list[str], say: Say, *, is_last: bool) -> dict[str, Figures]:
    """Every kind once, the good ones alone before and after each."""
    found: dict[str, Figures] = {}
    async with besieged(folder, say) as siege:
        alone = [await siege.alone()]
        for kind in kinds:
            seconds = ALL_S if kind == ALL else MEASURED_S
            beside = found[kind] = await siege.beside(kind, seconds)
            alone.append(await siege.alone())
            for name in ("p50", "p99"):
                around = (alone[-2][f"{name}_ms"] + alone[-1][f"{name}_ms"]) / 2
                beside[f"{name}_growth"] = beside[f"{name}_ms"] / around
            p99, growth, kib = beside["p99_ms"], beside["p99_growth"], beside["kib_each"]
            say(f"{kind}: p99 {p99:.1f} ms, {growth:.2f} times alone, {kib:.0f} KiB each")
        for kind in [kind for kind in kinds if is_last and kind in KINDS]:
            watched = await siege.beside(kind, WATCHED_S)
            found[kind] |= {k: v for k, v in watched.items() if k.endswith("_after_s")}
    middle = {name: sorted(one[name] for one in alone)[len(alone) // 2] for name in alone[0]}
    return {"alone": middle, **found}


def _longest(came: Mapping[str, Mapping[str, list[float]]]) -> dict[str, float]:
    """By kind, how long one was there at most, evicted in the end or not."""
    times = [*came["evicted"].items(), *came["stayed"].items()]
    return {name: max(max(took) for other, took in times if other == name) for name, _ in times}


async def measure(runs: int, kinds: list[str]) -> dict[str, Any]:
    """All runs, each on a fresh server."""
    began = time.perf_counter()
    got: list[dict[str, Figures]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "prepared"
        folder.mkdir()
        await prepared(folder, GOOD_ROOMS + BAD_ROOMS, TWELVE)
        for nth in range(runs):

            def say(line: str, nth: int = nth) -> None:
                spent = time.perf_counter() - began
                print(f"{spent:6.1f} s  run {nth + 1}: {line}", file=sys.stderr, flush=True)

            got.append(await one_run(folder, kinds, say, is_last=nth == runs - 1))
    return {
        "seconds": round(time.perf_counter() - began),
        "load_average": machine.load_average(),
        "kinds": {
            kind: {n: s.as_json() for n, s in gathered([run[kind] for run in got]).items()}
            for kind in got[0]
        },
    }


def main() -> None:
    """Parse the options, run, report, keep."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=EVERY, help="these kinds; keeps nothing")
    options = parser.parse_args()
    machine.pin(0, machine.CLIENT_CORE)
    machine.allow_many_files()
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        found = runner.run(measure(options.runs, options.only or EVERY))
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    result = {"made_at": made_at, "runs": options.runs, "machine": machine.described(), **found}
    print("\n" + hostile_report.text(result))
    if not options.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "hostile.json").write_text(json.dumps(result, indent=1) + "\n")
    sys.exit(int(hostile_report.has_missed(result)))


if __name__ == "__main__":
    main()

"""`python -m benchmarks`, which `make bench` calls: measure, print, and keep the results."""

import argparse
import asyncio
import contextlib
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from uvicorn.loops.auto import auto_loop_factory

from benchmarks import machine, plots, versions
from benchmarks.bench import Figures, Say
from benchmarks.figures import gathered
from benchmarks.killed import killed
from benchmarks.nodes import prepared, spread
from benchmarks.pump import NoCompiler, library
from benchmarks.report import OURS, RULER
from benchmarks.scenarios import AGAIN, QUICK, ROOM, TWELVE, Runs, Sizes, beside, growth, twelve
from benchmarks.serving import SERVERS, Missing, ours, peer
from benchmarks.targets import violations
from benchmarks.terminal import text
from tests.support.kept_runs import commit

RESULTS = Path(__file__).parent / "results"
PARTS = ("beside", "twelve", "growth", "nodes", "killed")


def main() -> None:
    """Parse the options, run, report."""
    options = _options()
    try:
        library()
    except NoCompiler:
        raise SystemExit("the load generator is C: install gcc or clang") from None
    sizes = QUICK if options.quick else Sizes()
    runs = options.runs or (1 if options.quick else 3)
    machine.pin(0, machine.CLIENT_CORE)
    machine.allow_many_files()
    began, ran = time.perf_counter(), commit()
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        measuring = Measuring(sizes, runs, options.servers, options.only)
        found = runner.run(measuring.everything())
    result = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": options.quick,
        "runs": runs,
        "seconds": round(time.perf_counter() - began),
        "commit": ran,
        "machine": machine.described() | {"peers": versions.of_peers()},
        **found,
    }
    print("\n" + text(result))
    is_whole = not options.quick and len(options.only) == len(PARTS) and not options.servers
    kept = options.out or (RESULTS / "latest.json" if is_whole else None)
    if kept is not None:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(result, indent=1) + "\n")
        plots.draw(result, kept.parent)
        print(f"\nkept as {kept.name}")
    if violations(result):
        raise SystemExit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four minutes; keeps nothing")
    parser.add_argument("--runs", type=int, help="repetitions (3; with --quick 1)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts of it")
    parser.add_argument(
        "--servers", nargs="+", choices=(OURS, *SERVERS), help="some servers; keeps nothing"
    )
    parser.add_argument("--out", type=Path, help="the results file")
    return parser.parse_args()


class Measuring:
    """Everything that is asked for, `runs` times, the servers in turn."""

    def __init__(
        self, sizes: Sizes, runs: int, servers: Sequence[str] | None, parts: Sequence[str]
    ) -> None:
        self.sizes = sizes
        self.runs = runs
        self.servers = servers or (OURS, *SERVERS)
        self.parts = parts
        self.began = time.perf_counter()
        self.found: dict[str, list[Runs]] = {}
        self.skipped: dict[str, str] = {}

    async def everything(self) -> dict[str, Any]:
        """The figures, for the results file."""
        sizes = self.sizes
        rows: dict[str, list[list[Figures]]] = {"growth": [], "nodes": []}
        died: list[Figures] = []
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for part in ("tens", "twelves", "ones"):
                (folder / part).mkdir()
            tens, twelves, ones = await asyncio.gather(
                self._prepared(folder / "tens", sizes.idle_rooms, ROOM, "beside"),
                self._prepared(folder / "twelves", sizes.twelves, TWELVE, "twelve"),
                self._prepared(folder / "ones", sizes.growth[-1], 1, "growth"),
            )
            if "growth" in self.parts:
                await self._growth(ones, rows["growth"])
            if "nodes" in self.parts:
                say = partial(self._say, 0, "nodes")
                with self._kept_going(f"{OURS}, nodes", say):
                    await spread(sizes, rows["nodes"], say)
            if "killed" in self.parts:
                say = partial(self._say, 0, "killed")
                with self._kept_going(f"{OURS}, killed", say):
                    await killed(sizes, self.runs, died, say)
            with contextlib.suppress(asyncio.CancelledError):  # what was measured is kept
                for nth in range(self.runs):
                    await self._run(nth, tens, twelves)
        return {
            "servers": {name: spreads(runs) for name, runs in self.found.items()},
            "skipped": self.skipped,
            **{name: [_figures(size) for size in found] for name, found in rows.items() if found},
            **({"killed": _figures(died)} if died else {}),
        }

    async def _growth(self, folder: Path, found: list[list[Figures]]) -> None:
        rooms, say = self.sizes.growth[-1], partial(self._say, 0, "growth")
        with self._kept_going(f"{OURS}, growth", say):
            async with ours(folder, rooms, say) as bench:
                await growth(bench, self.sizes, found)

    @contextlib.contextmanager
    def _kept_going(self, what: str, say: Say) -> Iterator[None]:
        """A failure within is written down under this name, and loses nothing of the rest."""
        try:
            yield
        except Exception as error:
            self.skipped[what] = f"failed: {why(error)}"
            say(self.skipped[what])

    async def _run(self, nth: int, tens: Path, twelves: Path) -> None:
        say = partial(self._say, nth)
        for server in self.servers if "beside" in self.parts else ():
            await self._beside(server, nth, tens, partial(say, server))
        if "twelve" in self.parts:
            await self._twelve(nth, twelves, partial(say, "twelve"))

    async def _twelve(self, nth: int, folder: Path, say: Say) -> None:
        with self._kept_going(f"{OURS}, twelve, run {nth + 1}", say):
            async with ours(folder, self.sizes.twelves, say) as bench:
                await twelve(bench, self.sizes, self._runs(OURS, nth))

    async def _beside(self, name: str, nth: int, tens: Path, say: Say) -> None:
        if name in self.skipped:
            return
        load = machine.load_average()
        with self._kept_going(f"{name}, run {nth + 1}", say):
            try:
                if name == OURS:
                    async with ours(tens, self.sizes.idle_rooms, say) as bench:
                        runs, idle_s = self._runs(name, nth), self.sizes.round_s
                        await beside(bench, self.sizes, runs, is_small=False, idle_s=idle_s)
                else:
                    await self._peer(name, nth, tens.parent, say)
                self._runs(name, nth)["machine"] = {"load_average": load}
            except Missing as missing:
                say(f"skipped: {missing}")
                self.skipped[name] = str(missing)
        gc.collect()

    async def _peer(self, name: str, nth: int, folder: Path, say: Say) -> None:
        which = SERVERS[name]
        rooms = self.sizes.small_rooms if which.is_small else self.sizes.idle_rooms
        idle_s = self.sizes.round_s if name == RULER else self.sizes.idle_s
        async with peer(which, folder, rooms, ROOM, say) as bench:
            runs = self._runs(name, nth)
            await beside(bench, self.sizes, runs, is_small=which.is_small, idle_s=idle_s)

    def _runs(self, name: str, nth: int) -> Runs:
        """What this run has found of that server so far."""
        found = self.found.setdefault(name, [])
        found += [{} for _ in range(nth + 1 - len(found))]
        return found[nth]

    async def _prepared(self, folder: Path, rooms: int, size: int, part: str) -> Path:
        is_needed = part in self.parts and (part != "beside" or OURS in self.servers)
        if is_needed:
            self._say(0, "prepare", f"{rooms} rooms of {size}")
            await prepared(folder, rooms, size)
        return folder

    def _say(self, nth: int, who: str, line: str) -> None:
        seconds = time.perf_counter() - self.began
        print(f"{seconds:6.1f} s  run {nth + 1}, {who}: {line}", file=sys.stderr, flush=True)


def why(error: Exception) -> str:
    """In one line, the first reason of a group, and of several lines the last."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    said = str(error).strip().splitlines()
    return ": ".join([type(error).__name__, *said[-1:]])


def spreads(runs: list[Runs]) -> dict[str, Any]:
    """Each scenario's figures over all runs, those that were run again within one included."""
    found: dict[str, list[Figures]] = {}
    for got in runs:
        for scenario, figures in got.items():
            found.setdefault(scenario.removesuffix(AGAIN), []).append(figures)
    return {scenario: _figures(figures) for scenario, figures in found.items()}


def _figures(runs: list[Figures]) -> dict[str, Any]:
    return {figure: spread.as_json() for figure, spread in gathered(runs).items()}


if __name__ == "__main__":
    main()

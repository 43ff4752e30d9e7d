"""`python -m benchmarks`, which `make bench` calls: measure, print, and keep the results."""

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from uvicorn.loops.auto import auto_loop_factory

from benchmarks import machine, report
from benchmarks.figures import gathered
from benchmarks.scenarios import QUICK, Runs, Sizes, crowds, ours, plain, work

RESULTS = Path(__file__).parent / "results"
SERVERS = {"pushback": ours, "plain": plain}


def main() -> None:
    """Parse the options, run, report."""
    options = _options()
    sizes = QUICK if options.quick else Sizes()
    runs = options.runs or (1 if options.quick else 3)
    machine.pin(0, machine.CLIENT_CORE)
    machine.allow_many_files()
    began = time.perf_counter()
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        found = runner.run(measure(sizes, runs, options.only, began))
    result = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": options.quick,
        "runs": runs,
        "seconds": round(time.perf_counter() - began),
        "machine": machine.described(),
        **found,
    }
    print("\n" + report.text(result))
    if not options.quick and not options.only:
        kept = options.out or RESULTS / "latest.json"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(result, indent=1) + "\n")
        print(f"\nkept as {kept.name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute; keeps nothing")
    parser.add_argument("--runs", type=int, help="repetitions (3; with --quick 1)")
    parser.add_argument("--only", choices=("work", "crowds"), help="half of it; keeps nothing")
    parser.add_argument("--out", type=Path, help="the results file")
    return parser.parse_args()


async def measure(sizes: Sizes, runs: int, only: str | None, began: float) -> dict[str, Any]:
    """Every scenario on both servers in turn, `runs` times."""
    found: dict[str, list[Runs]] = {name: [] for name in SERVERS}
    loads: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        prepared.mkdir()
        _say(began, f"preparing {sizes.prepared} rooms")
        await _prepare(prepared, sizes.prepared)
        for nth in range(runs):
            for name, start in SERVERS.items():
                loads.append(machine.load_average())
                got: Runs = {}

                def say(line: str, name: str = name, nth: int = nth) -> None:
                    _say(began, f"run {nth + 1}, {name}: {line}")

                if only != "crowds":
                    async with start(prepared, sizes.rooms, say) as bench:
                        got |= await work(bench, sizes)
                if only != "work":
                    async with start(prepared, sizes.prepared, say) as bench:
                        got |= await crowds(bench, sizes)
                found[name].append(got)
                gc.collect()
    return {"load_average": loads, "scenarios": _by_scenario(found)}


def _by_scenario(found: dict[str, list[Runs]]) -> dict[str, Any]:
    names = dict.fromkeys(scenario for runs in found.values() for got in runs for scenario in got)
    return {
        scenario: {
            server: {
                figure: spread.as_json()
                for figure, spread in gathered([got[scenario] for got in runs]).items()
            }
            for server, runs in found.items()
        }
        for scenario in names
    }


async def _prepare(folder: Path, rooms: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.prepare", str(folder), str(rooms)
    )
    if await process.wait():
        raise SystemExit("the preparation failed")


def _say(began: float, line: str) -> None:
    print(f"{time.perf_counter() - began:6.1f} s  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

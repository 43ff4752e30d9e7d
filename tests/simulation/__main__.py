"""`make simulate`: schedules by the ten thousand, then the mutants. Exits with 1 if a law did not
hold, or a mutant was not caught.

ARGS='--schedules 2000 --seed 7' make simulate
ARGS=--mutants make simulate                     the mutants alone
ARGS='--replay s1.7.42' make simulate            one schedule again, told step by step
"""

import argparse
import os
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from tests.simulation import report
from tests.simulation.hunt import Catch, hunted
from tests.simulation.mutants import MUTANTS
from tests.simulation.plan import Plan, read
from tests.simulation.schedule import Verdict, quiet, tried, tried_all
from tests.simulation.shrink import shrunk
from tests.support.kept_runs import Run, aligned, is_default

SCHEDULES = 50_000
HANDFUL = 100
"""Schedules that a process takes at a time."""
SAID_EVERY = 5_000
MOST_SHOWN = 5


def main() -> None:
    """Run what was asked for, print tables, and say whether everything held."""
    parser = _parser()
    asked = parser.parse_args()
    if asked.replay:
        sys.exit(replay(asked.replay))
    seed = asked.seed
    print(f"seed {seed}, {asked.jobs} processes", flush=True)
    run = Run(seed, report.PACKAGES)
    with ProcessPoolExecutor(asked.jobs, get_context("spawn"), initializer=quiet) as processes:
        verdicts = [] if asked.mutants else schedules(processes, seed, asked.schedules)
        catches = mutants(processes, seed)
    broken = [one for one in verdicts if one.wrong]
    escaped = [one for one in catches if not one.is_fair]
    print(f"violations: {len(broken)}; mutants not caught: {len(escaped)}")
    if is_default(parser, asked) and len(verdicts) == SCHEDULES:
        keep(run, verdicts, catches, report.RESULTS)
    sys.exit(bool(broken or escaped))


def keep(run: Run, verdicts: Sequence[Verdict], catches: Sequence[Catch], path: Path) -> None:
    """For docs/simulation.md, which prints it."""
    wrong = [f"{one.token}: {one.wrong[0]}" for one in verdicts if one.wrong]
    found = {"recipes": report.counted(verdicts), "mutants": report.caught(catches)}
    run.kept(path, {**found, "violations": wrong})
    print(f"kept as {path.name}; print it in the document by REPRINT=1")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make simulate", description="simulate, and check")
    parser.add_argument("--schedules", type=int, default=SCHEDULES)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mutants", action="store_true", help="the mutants alone")
    parser.add_argument("--replay", metavar="TOKEN", help="one schedule, told step by step")
    return parser


# Schedules -------------------------------------------------------------------------------------


def schedules(processes: Executor, seed: int, many: int) -> list[Verdict]:
    """So many of them, fewer if somebody interrupts; says which broke a law."""
    began, verdicts, broken = time.monotonic(), list[Verdict](), list[Verdict]()
    handfuls = [range(n, min(n + HANDFUL, many)) for n in range(0, many, HANDFUL)]
    try:
        for found in processes.map(tried_all, [seed] * len(handfuls), handfuls):
            verdicts += found
            for one in (one for one in found if one.wrong):
                broken.append(one)
                print(f"  {one.token}: {one.wrong[0]}", flush=True)
            if len(verdicts) % SAID_EVERY == 0:
                rate = len(verdicts) / (time.monotonic() - began)
                print(f"  {len(verdicts):6} schedules, {rate:.0f} a second", flush=True)
    except KeyboardInterrupt:
        print(f"  interrupted; {many - len(verdicts)} schedules were not run")
    took = time.monotonic() - began
    print("", aligned(report.rows(report.counted(verdicts))), sep="\n")
    print(f"{took:.0f} s, {len(verdicts) / took:.0f} schedules a second\n")
    for one in broken[:MOST_SHOWN]:
        show(one)
    return verdicts


def show(verdict: Verdict) -> None:
    """A schedule that broke a law, as small as it gets, and how to have it again."""
    quiet()
    plan = shrunk(read(verdict.token), lambda fewer: tried(fewer).law == verdict.law)
    print(f"{verdict.token} broke {verdict.law}; the same with fewer deeds:")
    for line in _told(plan):
        print(f"  {line}")


def _told(plan: Plan) -> Iterator[str]:
    yield f"{plan.nodes} nodes, {plan.stage}"
    yield from map(str, plan.deeds)
    yield from map(str, tried(plan).wrong)
    yield f"again: ARGS='--replay {plan.token}' make simulate"


# Mutants ---------------------------------------------------------------------------------------


def mutants(processes: Executor, seed: int, names: Collection[str] = tuple(MUTANTS)) -> list[Catch]:
    """Hunts them; says which law has noticed each, and what the service itself breaks there."""
    print(f"{'mutant':30} {'schedules':>9}  {'noticed by':26} token", flush=True)
    catches = list(processes.map(hunted, names, [seed] * len(names)))
    for one in catches:
        after = "never" if one.after is None else str(one.after)
        print(f"{one.mutant:30} {after:>9}  {one.verdict.law:26} {one.token}")
        for wrong in one.unmutated.wrong:
            print(f"  {one.unmutated.token} without the mutant: {wrong}")
    return catches


# Again -----------------------------------------------------------------------------------------


def replay(token: str) -> int:
    """The schedule of that token, with its mutant if it names one; 1 if it breaks a law."""
    quiet()
    name, _, mutant = token.partition("@")
    lines: list[str] = []
    with ExitStack() as held:
        if mutant:
            held.enter_context(MUTANTS[mutant].planted())
        verdict = tried(read(name), lines)
    print(*lines, sep="\n")
    print(f"\n{token}: {verdict.steps} steps, trace {verdict.trace}")
    print(*(verdict.wrong or ("every law held",)), sep="\n")
    return int(bool(verdict.wrong))


if __name__ == "__main__":
    main()

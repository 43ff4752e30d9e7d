"""`make simulate`: schedules by the ten thousand, then the mutants. Exits with 1 if a law did not
hold, or a mutant was not caught.

ARGS='--schedules 2000 --seed 7' make simulate
ARGS=--mutants make simulate                     the mutants alone
ARGS='--replay s1.7.42' make simulate            one schedule again, told step by step
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

from tests.simulation.hunt import Catch, hunted
from tests.simulation.mutants import MUTANTS
from tests.simulation.plan import Plan, read
from tests.simulation.schedule import Verdict, quiet, tried, tried_all
from tests.simulation.shrink import shrunk

SCHEDULES = 50_000
HANDFUL = 100
"""Schedules that a process takes at a time."""
SAID_EVERY = 5_000
MOST_SHOWN = 5


def main() -> None:
    """Run what was asked for, print tables, and say whether everything held."""
    asked = _asked()
    if asked.replay:
        sys.exit(replay(asked.replay))
    print(f"seed {asked.seed}, {asked.jobs} processes", flush=True)
    with ProcessPoolExecutor(asked.jobs, get_context("spawn"), initializer=quiet) as processes:
        broken = [] if asked.mutants else schedules(processes, asked.seed, asked.schedules)
        escaped = mutants(processes, asked.seed)
    print(f"violations: {len(broken)}; mutants not caught: {len(escaped)}")
    sys.exit(bool(broken or escaped))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make simulate", description="simulate, and check")
    parser.add_argument("--schedules", type=int, default=SCHEDULES)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--mutants", action="store_true", help="the mutants alone")
    parser.add_argument("--replay", metavar="TOKEN", help="one schedule, told step by step")
    return parser.parse_args()


# Schedules -------------------------------------------------------------------------------------


def schedules(processes: Executor, seed: int, many: int) -> list[Verdict]:
    """So many of them; returns those that broke a law."""
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
    table(verdicts, time.monotonic() - began)
    for one in broken[:MOST_SHOWN]:
        show(one)
    return broken


def table(verdicts: Sequence[Verdict], took: float) -> None:
    """What was run, and how long it took to come to rest."""
    print(f"\n{'recipe':8} {'schedules':>9} {'broken':>6} {'virtual s':>9} {'steps':>9} "
          f"{'presses':>8} {'ack':>7} {'states':>8} {'rest p50':>8} {'max':>6}")  # fmt: skip
    for recipe in sorted({one.recipe for one in verdicts}):
        print(_row(recipe, [one for one in verdicts if one.recipe == recipe]))
    print(_row("all", verdicts))
    print(f"{took:.0f} s, {len(verdicts) / took:.0f} schedules a second\n")


def _row(name: str, of: Sequence[Verdict]) -> str:
    rests = [one.rested_after for one in of if one.rested_after is not None] or [0.0]
    return (
        f"{name:8} {len(of):9} {sum(bool(one.wrong) for one in of):6} "
        f"{sum(one.virtual for one in of):9.0f} {sum(one.steps for one in of):9} "
        f"{sum(one.presses for one in of):8} {sum(one.acknowledged for one in of):7} "
        f"{sum(one.states for one in of):8} {statistics.median(rests):6.1f} s {max(rests):4.1f} s"
    )


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
    """Hunts them; returns those that no law has noticed, or only where the service itself breaks
    one too."""
    print(f"{'mutant':30} {'schedules':>9}  {'noticed by':26} token", flush=True)
    catches = list(processes.map(hunted, names, [seed] * len(names)))
    for one in catches:
        after = "never" if one.after is None else str(one.after)
        print(f"{one.mutant:30} {after:>9}  {one.verdict.law:26} {one.token}")
        for wrong in one.unmutated.wrong:
            print(f"  {one.unmutated.token} without the mutant: {wrong}")
    return [one for one in catches if not one.is_fair]


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

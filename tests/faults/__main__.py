"""`make faults`: the suite's long form. Exits with 1 if a law did not hold.

ARGS='--rounds 200 --only kill database' make faults
ARGS='--seed 7' make faults        the same plan of faults again
"""

import argparse
import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.faults.checker import Complaint
from tests.faults.kinds import FAULTS, suffered
from tests.faults.trial import Trial, audiences, trying
from tests.support.fault_proxy import FATES
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer, server

ROUNDS = 24
TO_A_TRIAL = 6
"""Rounds after which meetings are proven and begun anew, by the other bus."""
BUSES = ("notify", "nats")


def main() -> None:
    """Run the rounds, print a table, and say whether everything held."""
    parser = argparse.ArgumentParser(prog="make faults", description="break nodes, and check")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=sorted(FAULTS), default=sorted(FAULTS))
    asked = parser.parse_args()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # our own pool, when its server crashes
    print(f"seed {asked.seed}, {asked.rounds} rounds", flush=True)
    wrong = asyncio.run(rounds(asked.seed, asked.rounds, asked.only))
    for one in wrong:
        print(one)
    replay = f"ARGS='--seed {asked.seed} --rounds {asked.rounds} --only {' '.join(asked.only)}'"
    print(f"violations: {len(wrong)}" + (f"; again: {replay} make faults" if wrong else ""))
    sys.exit(bool(wrong))


async def rounds(seed: int, many: int, only: Sequence[str]) -> list[Complaint]:
    """All of them, a few to each trial, the buses in turn; returns what was wrong."""
    chance, wrong = Random(seed), list[Complaint]()
    took: dict[str, list[float]] = {}
    counted: Counter[str] = Counter()
    with server() as postgres:
        for n in range(0, many, TO_A_TRIAL):
            bus = BUSES[n // TO_A_TRIAL % len(BUSES)]
            possible = [name for name in only if bus == "nats" or name != "bus"]
            if not possible:  # nothing but the bus was asked for, and here is none to break
                continue
            names = [chance.choice(possible) for _ in range(min(TO_A_TRIAL, many - n))]
            wrong += await one_trial(seed + n, bus, names, postgres, took, counted)
    table(took, counted)
    return wrong


async def one_trial(
    seed: int, bus: str, names: list[str], postgres: PostgresServer,
    took: dict[str, list[float]], counted: Counter[str],
) -> list[Complaint]:  # fmt: skip
    """Some rounds on new meetings, proven at their end."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        nats = NatsServer() if bus == "nats" else None
        if nats is not None:
            nats.start()
            held.callback(nats.kill)
        began = time.monotonic()
        async with trying(postgres, nats, folder, seed) as trial:
            for name in names:
                took.setdefault(name, []).append(await suffered(trial, FAULTS[name]))
                print(f"  {bus:6} {name:9} calm after {took[name][-1]:.2f} s", flush=True)
            wrong = await trial.proven()
            if "Traceback" in trial.cluster.said():
                wrong.append(Complaint("no traceback", "", "a node logged one"))
            counted.update(counts(trial))
        print(f"  {len(wrong)} violations, {time.monotonic() - began:.0f} s", flush=True)
    return wrong


def counts(trial: Trial) -> dict[str, int]:
    """How much a trial has seen."""
    presses = trial.history.presses.values()
    return {
        "presses": len(presses),
        "acknowledged": len(trial.acknowledged()),
        "refused": sum(one.refused is not None for one in presses),
        "sent more than once": sum(one.times_sent > 1 for one in presses),
        "connections": sum(one.lines for one in trial.people),
        "states compared": len(trial.history.seen),
        **{f"of them as {a}": n for a, n in audiences(trial.history.seen).items()},
        **{f"lines: {f}": sum(p.met[f] for p in trial.cluster.proxies) for f in FATES},
    }


def table(took: dict[str, list[float]], counted: Counter[str]) -> None:
    """What was done, and how long calm took to come."""
    print(f"\n{'fault':10} {'times':>5} {'calm p50':>9} {'calm max':>9}")
    for name, all_ in sorted(took.items()):
        print(f"{name:10} {len(all_):5} {statistics.median(all_):7.2f} s {max(all_):7.2f} s")
    print(*(f"{what}: {many}" for what, many in counted.items()), sep="\n")


if __name__ == "__main__":
    main()

"""`make faults`: the suite's long form. Exits with 1 if a law did not hold.

ARGS='--rounds 60 --only database line --kills 0 --histories 0' make faults
ARGS='--seed 7' make faults        the same plan of faults again
"""

import argparse
import asyncio
import logging
import os
import sys

from tests.faults import report
from tests.faults.checker import Complaint
from tests.faults.deals import promised
from tests.faults.kinds import FAULTS
from tests.faults.leaders import histories
from tests.faults.rounds import kills, rounds
from tests.faults.tally import Tally
from tests.support.kept_runs import Run, aligned, is_default
from tests.support.postgres import server

ROUNDS = 30
KILLS = 200
HISTORIES = 1_000


def main() -> None:
    """Run everything, print tables, and say whether everything held."""
    parser = argparse.ArgumentParser(prog="make faults", description="break nodes, and check")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of one fault each")
    parser.add_argument("--only", nargs="+", choices=sorted(FAULTS), default=sorted(FAULTS))
    parser.add_argument("--kills", type=int, default=KILLS, help="half of them over SQLite")
    parser.add_argument("--histories", type=int, default=HISTORIES, help="of concurrent leaders")
    asked = parser.parse_args()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # our own pool, when its server crashes
    print(f"seed {asked.seed}", flush=True)
    tally, run = Tally(), Run(asked.seed, report.PACKAGES)
    asyncio.run(everything(asked, tally))
    tally.wrong += never_suffered(tally, promised(asked.rounds, asked.only))
    found = report.found(tally)
    print("", aligned(report.rows(found["calm_s"])), sep="\n")
    print(report.sentences(found)[0])
    print(*(f"{what}: {many}" for what, many in found["counted"].items()), sep="\n")
    print(*tally.wrong, sep="\n")
    if is_default(parser, asked):
        run.kept(report.RESULTS, found)
        print(f"kept as {report.RESULTS.name}; print it in the document by REPRINT=1")
    again = " ".join(f"--{name} {_word(value)}" for name, value in vars(asked).items())
    took = f"{run.seconds / 60:.1f} min"
    print(f"violations: {len(tally.wrong)}, {took}; again: ARGS='{again}' make faults")
    sys.exit(bool(tally.wrong))


def _word(value: object) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def never_suffered(tally: Tally, pairs: set[tuple[str, str]]) -> list[Complaint]:
    """What a run of this length promises and did not do proves nothing, and is said."""
    return [
        Complaint("every fault", ground, f"{name} never came")
        for ground, name in sorted(pairs)
        if f"{ground} {name}" not in tally.took
    ]


async def everything(asked: argparse.Namespace, tally: Tally) -> None:
    """Rounds of faults, then kills, then leaders who press at once."""
    with server() as postgres:
        await rounds(asked.seed, asked.rounds, asked.only, postgres, tally)
        await kills(asked.seed, asked.kills, postgres, tally)
        await histories(asked.seed, asked.histories, postgres, tally)


if __name__ == "__main__":
    main()

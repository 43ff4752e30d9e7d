"""Trials one after the other: on which ground each stands, what it suffers, what it proves."""

import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.faults.broken import kept
from tests.faults.checker import Complaint
from tests.faults.deals import deals
from tests.faults.kinds import Needs, killed, needed, suffered
from tests.faults.stores import on_postgres, on_sqlite
from tests.faults.tally import Tally
from tests.faults.trial import Trial, trying
from tests.support.nats import running_nats
from tests.support.postgres import PostgresServer

KILLS_TO_A_TRIAL = 25
OUTAGE = 30.0
"""Seconds for which NATS is gone."""
KILLED_ON = ("sqlite", "notify", "sqlite", "nats")

Suffering = Callable[[Trial], Awaitable[None]]


async def rounds(
    seed: int, many: int, only: Sequence[str], postgres: PostgresServer, tally: Tally
) -> None:
    """So many faults, as they are dealt to the grounds."""
    for n, deal in enumerate(deals(seed, many, only)):

        async def suffering(trial: Trial, names: tuple[str, ...] = deal.names) -> None:
            for name in names:
                took = await suffered(trial, name)
                tally.calm(f"{trial.name} {name}", took)

        await one_trial(seed + n, deal.ground, needed(deal.names), suffering, postgres, tally)


async def kills(seed: int, many: int, postgres: PostgresServer, tally: Tally) -> None:
    """So many, half of them of the one node over a file."""
    done, n = 0, 0
    while done < many:
        ground, some = KILLED_ON[n % len(KILLED_ON)], min(KILLS_TO_A_TRIAL, many - done)

        async def suffering(trial: Trial, some: int = some) -> None:
            took = await killed(trial, some)
            tally.calm(f"{trial.name} {some} kills", took)
            tally.count("kills", some)
            tally.count(f"kills on {trial.name}", some)

        await one_trial(seed + n, ground, frozenset(), suffering, postgres, tally)
        done, n = done + some, n + 1


async def one_trial(
    seed: int, ground: str, needs: frozenset[Needs], suffering: Suffering,
    postgres: PostgresServer, tally: Tally,
) -> None:  # fmt: skip
    """New meetings on that ground, what they suffer, and the proof."""
    began = time.monotonic()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        if ground == "sqlite":
            backing = held.enter_context(on_sqlite(folder, needs))
        else:
            nats = held.enter_context(running_nats()) if ground == "nats" else None
            backing = held.enter_context(on_postgres(postgres, nats, folder, needs))
        async with trying(backing, folder, seed, name=ground, outage=OUTAGE) as trial:
            wrong = await _suffered(trial, suffering)
            if "Traceback" in trial.cluster.said():
                wrong.append(Complaint("no traceback", "", "a node logged one"))
    if wrong:
        kept(wrong, trial.history, trial.judged_by, {"seed": seed, "ground": ground})
    tally.take(trial, wrong)
    print(*(f"  {one}" for one in wrong), sep="\n", end="\n" if wrong else "")
    print(f"  {ground:7} {len(wrong)} violations, {time.monotonic() - began:.0f} s", flush=True)


async def _suffered(trial: Trial, suffering: Suffering) -> list[Complaint]:
    """What is wrong. Where nothing goes on any more the trial is over, and the run is not."""
    try:
        await suffering(trial)
    except (TimeoutError, RuntimeError) as stuck:
        for one in trial.people:
            one.wakes()
        told = str(stuck) or "no press was answered in time"
        trial.behind.append(Complaint("goes on", "any", told))
    return await trial.proven()

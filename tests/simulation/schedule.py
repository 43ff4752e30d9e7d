"""One schedule, from its plan to a verdict."""

import gc
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from tests.faults.checker import Complaint
from tests.simulation.judge import judged
from tests.simulation.loop import Stuck
from tests.simulation.plan import Plan, planned
from tests.simulation.stages import ROOM
from tests.simulation.world import World

FENCED_EVERY = 20
"""Of so many schedules one has every value of every frame compared with its shape."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was wrong, and how much there was to see. `trace` is equal for equal schedules."""

    token: str
    recipe: str
    wrong: tuple[Complaint, ...]
    trace: str
    steps: int
    virtual: float
    presses: int
    acknowledged: int
    states: int
    rested_after: float | None

    @property
    def law(self) -> str:
        """The first law that did not hold; empty if all did."""
        return self.wrong[0].law if self.wrong else ""


def tried(plan: Plan, lines: list[str] | None = None) -> Verdict:
    """Run it, and judge; `lines` is given the trace to read."""
    world = World(plan, is_fenced=plan.number % FENCED_EVERY == 0)
    world.lines = lines
    try:
        wrong = judged(world.run())
    except Stuck as stuck:
        wrong = [*world.complaints, Complaint("no fault", ROOM, str(stuck))]
    presses = world.history.presses.values()
    return Verdict(
        plan.token, plan.recipe, tuple(wrong), world.trace, world.loop.steps, world.loop.now,
        len(presses), sum(one.seq is not None for one in presses), len(world.history.seen),
        world.rested_after,
    )  # fmt: skip


def tried_all(seed: int, numbers: Iterable[int]) -> list[Verdict]:
    """The schedules of these numbers."""
    return [tried(planned(seed, number)) for number in numbers]


def quiet() -> None:
    """For a process that does nothing else: no log of what is broken on purpose, and a collector
    that comes when there is much to do."""
    logging.disable(logging.CRITICAL)
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)

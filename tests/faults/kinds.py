"""What goes wrong. Each fault runs under load, and leaves everything mended and running."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from app.housekeeping import CLOCK_EVERY
from app.rooms.events import FailedOpen, LeadersLost, PersonLeft
from app.rooms.watch import DEAD_AFTER
from app.web.guests import PONG_WITHIN
from tests.faults.checker import Complaint
from tests.faults.people import SILENCE
from tests.support.fault_proxy import Fate, Weather

if TYPE_CHECKING:
    from tests.faults.trial import Trial

Mend = Callable[[], None]
Fault = Callable[["Trial"], Awaitable[Mend | None]]
"""Returns how it is mended, where everybody must come to hold the same before it is."""

CALM_WITHIN = 1.5
SLACK = 3.5
"""Seconds for a machine that is busy; less than anybody waits for a connection that is silent, so
that a node left behind is not mended by its people's going elsewhere. Only where all nodes leave
one after the other may somebody have to find out by silence."""
A_FEW = 20
"""Acknowledged presses: enough that a fault is met in the middle of something."""
ROUGH = Weather(latency=0.005, jitter=0.02, share=0.8, bytes_before=12_000, stall=2.0)
ROUGH_TO_DATABASE = Weather(
    latency=0.002, jitter=0.01, share=0.8, bytes_before=25_000, stall=2.0,
    fates=(Fate.RESET, Fate.STALL, Fate.HALF_CLOSE),
)  # fmt: skip
HELD_FOR = 2.5
"""Seconds in which nothing moves between a node and its database."""
HOUR_S = 3_600
LOST = (FailedOpen, LeadersLost, PersonLeft)
"""What a room records of people who are away for too long."""


class Needs(Enum):
    """What a fault needs beside nodes and a database."""

    SQLITE = auto()
    POSTGRES = auto()
    NATS = auto()
    LINES = auto()
    """A bad line between each node and PostgreSQL."""
    WALLS = auto()
    """Wall clocks that can be stepped."""


async def kill(trial: "Trial") -> None:
    """A node ends as by a power cut; the others, where there are any, go on without it."""
    await trial.goes_on(A_FEW)
    await _killed_once(trial)
    await trial.goes_on(A_FEW)


async def _killed_once(trial: "Trial") -> None:
    """In the middle of something, and back as soon as it can be."""
    node = trial.chance.choice(trial.cluster.nodes)
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    node.kill()
    if len(trial.cluster.nodes) > 1:
        await trial.goes_on(trial.chance.randint(1, A_FEW))
    node.start()
    await trial.cluster.listening(node)


async def freeze(trial: "Trial") -> None:
    """A node stands still for longer than the others believe it alive, and then goes on."""
    node = trial.chance.choice(trial.cluster.nodes)
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    node.stall()
    try:
        await asyncio.sleep(DEAD_AFTER / 1000 + 1)
    finally:
        node.go_on()


async def database(trial: "Trial") -> None:
    """PostgreSQL ends at once, without saying goodbye, and comes back by its own log."""
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    await asyncio.to_thread(trial.cluster.postgres.stop, signal.SIGQUIT)
    await asyncio.sleep(trial.chance.random())
    await asyncio.to_thread(trial.cluster.postgres.start)


async def full(trial: "Trial") -> None:
    """PostgreSQL's disk takes nothing more, which ends it: presses are put off and none is
    acknowledged in vain, until there is room and it is started again."""
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    trial.cluster.postgres.fill_disk()
    await trial.put_off(A_FEW)
    await asyncio.to_thread(trial.cluster.postgres.stop, signal.SIGQUIT)
    await asyncio.to_thread(trial.cluster.postgres.start)
    await trial.goes_on(A_FEW)


async def bus(trial: "Trial") -> Mend:
    """NATS is gone; nodes look for themselves until it is back, and nobody counts as lost."""
    before = await trial.recorded(LOST)
    trial.cluster.nats.kill()
    await trial.goes_on(3 * A_FEW)
    await trial.goes_on_for(trial.outage)
    if await trial.recorded(LOST) > before:
        trial.behind.append(Complaint("nobody is lost", "any", "somebody counted as lost"))
    return trial.cluster.nats.start


async def network(trial: "Trial") -> None:
    """Connections through the proxies are late, stall, break off, half close or vanish."""
    for proxy in trial.cluster.proxies:
        proxy.weather = ROUGH
    for one in trial.people:
        one.cut()
    await trial.goes_on(3 * A_FEW)
    await asyncio.sleep(2 + trial.chance.random())
    await trial.goes_on(A_FEW)
    for proxy in trial.cluster.proxies:
        proxy.calm()


async def line(trial: "Trial") -> None:
    """Between nodes and PostgreSQL connections are late, stall, break off; one node's stand still
    for a while, and in the end all of them are reset."""
    held = trial.chance.choice(trial.cluster.lines)
    for one in trial.cluster.lines:
        one.weather = ROUGH_TO_DATABASE
        one.reset()
    await trial.goes_on(3 * A_FEW)
    held.hold()
    await asyncio.sleep(HELD_FOR)
    await trial.goes_on(A_FEW)
    for one in trial.cluster.lines:
        one.reset()
        one.calm()


async def disk(trial: "Trial") -> None:
    """The disk takes nothing more: presses are put off and none is acknowledged in vain, until
    there is room again, without anybody's doing."""
    (node,) = trial.cluster.nodes
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    node.fill_disk()
    await trial.put_off(A_FEW)
    node.free_disk()
    await trial.goes_on(A_FEW)


async def clock(trial: "Trial") -> None:
    """Nodes' wall clocks step by an hour, until they have asked their database for the time; where
    that is another machine's, while they are away as well."""
    is_another = trial.cluster.backing.postgres is not None
    for wall, node in zip(trial.cluster.backing.walls, trial.cluster.nodes, strict=True):
        # A clock of one's own that is put back would be followed at half speed: not seen so soon.
        wall.step(trial.chance.choice((-HOUR_S, HOUR_S)) if is_another else HOUR_S)
        await trial.goes_on(A_FEW)
        if is_another:
            await asyncio.to_thread(node.stop)
            node.start()
            await trial.cluster.listening(node)
        else:
            await trial.goes_on_for(CLOCK_EVERY + 2)
        await trial.goes_on(A_FEW)
        wall.step(0)
    await trial.goes_on(A_FEW)


async def asleep(trial: "Trial") -> None:
    """Laptops sleep for longer than anybody waits for their answer, and wake."""
    sleepers = trial.chance.sample(trial.people, len(trial.people) // 2)
    for one in sleepers:
        one.falls_asleep()
    await asyncio.sleep(PONG_WITHIN / 1000 + 2)
    await trial.goes_on(A_FEW)
    for one in sleepers:
        one.wakes()


async def rolling(trial: "Trial") -> None:
    """Every node is asked to go and started again, one after the other."""
    for node in trial.cluster.nodes:
        await asyncio.to_thread(node.stop)
        node.start()
        await trial.cluster.listening(node)
        await trial.goes_on(A_FEW)


@dataclass(frozen=True)
class Kind:
    """A fault, what it needs, and how long after it somebody may still have to find out."""

    fault: Fault
    needs: frozenset[Needs] = frozenset()
    found_out_within: float = 0.0


FAULTS: dict[str, Kind] = {
    "kill": Kind(kill),
    "freeze": Kind(freeze, frozenset({Needs.POSTGRES})),
    "database": Kind(database, frozenset({Needs.POSTGRES})),
    "full": Kind(full, frozenset({Needs.POSTGRES})),
    "bus": Kind(bus, frozenset({Needs.POSTGRES, Needs.NATS})),
    "network": Kind(network),
    "line": Kind(line, frozenset({Needs.POSTGRES, Needs.LINES})),
    "disk": Kind(disk, frozenset({Needs.SQLITE})),
    "clock": Kind(clock, frozenset({Needs.WALLS}), SILENCE),
    "asleep": Kind(asleep),
    "rolling": Kind(rolling, found_out_within=SILENCE),
}


def needed(names: Sequence[str]) -> frozenset[Needs]:
    """What these faults need, all together."""
    return frozenset[Needs]().union(*(FAULTS[name].needs for name in names))


async def suffered(trial: "Trial", name: str) -> float:
    """A fault under load, then calm; returns how long calm took to come, in seconds."""
    kind = FAULTS[name]
    trial.rounds += 1
    async with trial.load():
        await trial.goes_on(A_FEW)
        mend = await kind.fault(trial)
    took = await trial.calm()
    if mend is not None:
        async with trial.load():
            await asyncio.to_thread(mend)
            await trial.goes_on(A_FEW)
        took = max(took, await trial.calm())
    if took > CALM_WITHIN + SLACK + kind.found_out_within:
        trial.behind.append(Complaint("L8 in time", "any", f"calm took {took:.1f} s"))
    return took


async def killed(trial: "Trial", many: int) -> float:
    """Nodes killed again and again without a calm in between, then calm; how long that took."""
    async with trial.load():
        await trial.goes_on(A_FEW)
        for _ in range(many):
            await _killed_once(trial)
            trial.rounds += 1
    return await trial.calm()

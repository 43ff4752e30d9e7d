"""What goes wrong. Each fault runs under load, and leaves everything mended and running."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from app.rooms.watch import DEAD_AFTER
from tests.faults.checker import Complaint
from tests.faults.people import SILENCE
from tests.faults.trial import Trial
from tests.support.fault_proxy import Weather

Mend = Callable[[], None]
Fault = Callable[[Trial], Awaitable[Mend | None]]
"""Returns how it is mended, where everybody must come to hold the same before it is."""

CALM_WITHIN = 1.5
SLACK = 3.5
"""Seconds for a machine that is busy; less than anybody waits for a connection that is silent, so
that a node left behind is not mended by its people's going elsewhere. Only where all nodes leave
one after the other may somebody have to find out by silence."""
A_FEW = 20
"""Acknowledged presses: enough that a fault is met in the middle of something."""
ROUGH = Weather(latency=0.005, jitter=0.02, share=0.8, bytes_before=12_000, stall=2.0)


async def kill(trial: Trial) -> None:
    """A node ends as by a power cut, and the others go on without it."""
    node = trial.chance.choice(trial.cluster.nodes)
    await trial.goes_on(trial.chance.randint(1, 2 * A_FEW))
    node.kill()
    await trial.goes_on(A_FEW)
    node.start()
    await trial.cluster.listening(node)


async def freeze(trial: Trial) -> None:
    """A node stands still for longer than the others believe it alive, and then goes on."""
    node = trial.chance.choice(trial.cluster.nodes)
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    node.stall()
    try:
        await asyncio.sleep(DEAD_AFTER / 1000 + 1)
    finally:
        node.go_on()


async def database(trial: Trial) -> None:
    """PostgreSQL ends at once, without saying goodbye, and comes back by its own log."""
    await trial.goes_on(trial.chance.randint(1, A_FEW))
    await asyncio.to_thread(trial.cluster.postgres.stop, signal.SIGQUIT)
    await asyncio.sleep(trial.chance.random())
    await asyncio.to_thread(trial.cluster.postgres.start)


async def bus(trial: Trial) -> Mend:
    """NATS is gone; nodes look for themselves until it is back."""
    assert trial.cluster.nats is not None, "there is no NATS here"
    trial.cluster.nats.kill()
    await trial.goes_on(3 * A_FEW)
    return trial.cluster.nats.start


async def network(trial: Trial) -> None:
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


async def rolling(trial: Trial) -> None:
    """Every node is asked to go and started again, one after the other."""
    for node in trial.cluster.nodes:
        await asyncio.to_thread(node.stop)
        node.start()
        await trial.cluster.listening(node)
        await trial.goes_on(A_FEW)


FAULTS: dict[str, Fault] = {
    "kill": kill,
    "freeze": freeze,
    "database": database,
    "bus": bus,
    "network": network,
    "rolling": rolling,
}


async def suffered(trial: Trial, fault: Fault) -> float:
    """A fault under load, then calm; returns how long calm took to come, in seconds."""
    async with trial.load():
        await trial.goes_on(A_FEW)
        mend = await fault(trial)
    took = await trial.calm()
    if mend is not None:
        async with trial.load():
            await asyncio.to_thread(mend)
            await trial.goes_on(A_FEW)
        took = max(took, await trial.calm())
    if took > CALM_WITHIN + SLACK + (SILENCE if fault is rolling else 0):
        trial.behind.append(Complaint("L8 in time", "any", f"calm took {took:.1f} s"))
    return took

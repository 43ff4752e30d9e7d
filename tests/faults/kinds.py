"""What goes wrong. Each fault runs under load, and leaves everything mended and running."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from app.rooms.watch import DEAD_AFTER
from tests.faults.trial import Trial
from tests.support.fault_proxy import Weather

Fault = Callable[[Trial], Awaitable[None]]

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


async def bus(trial: Trial) -> None:
    """NATS is gone for some seconds; commands go on without it."""
    assert trial.cluster.nats is not None, "there is no NATS here"
    trial.cluster.nats.kill()
    await trial.goes_on(3 * A_FEW)
    await asyncio.sleep(1 + 2 * trial.chance.random())
    await trial.goes_on(A_FEW)
    await asyncio.to_thread(trial.cluster.nats.start)


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
        await fault(trial)
    return await trial.calm()

"""One rehearsal from start to verdict: against a server of its own, or one that runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from app.rehearsal.address import Address
from app.rehearsal.company import Company
from app.rehearsal.evidence import Evidence
from app.rehearsal.office import Office
from app.rehearsal.screen import Silence
from app.rehearsal.server import own_server
from app.rooms.ports import Ids


async def rehearse(
    running: tuple[Address, str] | None,
    *,
    speed: float,
    watcher: Silence,
    ids: Ids,
    ticks: Callable[[], float],
) -> Evidence:
    """Play the meeting; `running` is a server and an operator's key, None for a server of its own.

    Raises `DidNotStart`, `Refused` and `httpx.TransportError`, alone or in groups.
    """
    async with _server(running) as (server, key):
        office = Office(server, key)
        try:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(watcher.run())
                try:
                    return await Company(office, ids, ticks, speed).play(watcher)
                finally:
                    watching.cancel()
        finally:
            await office.close()


@contextlib.asynccontextmanager
async def _server(running: tuple[Address, str] | None) -> AsyncIterator[tuple[Address, str]]:
    if running is not None:
        yield running
        return
    async with own_server() as found:
        yield found

"""A SQLite database that takes nothing for a while, as one on a disk that hangs."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.storage.database import Database

PATIENCE = 30.0


@asynccontextmanager
async def stalled(database: Database) -> AsyncIterator[None]:
    """Whatever is written waits for the end of the block, behind a job that does nothing."""
    begun, goes_on = threading.Event(), threading.Event()

    def stalls(_: object) -> None:
        begun.set()
        goes_on.wait(PATIENCE)

    stalling = asyncio.create_task(database.write(stalls))
    try:
        assert await asyncio.to_thread(begun.wait, PATIENCE)
        yield
    finally:
        goes_on.set()
        await stalling

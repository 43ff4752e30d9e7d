"""A database opened for one command of an operator, and closed after it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.cli.serve import prepare
from app.observe import Metrics
from app.rooms.service import Rooms
from app.settings import Settings
from app.storage.access_store import SqlAccessStore
from app.storage.engine import open_database, room_log
from app.system import SystemClock, SystemIds


@dataclass(frozen=True, slots=True)
class Desk:
    """What an operator's command works with."""

    access: Access
    rooms: Rooms


@contextlib.asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """Raises `DatabaseBusy` naming the server that holds a SQLite file."""
    prepare(settings)
    database = await open_database(settings.database_url)
    clock, ids = SystemClock(), SystemIds()
    try:
        access = Access(SqlAccessStore(database), clock, ids)
        rooms = Rooms(room_log(database), clock, ids, MemoryBus().join(), Metrics())
        yield Desk(access, rooms)
    finally:
        await database.close()

"""A database opened for one command of an operator, and closed after it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.cli.serve import opened, prepare
from app.cli.trouble import NoFileYet
from app.observe import Metrics
from app.rooms.ports import RoomLog
from app.rooms.service import Rooms
from app.settings import Settings
from app.storage.access_store import SqlAccessStore
from app.storage.addresses import SqliteAddress, address_of
from app.storage.database import Database
from app.storage.engine import room_log
from app.storage.reading import open_for_reading
from app.storage.sqlite_file import is_there
from app.storage.webhook_store import SqlWebhookStore
from app.system import SystemClock, SystemIds
from app.webhooks.addresses import Reach
from app.webhooks.service import Webhooks


@dataclass(frozen=True, slots=True)
class Desk:
    """What an operator's command works with."""

    access: Access
    rooms: Rooms
    webhooks: Webhooks


def check_there(settings: Settings) -> None:
    """Raises `NoFileYet` for a SQLite file that no server has made.

    Whoever named it mistyped it or is early; an empty one in its place would help neither.
    """
    address = address_of(settings.database_url)
    if isinstance(address, SqliteAddress) and address.path and not is_there(address.path):
        raise NoFileYet(address.path)


@contextlib.asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """Raises `DatabaseBusy` naming the server that holds a SQLite file."""
    prepare(settings)
    database = await opened(settings)
    clock, ids = SystemClock(), SystemIds()
    try:
        access = Access(SqlAccessStore(database), clock, ids)
        metrics = Metrics()
        rooms = Rooms(room_log(database), clock, ids, MemoryBus().join(metrics), metrics)
        yield Desk(access, rooms, _webhooks(settings, database, rooms))
    finally:
        await database.close()


def _webhooks(settings: Settings, database: Database, rooms: Rooms) -> Webhooks:
    """What is to be sent is sent by a server that runs, or by the next one that starts."""
    store, reach = SqlWebhookStore(database), Reach(settings.has_local_webhooks)
    return Webhooks(store, rooms.clock, rooms.ids, reach, nudge=lambda: None)


@contextlib.asynccontextmanager
async def log_to_look_at(settings: Settings) -> AsyncIterator[RoomLog]:
    """The rooms' log beside a server that may run.

    Raises `NoFileYet` and what `open_for_reading` does.
    """
    check_there(settings)
    database, log = await open_for_reading(settings.database_url)
    try:
        yield log
    finally:
        await database.close()

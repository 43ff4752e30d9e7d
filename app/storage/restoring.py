"""The last step of a restore: every room gets a new epoch, and no older cursor means anything.

A backup is older than what clients have seen. Without this a client would believe that it is ahead
of its room, and merge two histories into one view.
"""

from collections.abc import Callable

from sqlalchemy import Connection, select, update

from app.storage.database import Database
from app.storage.schema import ROOM


async def redraw_epochs(database: Database, draw: Callable[[], str]) -> int:
    """Give every room a new epoch; returns how many there were."""

    def work(connection: Connection) -> int:
        rooms = list(connection.scalars(select(ROOM.c.id)))
        for room in rooms:
            connection.execute(update(ROOM).where(ROOM.c.id == room).values(epoch=draw()))
        return len(rooms)

    return await database.write(work)

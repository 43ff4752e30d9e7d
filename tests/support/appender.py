"""A process that appends to a log as fast as it may and says what was acknowledged.

    python -m tests.support.appender DATABASE_URL ROOMS

Writes `room seq` to its standard output after each acknowledged append, until it is killed.
"""

import asyncio
import sys

from app.rooms.fields import RoomId
from app.rooms.ports import RoomLog
from app.storage.engine import open_database, room_log
from tests.contracts.samples import accepted, arrived, created


async def main(url: str, rooms: int) -> None:
    log = room_log(await open_database(url))
    async with asyncio.TaskGroup() as group:
        for n in range(rooms):
            group.create_task(_append(log, RoomId(f"room-{n}")))


async def _append(log: RoomLog, room: RoomId) -> None:
    await log.create(room, "epoch-1", [created()])
    seq = 1
    while True:
        await log.append(room, after=seq, events=[arrived(seq)], accepted=accepted(seq))
        seq += 1
        print(room, seq, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))

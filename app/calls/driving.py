"""Which rooms' calls this node looks after: those of people who are here."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from app.calls.drive import Drive
from app.calls.ports import Call, Leases
from app.phases.phase import Phase
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.service import Rooms
from app.rooms.state import CallKind

LOOK_EVERY = 1.0
"""Seconds from one look for rooms in which somebody has come to the next."""
AGAIN_AFTER = 1.0
"""Seconds until a call is driven again whose driving failed as nobody foresaw."""

_log = logging.getLogger(__name__)


class Driving:
    """A task for each room that has a call and somebody here; `run` it beside the server."""

    def __init__(
        self, rooms: Rooms, leases: Leases, calls: Mapping[CallKind, Call], node: str
    ) -> None:
        self.rooms = rooms
        self.leases = leases
        self.calls = calls
        self.node = node
        self._drives: dict[RoomId, Drive] = {}
        self._over: set[RoomId] = set()
        """Meetings that have ended, and whose calls are closed, or were tried for long enough."""
        self._tasks: asyncio.TaskGroup | None = None
        rooms.changed.append(self.attend)

    async def run(self) -> None:
        """Until cancelled. That somebody has come changes no room: it is looked for."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                while self.calls:
                    self._over &= self.rooms.held.keys()
                    for live in tuple(self.rooms.held.values()):
                        if live.room.id not in self._drives:
                            self.attend(live)
                    await asyncio.sleep(LOOK_EVERY)
                await asyncio.get_running_loop().create_future()
        finally:
            self._tasks = None
            self._drives.clear()

    def attend(self, live: LiveRoom) -> None:
        """This room has changed, or somebody may have come."""
        call = self.calls.get(live.room.call)
        if call is None or self._tasks is None:
            return
        drive = self._drives.get(live.room.id)
        if drive is not None and (drive.live is live or drive.is_over):  # the end is for good
            drive.nudge()
            return
        is_over = live.room.phase is Phase.ENDED
        if live.room.id in self._over or not (is_over or live.seats):
            return
        made = Drive(live, call, self.rooms, self.leases, self.node)
        self._drives[live.room.id] = made
        self._tasks.create_task(self._driven(made))

    async def _driven(self, drive: Drive) -> None:
        try:
            if await drive.run():
                self._over.add(drive.live.room.id)
        except Exception as error:  # one call's fault must not end the others' locks
            _log.error("a call failed to be driven: %s", type(error).__name__)
            self.rooms.meter.count("fault", type(error).__name__)
            await asyncio.sleep(AGAIN_AFTER)
        finally:
            if self._drives.get(drive.live.room.id) is drive:
                del self._drives[drive.live.room.id]
        with contextlib.suppress(KeyError):
            self.attend(self.rooms.held[drive.live.room.id])

"""Rooms of Janus in which nobody is any more, found and destroyed.

Janus keeps a room until it is told otherwise, also one whose node died or whose meeting ended where
nobody was. Whoever drives a room's call has a silent handle in it, so that an empty one is of no
use to anybody; a meeting that goes on makes its room anew.
"""

import asyncio
import contextlib

from app.calls.ports import CallUnavailable
from app.janus import videoroom
from app.janus.answers import JanusRefused
from app.janus.gateway import Gateway
from app.janus.line import Line
from app.rooms.fields import RoomId

LOOK_EVERY = 60.0
"""Seconds. What is empty at two looks in a row is not one that is being made or come back to."""


class Unused:
    """One node's look at all rooms of its Janus; `key` makes them, and their secrets."""

    def __init__(self, gateway: Gateway, key: str) -> None:
        self._gateway = gateway
        self._key = key
        self._empty: frozenset[RoomId] = frozenset()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            with contextlib.suppress(CallUnavailable, JanusRefused):  # the next look is soon enough
                await self.once()

    async def once(self) -> None:
        """Destroy what was empty the last time and is so still. Raises `CallUnavailable` and
        `JanusRefused`."""
        line = self._gateway.line()
        handle = await line.attach(lambda _: None)
        try:
            listed = await line.ask("message", handle=handle, body=videoroom.listed(self._key))
            empty = videoroom.empty(listed.data)
            for room in empty & self._empty:
                with contextlib.suppress(JanusRefused):  # it is gone, or another server's
                    await self._destroy(line, handle, room)
            self._empty = empty
        finally:
            await line.detach(handle)

    async def _destroy(self, line: Line, handle: int, room: RoomId) -> None:
        """Unless somebody has just come. Whoever comes between this look and the end is told to
        come back, and finds it made anew."""
        body = videoroom.participants(room)
        if not videoroom.has_nobody((await line.ask("message", handle=handle, body=body)).data):
            return
        body = videoroom.destroy(room, videoroom.room_secret(self._key, room))
        await line.ask("message", handle=handle, body=body)

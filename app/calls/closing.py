"""One room's call, closed once its meeting has ended.

By whoever drives: while another node's lease stands it is left to that node. Once the lease is over
or given up and the call is not closed, as where its driver has died, this node closes it. That it
was done is written down with the lease, so that no other does it again. Nothing waits for it: the
meeting has ended, and what is looked at again and again here is only the call.
"""

import asyncio
import contextlib
import logging

from app.calls.ports import Call, CallUnavailable
from app.calls.tenure import Tenure
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.ports import LogUnavailable, NoSuchRoom
from app.rooms.service import Rooms
from app.rooms.state import Room

CLOSE_WITHIN = 2.0
"""Seconds until a call that does not answer counts as not closed."""
AGAIN_AFTER = tuple(Millis(ms) for ms in (500, 1_000, 2_000, 5_000, 60_000))
"""From one failure to the next try, and from then on. A minute is longer than a lease: another node
that holds the room tries in between, and may have better luck."""
TRIED_FOR = Millis(3_600 * SECOND)
"""An hour: a call's server that was restarted or mended comes back in it, and after it hardly
anybody is in the call still, which then ends as its server ends calls that nobody is in."""

_log = logging.getLogger(__name__)


class Closing:
    """Of a room that has ended; it changes no more but for its record."""

    def __init__(self, room: Room, call: Call, tenure: Tenure, rooms: Rooms) -> None:
        self._room = room
        self._call = call
        self._tenure = tenure
        self._clock = rooms.clock
        self._meter = rooms.meter
        self._until = later(rooms.clock.now(), TRIED_FOR)
        self._try_at = Instant(0)
        self._failures = 0

    async def once(self) -> bool:
        """One look, that asks nobody before it is time; whether nothing more is to be done."""
        now = self._clock.now()
        if now >= self._until:
            _log.warning("a call could not be closed after its meeting; this node tries no more")
            return True
        return now >= self._try_at and await self._is_done()

    async def _is_done(self) -> bool:
        try:
            return await self._is_closed()
        except NoSuchRoom:  # nothing is left of it but its record
            return True
        except (CallUnavailable, LogUnavailable, TimeoutError):
            pass
        except asyncio.CancelledError:
            if is_stopping():
                raise
            self._note("CancelledError")
        except Exception as error:  # an adapter's fault is one more failure
            self._note(type(error).__name__)
        self._failures += 1
        after = AGAIN_AFTER[min(self._failures, len(AGAIN_AFTER)) - 1]
        self._try_at = later(self._clock.now(), after)
        return False

    async def _is_closed(self) -> bool:
        """Whether the call is closed by now, by us or by another."""
        async with asyncio.timeout(CLOSE_WITHIN):
            is_ours = await self._tenure.holds(at_once=True)
            if self._tenure.is_closed(self._room.seq) or not is_ours:
                return self._tenure.is_closed(self._room.seq)
            await self._call.close(self._room.id)
        with contextlib.suppress(LogUnavailable, TimeoutError):  # then another closes once more
            async with asyncio.timeout(CLOSE_WITHIN):
                await self._tenure.begins(self._room.seq, anew=True)
        return True

    def _note(self, error: str) -> None:
        """An adapter's fault, by its kind alone."""
        _log.error("a call could not be closed: %s", error)
        self._meter.count("fault", error)


def is_stopping() -> bool:
    """Whether this task itself is being cancelled, and not only something that it waited for."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0

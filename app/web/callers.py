"""Everybody who takes part in a call by a socket of this node: signs of life, endings, farewell.

One loop looks after all of them, as `app/web/guests.py` does for the live sockets.
"""

import asyncio
import logging
from collections.abc import Iterator
from typing import Protocol

from app.access.revocations import Revocation
from app.access.service import Access
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Clock, LogUnavailable, Meter
from app.rooms.seat import DRAIN, NO_PONG, RESYNC, REVOKED, SLOW, Parting

PING_EVERY = Millis(20 * SECOND)
PONG_WITHIN = Millis(10_000)
STUCK_FOR = Millis(8_000)
LOOK_EVERY = 1.0
RENEW_EVERY = 300
"""Looks between renewals of the passes of live connections."""

_log = logging.getLogger(__name__)


class Caller(Protocol):
    """A connection past hello."""

    room: RoomId
    person: PersonId
    pass_id: str
    pinged_at: Instant
    ponged_at: Instant
    stuck_since: Instant | None

    @property
    def is_full(self) -> bool:
        """Whether more was written than the peer has read."""
        ...

    def ping(self, now: Instant) -> None:
        """Ask for a sign of life."""
        ...

    def end(self, why: Parting) -> None:
        """Say goodbye and close; nothing happens the second time."""
        ...


class Callers:
    """The connections past hello, while `run` runs."""

    def __init__(self, access: Access, clock: Clock, meter: Meter) -> None:
        self._access = access
        self._clock = clock
        self._meter = meter
        self._callers: set[Caller] = set()
        self._looks = 0

    def __len__(self) -> int:
        return len(self._callers)

    def __iter__(self) -> Iterator[Caller]:
        return iter(tuple(self._callers))

    def add(self, caller: Caller) -> None:
        """A connection said hello."""
        self._callers.add(caller)

    def drop(self, caller: Caller) -> None:
        """A connection is over."""
        self._callers.discard(caller)

    async def run(self) -> None:
        """Until cancelled: look after everybody, once a second."""
        forget = self._access.on_revoked(self.revoked)
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                await self.look()
        finally:
            forget()

    async def look(self) -> None:
        """One round: pings, those who do not read, passes."""
        now = self._clock.now()
        for caller in self:
            try:
                self._look_after(caller, now)
            except Exception as error:  # one caller's fault must not cost the others their round
                _log.error("a caller could not be looked after: %s", type(error).__name__)
                self._meter.count("fault", type(error).__name__)
                caller.end(RESYNC)
        self._looks += 1
        if self._looks >= RENEW_EVERY and self._callers:
            await self._renew()

    def revoked(self, revocation: Revocation) -> None:
        """End the connections that lived by what has ended."""
        for caller in self:
            if _matches(revocation, caller):
                caller.end(REVOKED)

    def farewell(self) -> None:
        """Tell everybody to come back, to another node where there is one."""
        for caller in self:
            caller.end(DRAIN)

    async def _renew(self) -> None:
        try:
            await self._access.keep_alive(*(caller.pass_id for caller in self._callers))
            self._looks = 0
        except LogUnavailable:
            return

    @staticmethod
    def _look_after(caller: Caller, now: Instant) -> None:
        if not caller.is_full:
            caller.stuck_since = None
        elif caller.stuck_since is None:
            caller.stuck_since = now
        elif now >= later(caller.stuck_since, STUCK_FOR):
            caller.end(SLOW)
            return
        if caller.pinged_at > caller.ponged_at:
            if now >= later(caller.pinged_at, PONG_WITHIN):
                caller.end(NO_PONG)
        elif now >= later(caller.pinged_at, PING_EVERY):
            caller.ping(now)


def _matches(revocation: Revocation, caller: Caller) -> bool:
    """Whether each field that the revocation sets is the caller's."""
    person = revocation.person if revocation.pass_id is None else None
    asked = (
        (revocation.room, caller.room),
        (person, caller.person),
        (revocation.pass_id, caller.pass_id),
        (revocation.key_id, None),
    )
    return all(wanted is None or wanted == have for wanted, have in asked)

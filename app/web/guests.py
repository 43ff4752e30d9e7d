"""Everybody past hello on this node: keepalive, slow readers, revocations, farewell.

One loop looks after all of them once a second, a part of them at a time so that no frame waits for
ten thousand looks; nobody has a task or timer of their own.
"""

import asyncio
import logging
from collections.abc import Iterator
from itertools import chain

from app.access.revocations import Revocation
from app.access.service import Access
from app.phases.units import Instant, Millis, later
from app.rooms.frames import frame
from app.rooms.ports import Clock, LogUnavailable, Meter
from app.rooms.reception import is_over
from app.rooms.seat import CLOSED, DRAIN, NO_PONG, RESYNC, REVOKED, SLOW
from app.web.entry import Guest
from app.web.pinging import USUAL, Pinging

PING_EVERY = USUAL.every
PONG_WITHIN = Millis(10_000)
STUCK_FOR = Millis(8_000)
"""A peer that takes nothing for so long is cut; with the second of the loop that is within 10 s."""
PARTS = 20
GLANCE = 0.05
"""Seconds between one look and the next while everybody leaves."""
RENEW_EVERY = 300
"""Seconds between renewals of the passes of live connections."""

_log = logging.getLogger(__name__)


class Guests:
    """The connections past hello; `tick` is called once a second."""

    def __init__(
        self, access: Access, clock: Clock, meter: Meter, *, stuck_for: Millis = STUCK_FOR,
        pinging: Pinging = USUAL,
    ) -> None:  # fmt: skip
        self.stuck_for = stuck_for
        self._pinging = pinging
        self._meter = meter
        self._access = access
        self._clock = clock
        self._parts: tuple[set[Guest], ...] = tuple(set() for _ in range(PARTS))
        self._since_renewal = 0

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Guest]:
        return chain.from_iterable(map(tuple, self._parts))

    def add(self, guest: Guest) -> None:
        """A connection said hello."""
        min(self._parts, key=len).add(guest)

    def drop(self, guest: Guest) -> None:
        """A connection is over."""
        for part in self._parts:
            part.discard(guest)

    async def run(self) -> None:
        """Until cancelled: look after everybody, once a second."""
        forget = self._access.on_revoked(self.revoked)
        try:
            while True:
                await self.tick(pace=1 / PARTS)
        finally:
            forget()

    async def tick(self, pace: float = 0) -> None:
        """One round: pings, slow readers, ended rooms, revocations of other nodes, renewals.

        `pace` is how many seconds lie between one part of the guests and the next.
        """
        self._since_renewal += 1
        for part in self._parts:
            await asyncio.sleep(pace)
            self._look_after_all(part)
        try:
            await self._access.tell_revoked()
            if self._since_renewal >= RENEW_EVERY:
                await self._access.keep_alive(*(g.pass_id for g in self if g.pass_id))
                self._since_renewal = 0
        except LogUnavailable:
            return

    def _look_after_all(self, guests: set[Guest]) -> None:
        now = self._clock.now()
        for guest in tuple(guests):
            try:
                if self._is_due(guest, now):
                    self._look_after(guest, now)
            except Exception as error:  # one guest's fault must not cost the others their round
                _log.error("a guest could not be looked after: %s", type(error).__name__)
                self._meter.count("fault", type(error).__name__)
                guest.seat.end(RESYNC)

    def _is_due(self, guest: Guest, now: Instant) -> bool:
        """Whether anything that `_look_after` sees to can be: of thousands in silence, of few.

        Cheap, because it is asked of everybody each second.
        """
        seat = guest.seat
        is_answered = seat.pinged_at <= seat.ponged_at
        if now - seat.pinged_at >= (self._pinging.every if is_answered else PONG_WITHIN):
            return True
        if seat.dirty or seat.ephemeral or seat.answers or guest.until is not None:
            return True
        if guest.stuck is not None or seat.sink.is_full:
            return True
        return guest.live.room.ended_at is not None

    def _look_after(self, guest: Guest, now: Instant) -> None:
        seat = guest.seat
        self._watch_reading(guest, now)
        guest.live.flush_seat(seat, now)
        if is_over(guest.live.room, now):
            seat.end(CLOSED)
        elif guest.until is not None and now >= guest.until:
            seat.end(REVOKED)
        elif guest.stuck is not None and now >= later(guest.stuck[0], self.stuck_for):
            seat.end(SLOW)
        elif seat.pinged_at > seat.ponged_at:  # not asked again before it has answered
            if now >= later(Instant(seat.pinged_at), PONG_WITHIN):
                seat.end(NO_PONG)
        elif now >= later(Instant(seat.pinged_at), self._pinging.every) and not seat.is_stuck:
            self.ping(guest, now)

    @staticmethod
    def _watch_reading(guest: Guest, now: Instant) -> None:
        """Note since when it has had too much unread, also where nothing happens any more.

        The seat notes the same, for a measure of delivery: only while something waits to be sent.
        """
        seat = guest.seat
        if not seat.is_stuck:
            guest.stuck = None
        elif guest.stuck is None or guest.stuck[1] != seat.seq:  # it was sent more, so it has read
            since = now if seat.stuck_since is None else Instant(seat.stuck_since)
            guest.stuck = (since, seat.seq)

    def ping(self, guest: Guest, now: Instant) -> None:
        """Ask for a sign of life, and say the newest seq among the seat's own sections."""
        seat = guest.seat
        if not seat.is_gone:
            seat.pinged_at = now
            about = self._pinging.about(guest.live, seat)
            seat.sink.write(frame("ping", n=now, seq=guest.live.head_for(seat), now=now, **about))

    def revoked(self, revocation: Revocation) -> None:
        """End the connections that lived by what has ended."""
        for guest in self:
            if _matches(revocation, guest):
                guest.seat.end(REVOKED)

    async def farewell(self, within: float) -> None:
        """Tell everybody to come back, let them go, then close whoever is left.

        Half of `within` seconds is for going to another node, the rest for closing a hundred at a
        time, so that those who come back do not come all at once.
        """
        for guest in self:
            if not guest.seat.is_gone:
                guest.seat.sink.write(frame("drain", within_ms=int(within * 1000)))
        for _ in range(int(within / 2 / GLANCE)):
            if len(self) == 0:
                return
            await asyncio.sleep(GLANCE)
        everybody = tuple(self)
        handfuls = max(1, len(everybody) // 100)
        for start in range(0, len(everybody), 100):
            for guest in everybody[start : start + 100]:
                guest.seat.end(DRAIN)
            await asyncio.sleep(min(GLANCE, max(1.0, within / 2) / handfuls))


def _matches(revocation: Revocation, guest: Guest) -> bool:
    """Whether each field that the revocation sets is the guest's.

    A pass is somebody's however they have been called since ("this is X again").
    """
    person = revocation.person if revocation.pass_id is None else None
    asked = (
        (revocation.room, guest.live.room.id),
        (person, guest.seat.person),
        (revocation.pass_id, guest.pass_id),
        (revocation.key_id, guest.key_id),
    )
    return all(wanted is None or wanted == have for wanted, have in asked)

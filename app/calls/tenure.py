"""Whether this node drives a room's call: its lease, kept while it does."""

import contextlib
from dataclasses import replace

from app.calls.ports import Lease, Leases
from app.calls.wanted import Version
from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, LogUnavailable

LEASE_LIFE = Millis(15 * SECOND)
RENEW_EVERY = Millis(5 * SECOND)
LEFT_TO_OTHERS = Millis(RENEW_EVERY + SECOND)
"""Long enough that whoever else could drive has asked."""


class Tenure:
    """One node's for one room. All that asks the database raises `LogUnavailable`."""

    def __init__(self, leases: Leases, room: RoomId, node: str, clock: Clock) -> None:
        self.leases = leases
        self.lease: Lease | None = None
        self.begun = Version()
        """The newest version that this node has begun, also when it drives no more. What it opens
        without asking goes under it: a call that knows a newer one takes no notice."""
        self._read = Version()
        self._room = room
        self._node = node
        self._clock = clock
        self._ask_at = Instant(0)
        self._is_left = False

    @property
    def is_sure(self) -> bool:
        """Whether nobody else can drive at this moment."""
        return self.lease is not None and self._clock.now() < self.lease.until

    def is_closed(self, seq: int) -> bool:
        """Whether a call whose room has ended, and is at `seq`, was closed by whoever drove, as far
        as was read last: from the end on nothing is begun before that is done."""
        return self._read.seq >= seq

    async def holds(self, *, at_once: bool = False) -> bool:
        """Whether this node drives; raises `NoSuchRoom` too. `at_once`: something is wanted that
        does not wait to see whether another takes what was left to it."""
        now = self._clock.now()
        if now < self._ask_at and not (at_once and self._is_left):
            return self.lease is not None
        self._is_left = False
        taken = await self.leases.take(self._room, self._node, now, later(now, LEASE_LIFE))
        self._read, is_ours = taken.version, taken.node == self._node
        self.lease = taken if is_ours else None
        renewed = later(now, RENEW_EVERY)
        self._ask_at = renewed if is_ours else min(renewed, taken.until)
        return is_ours

    async def begins(self, seq: int, *, anew: bool) -> bool:
        """Whether a state of the room at `seq` may be applied now: not where the lease has ended,
        or something newer was begun. `anew`: it is another than the last."""
        lease = self.lease
        if lease is None or seq < lease.version.seq:
            return False
        version = lease.version.following(seq) if anew else lease.version
        if not await self.leases.advance(self._room, lease.fence, version, self._clock.now()):
            self.lease, self._ask_at = None, Instant(0)
            return False
        self.lease, self.begun = replace(lease, version=version), version
        return True

    async def give_up(self, *, for_long: bool = False) -> None:
        """Let another node drive; `for_long`: before this one asks again. Raises nothing."""
        lease, self.lease = self.lease, None
        self._ask_at = later(self._clock.now(), LEFT_TO_OTHERS) if for_long else Instant(0)
        self._is_left = for_long
        if lease is not None:
            with contextlib.suppress(LogUnavailable):
                await self.leases.give_up(self._room, lease.fence)

"""What a node does now and then: reductions, abandoned rooms, expired secrets, the clock.

None of it is urgent and none of it moves a group; a database that is away is tried again later.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from operator import itemgetter

from app.access.service import Access
from app.observe import Metrics
from app.phases.units import MINUTE, Millis, later
from app.rooms.errors import RoomError
from app.rooms.ports import LogUnavailable
from app.rooms.service import Rooms
from app.rooms.watch import Watch
from app.storage.addresses import SqliteAddress, address_of
from app.storage.database import Database
from app.storage.migrating import forget_copies
from app.storage.reduction import reduce_overdue
from app.system import COUNTS_SLEEP, SystemClock
from app.web.limits import Addresses
from app.webhooks.service import Webhooks

IDLE_FOR = Millis(10 * MINUTE)
CLOCK_EVERY = 30
MINUTE_S = 60
NOW_AND_THEN_S = 600
CLOCK_SAMPLES = 5
MOST_CLOCK_ERROR = 10.0
"""Milliseconds a node's time may be off the database's."""


class Housekeeping:
    """Rounds of a second; each duty has its own stride in seconds."""

    def __init__(
        self, rooms: Rooms, watch: Watch, access: Access, webhooks: Webhooks, addresses: Addresses,
        database: Database, database_url: str, metrics: Metrics, clock: SystemClock,
    ) -> None:  # fmt: skip
        self.rooms = rooms
        self.watch = watch
        self.access = access
        self.webhooks = webhooks
        self.addresses = addresses
        self.database = database
        self.database_url = database_url
        self.metrics = metrics
        self.clock = clock
        self.clock_error: float | None = None
        self._duties: dict[int, tuple[Callable[[], Awaitable[None]], ...]] = {
            1: (self.measure, self.mend_clock),
            CLOCK_EVERY: (self.discipline_clock,),
            MINUTE_S: (self.sweep, self.unload, self.reduce),
            NOW_AND_THEN_S: (self.end_abandoned, self.forget_copies, self.forget_messages),
        }

    async def open(self) -> None:
        """Before the node listens: agree with the database's clock, do what is overdue."""
        await self.set_clock()
        await self.reduce()
        await self.forget_copies()

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        round_ = 0
        while True:
            due = loop.time() + 1
            await asyncio.sleep(1)
            self.metrics.took("loop_lag", max(0.0, loop.time() - due))
            round_ += 1
            for stride, duties in self._duties.items():
                if round_ % stride == 0:
                    await self._all(duties)

    async def _all(self, duties: tuple[Callable[[], Awaitable[None]], ...]) -> None:
        for duty in duties:
            try:
                await duty()
            except (LogUnavailable, RoomError):
                continue

    async def measure(self) -> None:
        """Say how much this node holds, and whether it hears the others."""
        self.metrics.level("bus_up", self.rooms.bus.is_up)
        self.metrics.level("rooms", len(self.rooms.held))
        self.metrics.level("sockets", sum(len(live.seats) for live in self.rooms.held.values()))

    async def mend_clock(self) -> None:
        """While nobody can be served by this clock, it is not left so until the next round: on a
        busy machine one poor measurement would keep a node unready for half a minute."""
        if self.clock_error is None or self.clock_error > MOST_CLOCK_ERROR:
            await self.discipline_clock()

    async def set_clock(self) -> None:
        """Take over the database's time. Nobody has read this node's yet, so it may go back too: a
        machine whose clock is an hour ahead would else serve nobody for two."""
        bound, offset = await self._measured()
        if abs(offset) > bound:
            self.clock.set(offset)
        self._know_error(bound)

    async def discipline_clock(self) -> None:
        """Follow the database's time."""
        bound, offset = await self._measured()
        if self._is_step_under_a_meeting():
            offset = 0.0
        if abs(offset) > bound:
            self.clock.correct(offset)
        self._know_error(max(bound, -offset))  # back it goes by and by

    async def _measured(self) -> tuple[float, float]:
        """The best of a few samples: by how much it may be wrong, half its trip and what rounding
        takes, and by how much the database's time is later than ours, in milliseconds."""
        samples = [await self._sample() for _ in range(CLOCK_SAMPLES)]
        return min(samples, key=itemgetter(0))

    async def _sample(self) -> tuple[float, float]:
        before = self.clock.now()
        theirs = await self.database.now()
        after = self.clock.now()
        return (after - before) / 2 + 1, theirs - (before + after) / 2

    def _know_error(self, most: float) -> None:
        self.clock_error = most
        self.metrics.level("clock_error_ms", most)

    def _is_step_under_a_meeting(self) -> bool:
        """Whether a difference can only be a step of this machine's own wall clock, the one that a
        file's time is read from, and somebody would feel it. It is followed when nobody would."""
        is_own = isinstance(address_of(self.database_url), SqliteAddress) and COUNTS_SLEEP
        return is_own and any(live.seats for live in self.rooms.held.values())

    async def sweep(self) -> None:
        """Forget expired secrets and quiet addresses."""
        self.addresses.forget(self.clock.now())
        await self.access.forget_expired()

    async def unload(self) -> None:
        """Let go of rooms that nobody sits in or has asked for in ten minutes."""
        self.rooms.unload_idle(later(self.clock.now(), Millis(-IDLE_FOR)))

    async def reduce(self) -> None:
        """Reduce to their record the meetings that ended a day ago (L12)."""
        await reduce_overdue(self.database, self.clock.now())

    async def end_abandoned(self) -> None:
        """End the rooms that everybody left twelve hours ago."""
        for room in await self.rooms.log.open_rooms():
            with contextlib.suppress(RoomError):  # it has been reduced meanwhile
                await self.watch.end_abandoned(room)

    async def forget_copies(self) -> None:
        """Delete what migrations copied a day ago: it holds what has been reduced since."""
        await asyncio.to_thread(forget_copies, self.database_url, self.clock.now())

    async def forget_messages(self) -> None:
        """Delete what the log of webhook deliveries lists no longer."""
        await self.webhooks.forget_old()

"""This node's pulse: that it lives, what it owes the database, and whether that is in reach.

Once a second: renew the heartbeat when it is old, pay what is owed, read what others appended.
While the bus is away, and once when it is back, that reading has a stride of its own. Law
L10 does not wait for a database: once it has been away for the grace every lock lifts, as an
overlay that only opens, and the lifting is recorded when the database is back.
"""

import asyncio
import contextlib
import logging

from app.phases.units import Instant, Millis, later
from app.rooms.commands import FailOpen
from app.rooms.errors import RoomError, Unavailable
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.floors import locked
from app.rooms.outages import Outages
from app.rooms.ports import Connections, Hint, LogUnavailable, Share
from app.rooms.service import Rooms
from app.rooms.sweep import sweep

HEARTBEAT = Millis(5_000)
RETRY = Millis(1_000)
STRIDE = Millis(150)
"""From one look for lost tails to the next while the bus is away."""
MOST_OWED = 20_000
"""Partings kept while the database is away; more are counted as lost."""
PAID_AT_ONCE = 64

_log = logging.getLogger(__name__)


class Pulse:
    """What a node does for itself; `run` it beside the server."""

    def __init__(self, rooms: Rooms, connections: Connections, node: str) -> None:
        self.rooms = rooms
        self.connections = connections
        self.node = node
        self.trusted_from = Instant(0)
        """From when on the silence of other nodes means something: they too were cut off."""
        self._renewed_at: Instant | None = None
        self._trying_since: Instant | None = None
        self._lifted: set[RoomId] = set()
        self._owed: dict[tuple[RoomId, PersonId], tuple[int, Instant]] = {}
        self._hinted: dict[RoomId, int] = {}
        self._outages = Outages(rooms.bus)
        self._nudge = asyncio.Event()
        self._settling = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled."""
        stop = self.rooms.bus.subscribe(self.hear)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_lifting())
                while True:
                    await self.beat()
                    await self._heed()
        finally:
            stop()

    # The database --------------------------------------------------------------------------

    @property
    def down_since(self) -> Instant | None:
        """Since when the database has not answered, once that is noticeable."""
        since, now = self._trying_since, self.rooms.clock.now()
        return None if since is None or now < later(since, RETRY) else since

    async def beat(self) -> None:
        """One round; a database that is away is asked again in the next."""
        self._trying_since = self._trying_since or self.rooms.clock.now()
        if not await self._is_in_reach():
            return
        try:
            await self._record_lifted()
            await sweep(self.rooms)
        except (LogUnavailable, RoomError):
            return
        except Exception as error:  # one room's log must not stop the heart of the others
            self._failed("a round failed", error)
        if self.down_since is not None:
            self.trusted_from = later(self.rooms.clock.now(), Millis(2 * RETRY))
        self._trying_since = None

    async def _is_in_reach(self) -> bool:
        """Whether the database took this node's own rows; a fault nobody foresaw is no yes."""
        try:
            await self.settle()
        except LogUnavailable:
            return False
        except Exception as error:  # locks lift after the grace, rather than never
            self._failed("the database cannot be settled with", error)
            return False
        return True

    def _failed(self, what: str, error: Exception) -> None:
        _log.error("%s: %s", what, type(error).__name__)
        self.rooms.meter.count("fault", type(error).__name__)

    async def settle(self) -> None:
        """Have this node's own rows as they should be, before anybody concludes from them."""
        async with self._settling:
            now = self.rooms.clock.now()
            if self._is_renewal_due(now):
                await self.connections.renew(self.node, now)
                self._renewed_at = now
                self.rooms.was_unwritten = False
            await self._pay()

    def _is_renewal_due(self, now: Instant) -> bool:
        """At each heartbeat, and when an append has failed: a disk that is full can still be read,
        and nothing but a write tells whether the database is away."""
        if self._renewed_at is None or now >= later(self._renewed_at, HEARTBEAT):
            return True
        return self.rooms.was_unwritten

    # Partings ------------------------------------------------------------------------------

    async def part(self, room: RoomId, person: PersonId, visit: int, at: Instant) -> None:
        """That visit's socket closed; recorded now, or when the database is back."""
        if len(self._owed) >= MOST_OWED and (room, person) not in self._owed:
            self.rooms.meter.count("part_lost")
            return
        self._owed[room, person] = (visit, at)
        with contextlib.suppress(LogUnavailable):
            await self._pay_one(room, person, visit, at)

    async def _pay(self) -> None:
        owed = [(*key, *parting) for key, parting in self._owed.items()]
        for start in range(0, len(owed), PAID_AT_ONCE):
            handful = owed[start : start + PAID_AT_ONCE]
            await asyncio.gather(*(self._pay_one(*one) for one in handful))

    async def _pay_one(self, room: RoomId, person: PersonId, visit: int, at: Instant) -> None:
        await self.connections.part(room, person, visit, at)
        if self._owed.get((room, person)) == (visit, at):
            del self._owed[room, person]

    # Locks ---------------------------------------------------------------------------------

    async def _keep_lifting(self) -> None:
        while True:
            await asyncio.sleep(RETRY / 1000)
            self.lift()

    def lift(self) -> None:
        """Without the database for the grace, every lock lifts."""
        since, now = self._trying_since, self.rooms.clock.now()
        for live in self.rooms.held.values() if since is not None else ():
            if now < later(since or now, live.room.plan.tempo.fail_open):
                continue
            shut = locked(live.room) - live.shares.opened
            if shut:
                self._lifted.add(live.room.id)
                live.open_to(shut, now)

    async def _record_lifted(self) -> None:
        """What was lifted stays lifted, and is recorded; raises `Unavailable`."""
        for room_id in tuple(self._lifted):
            live = self.rooms.held.get(room_id)
            if live is not None and live.shares.opened:
                opening = live.room.openings + 1
                name = CommandId(f"fail_open:{room_id}:{opening}")
                try:
                    await self.rooms.issue(room_id, name, FailOpen(opening), here=frozenset())
                except Unavailable:
                    raise
                except RoomError:  # it was recorded otherwise, or there is nothing left to open
                    live.close_to(live.shares.opened, self.rooms.clock.now())
                except Exception as error:  # of a log that cannot be read; others are recorded
                    self._failed("a lifted lock cannot be recorded", error)
                    continue
            self._lifted.discard(room_id)

    # Other nodes ---------------------------------------------------------------------------

    def hear(self, message: Hint | Share) -> None:
        """Another node appended to a room that is held here."""
        live = self.rooms.held.get(message.room)
        if isinstance(message, Hint) and live is not None and live.room.seq < message.seq:
            self._hinted[message.room] = message.seq
            self._nudge.set()

    async def _heed(self) -> None:
        """Follow hints until it is time for the next beat; without a bus look for oneself."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RETRY / 1000):
                while True:
                    if await self._is_nudged():
                        await self._follow_hints()
                    await self.look_without_bus()

    async def _is_nudged(self) -> bool:
        """Whether a hint came before the next stride."""
        try:
            async with asyncio.timeout(STRIDE / 1000):
                await self._nudge.wait()
        except TimeoutError:
            return False
        self._nudge.clear()
        return True

    async def look_without_bus(self) -> None:
        """Read lost tails if hints are lost: while the bus is away, and once when it is back.

        Not while the database is away as well; then the beat asks for it often enough.
        """
        if self._outages.have_hidden() and self._trying_since is None:
            try:
                await sweep(self.rooms)
            except (LogUnavailable, RoomError):
                return  # the beat says so
            except Exception as error:  # as in a round
                self._failed("a look failed", error)

    async def _follow_hints(self) -> None:
        hinted, self._hinted = self._hinted, {}
        for room_id, seq in hinted.items():
            live = self.rooms.held.get(room_id)
            if live is not None:
                with contextlib.suppress(RoomError):  # the sweep reads it
                    await self.rooms.catch_up(live, seq)

"""What happens by itself: marks falling due, lost connections, fail-open, the stand-in's offer.

One wake-up per room, at the next instant at which something can change; nothing ticks. Whether
somebody is connected, where it has consequences, is read from the database's rows and from nothing
else. None of it moves the group (promise 1).
"""

import asyncio
import contextlib
import heapq
import logging

from app.phases.units import HOUR, Instant, Millis, later
from app.rooms import devices
from app.rooms.aging import aged
from app.rooms.capacities import Here
from app.rooms.commands import Command, EndAbandoned, FailOpen, Lose, LoseLeaders
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.elsewhere import Elsewhere
from app.rooms.errors import RoomError
from app.rooms.facts import stamped
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.live import LiveRoom
from app.rooms.ports import Connections, LogUnavailable, Sign
from app.rooms.pulse import RETRY, Pulse
from app.rooms.roles import SYSTEM
from app.rooms.seat import REPLACED, RESYNC, Seat
from app.rooms.service import Rooms
from app.rooms.sharing import Sharing
from app.rooms.state import Room
from app.rooms.waking import can_be_lost, is_to_be_read, next_wake, unled_since

DEAD_AFTER = Millis(12_000)
"""A node not heard for this long is dead: two heartbeats of 5 s missed."""
AT_ONCE = 32
"""Rooms looked after at the same time."""
STALE = 64
"""Wake-ups that nobody waits for any more, beside as many as there are, before they are dropped."""
SEEN_LATELY = Millis(HOUR)
LONGEST_SLEEP = 1.0
"""Seconds; a timer does not notice that the clock was put forward."""
READINGS = 3
"""How often rows are read anew when somebody came or went meanwhile."""

_log = logging.getLogger(__name__)


class Watch:
    """Wakes rooms when something is due, beside this node's pulse."""

    def __init__(self, rooms: Rooms, connections: Connections, node: str) -> None:
        self.rooms = rooms
        self.connections = connections
        self.pulse = Pulse(rooms, connections, node)
        self.sharing = Sharing(rooms, node, stirred=self.plan)
        self.elsewhere = Elsewhere(rooms, connections, dead_after=DEAD_AFTER, stirred=self.plan)
        self._heap: list[tuple[Instant, RoomId]] = []
        self._at: dict[RoomId, Instant] = {}
        self._unplanned: set[RoomId] = set()
        self._nudge = asyncio.Event()
        rooms.changed.append(self.plan_soon)

    # Planning ------------------------------------------------------------------------------

    def plan(self, live: LiveRoom) -> None:
        """Wake this room at the next instant at which something can change."""
        self._set(live.room.id, next_wake(live, self.rooms.clock.now(), is_fresh=True))

    def plan_soon(self, live: LiveRoom) -> None:
        """As `plan`, at the end of this turn of the loop: once for everything that happens in it,
        however many come and go."""
        if live.room.id not in self._unplanned:
            self._unplanned.add(live.room.id)
            asyncio.get_running_loop().call_soon(self._plan_unplanned, live)

    def _plan_unplanned(self, live: LiveRoom) -> None:
        if live.room.id not in self._unplanned:
            return
        self._unplanned.discard(live.room.id)
        try:
            self.plan(live)
        except Exception as error:
            self._failed_to_wake(live.room.id, error)

    def _set(self, room: RoomId, at: Instant | None) -> None:
        self._unplanned.discard(room)
        if at is None:
            self._at.pop(room, None)
        elif self._at.get(room) != at:
            self._at[room] = at
            heapq.heappush(self._heap, (at, room))
            if len(self._heap) > 2 * len(self._at) + STALE:
                self._heap = sorted((at, room) for room, at in self._at.items())
            if self._heap[0] == (at, room):  # whoever sleeps until the first wakes by themselves
                self._nudge.set()

    @property
    def down_since(self) -> Instant | None:
        """Since when the database has not answered."""
        return self.pulse.down_since

    async def run(self) -> None:
        """Until cancelled. Begun anew after a fault it wakes all: some were being looked after."""
        for held in tuple(self.rooms.held):
            self._set(held, self.rooms.clock.now())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.pulse.run())
            tasks.create_task(self.sharing.run())
            tasks.create_task(self.elsewhere.run())
            slots = asyncio.Semaphore(AT_ONCE)
            while True:
                room = await self._next()
                await slots.acquire()
                task = tasks.create_task(self._wake(room))
                task.add_done_callback(lambda _: slots.release())

    async def _next(self) -> RoomId:
        while True:
            self._nudge.clear()
            wait = self._seconds_to_next()
            if wait is not None and wait <= 0:
                at, room = heapq.heappop(self._heap)
                if self._at.get(room) == at:
                    del self._at[room]
                    return room
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._nudge.wait()

    def _seconds_to_next(self) -> float | None:
        if not self._heap:
            return None
        return min(LONGEST_SLEEP, (self._heap[0][0] - self.rooms.clock.now()) / 1000)

    # Waking --------------------------------------------------------------------------------

    async def _wake(self, room: RoomId) -> None:
        live = self.rooms.held.get(room)
        if live is None:
            return
        looked = self.rooms.clock.now()
        try:
            await self.look(live)
        except (RoomError, LogUnavailable):
            self._set(room, later(self.rooms.clock.now(), RETRY))
        except Exception as error:  # one room's fault must not keep the others from waking
            self._failed_to_wake(room, error)
        else:
            # What fell due while we looked was not seen: the next instant is counted from before.
            trusted = self.pulse.trusted_from
            self._set(room, trusted if looked < trusted else next_wake(live, looked))

    def _failed_to_wake(self, room: RoomId, error: Exception) -> None:
        _log.error("a room failed to wake: %s", type(error).__name__)
        self.rooms.meter.count("fault", type(error).__name__)
        self._set(room, later(self.rooms.clock.now(), RETRY))

    async def look(self, live: LiveRoom) -> None:
        """Issue everything that is due in this room; raises `Unavailable`, `LogUnavailable`."""
        await self.rooms.issue_due(live)
        if is_to_be_read(live):
            signs, now = await self.acquaint(live), self.rooms.clock.now()
            if now >= self.pulse.trusted_from:
                await self._lost_people(live, signs, now)
                await self._lost_leaders(live, signs, now)
        live.refresh(self.rooms.clock.now())

    async def acquaint(self, live: LiveRoom) -> list[Sign]:
        """Learn from the rows who is connected; raises `LogUnavailable`, `Unavailable`."""
        await self.pulse.settle()
        signs: list[Sign] = []
        for _ in range(READINGS):
            comings, now = live.comings, self.rooms.clock.now()
            live.read_at, live.is_stirred = now, False
            try:
                signs = await self.connections.signs([live.room.id], now, DEAD_AFTER)
            except LogUnavailable:
                live.is_stirred = True  # what stirred it is still to be read
                raise
            if comings == live.comings:
                break
        self._learn(live, signs)
        return signs

    def _learn(self, live: LiveRoom, signs: list[Sign]) -> None:
        there = [s for s in signs if s.is_connected]
        for sign in signs:
            self._replace_here(live, sign)
        away = [s for s in there if not live.seats_of(s.person)]
        live.elsewhere = {s.person: s.visit for s in away}
        live.look_at = min((later(s.at, DEAD_AFTER) for s in away), default=None)
        live.learn(_parted(live.room, signs))
        live.is_acquainted = True

    def _replace_here(self, live: LiveRoom, sign: Sign) -> None:
        """A newer connection of this person, at another node, wins. One that has gone already, or
        was asked for before and only written down later, as of a hello that came too late for its
        tab, wins nothing: whoever is here comes back, and is written down anew."""
        for seat in live.seats_of(sign.person):
            if seat.visit < sign.visit:
                is_newer = sign.is_connected and not _is_belated(sign, seat)
                seat.end(REPLACED if is_newer else RESYNC)
                live.leave(seat)
                now = self.rooms.clock.now()
                if is_newer:
                    live.say(stamped(devices.left(seat, now), live.stamp(now)), now)

    async def _lost_people(self, live: LiveRoom, signs: list[Sign], now: Instant) -> None:
        left = live.room.plan.tempo.left
        for sign in signs:
            one = live.room.people.get(sign.person)
            due = later(aged(sign.at, live.room.advances), left)
            if sign.is_connected or not can_be_lost(live.room, one) or now < due:
                continue
            name = CommandId(f"left:{live.room.id}:{sign.person}:{sign.visit}")
            await self._issue(live, name, Lose(sign.person, sign.visit, sign.at), frozenset(), now)

    async def _lost_leaders(self, live: LiveRoom, signs: list[Sign], now: Instant) -> None:
        here = frozenset(s.person for s in signs if s.is_connected)
        since = unled_since(live.room, here, _parted(live.room, signs))
        if since is None:
            return
        room, tempo = live.room, live.room.plan.tempo
        if now >= later(since, tempo.fail_open):
            name = CommandId(f"fail_open:{room.id}:{room.openings + 1}")
            await self._issue(live, name, FailOpen(room.openings + 1), here, now)
        if now >= later(since, tempo.leaders_lost):
            name = CommandId(f"leaders_lost:{room.id}:{room.losses + 1}")
            await self._issue(live, name, LoseLeaders(room.losses + 1), here, now)

    async def _issue(
        self, live: LiveRoom, name: CommandId, command: Command, here: Here, now: Instant
    ) -> None:
        """Issue what the room as we know it would accept; the log is not asked in vain.

        Raises what is worth another try: a lock must not stay because one append failed.
        """
        try:
            if decide(live.room, Ask(command, SYSTEM), now=now, here=here):
                await self.rooms.issue(live.room.id, name, command, here=here)
        except RoomError as refusal:
            if refusal.retry:
                raise

    # Sockets come and go -------------------------------------------------------------------

    def parted(self, live: LiveRoom, person: PersonId, now: Instant) -> None:
        """This person's last socket here closed, and the rows know."""
        live.has_parted(person, now)
        self.plan_soon(live)

    def returned(self, live: LiveRoom, person: PersonId, now: Instant) -> None:
        """This person is connected, and the rows know."""
        there = live.elsewhere.get(person, 0)
        if any(seat.visit < there for seat in live.seats_of(person)):
            live.is_stirred = True  # they have gone on elsewhere since they said hello here
        else:
            live.elsewhere = {who: visit for who, visit in live.elsewhere.items() if who != person}
        if not live.elsewhere:  # there is nobody whose node could fall silent
            live.look_at = None
        live.has_returned(person, now)
        self.plan_soon(live)

    async def end_abandoned(self, room_id: RoomId) -> bool:
        """End a room past `gathering` that nobody has been connected to for very long.

        Only a room that has long been silent is read, and none is held for it.
        """
        now = self.rooms.clock.now()
        signs = await self.connections.signs([room_id], now, DEAD_AFTER)
        last = max((s.at for s in signs), default=Instant(0))
        if any(s.is_connected for s in signs) or now < later(last, SEEN_LATELY):
            return False
        room = await self.rooms.peek(room_id)
        last = max(aged(last, room.advances), room.opened_at or room.created_at)
        if room.step is None or now < later(last, room.plan.tempo.abandoned):
            return False
        name = CommandId(f"abandoned:{room_id}")
        return await self.rooms.system(room_id, name, EndAbandoned(), here=frozenset())


def _is_belated(sign: Sign, seat: Seat) -> bool:
    """Whether that hello was said shortly before the one of this seat, though the database took it
    later. What lies further back is a clock that has not been set yet."""
    return later(seat.arrived_at, Millis(-DEAD_AFTER)) < sign.arrived_at < seat.arrived_at


def _parted(room: Room, signs: list[Sign]) -> dict[PersonId, Instant]:
    return {s.person: aged(s.at, room.advances) for s in signs if not s.is_connected}

"""What happens by itself: marks falling due, lost connections, fail-open, the stand-in's offer.

One wake-up per room, at the next instant at which something can change; nothing ticks. Whether
somebody is connected, where it has consequences, is read from the database's rows and from nothing
else. None of it moves the group (promise 1).
"""

import asyncio
import heapq
from dataclasses import replace

from app.phases.floor import Floor
from app.phases.units import Instant, Millis, later
from app.rooms.commands import EndAbandoned, FailOpen, Lose, LoseLeaders
from app.rooms.due import next_due
from app.rooms.errors import RoomError, Unavailable
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.floors import floors
from app.rooms.live import LiveRoom
from app.rooms.ports import Connections, LogUnavailable, Sign
from app.rooms.presence import Parted, next_change
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Room

DEAD_AFTER = Millis(12_000)
"""A node not heard for this long is dead: two heartbeats of 5 s missed."""
HEARTBEAT = 5.0
RETRY = Millis(1_000)
AT_ONCE = 32
"""Rooms looked after at the same time."""


class Watch:
    """Wakes rooms when something is due, and keeps this node's heartbeat."""

    def __init__(self, rooms: Rooms, connections: Connections, node: str) -> None:
        self.rooms = rooms
        self.connections = connections
        self.node = node
        self.down_since: Instant | None = None
        self._heap: list[tuple[Instant, RoomId]] = []
        self._at: dict[RoomId, Instant] = {}
        self._nudge = asyncio.Event()
        rooms.changed.append(self.plan)

    # Planning ------------------------------------------------------------------------------

    def plan(self, live: LiveRoom) -> None:
        """Wake this room at the next instant at which something can change."""
        self._set(live.room.id, next_wake(live, self.rooms.clock.now(), is_fresh=True))

    def _set(self, room: RoomId, at: Instant | None) -> None:
        if at is None:
            self._at.pop(room, None)
        elif self._at.get(room) != at:
            self._at[room] = at
            heapq.heappush(self._heap, (at, room))
            self._nudge.set()

    async def run(self) -> None:
        """Until cancelled: wake rooms and keep the heartbeat."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat())
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
            try:
                await asyncio.wait_for(self._nudge.wait(), wait)
            except TimeoutError:
                continue

    def _seconds_to_next(self) -> float | None:
        if not self._heap:
            return None
        return (self._heap[0][0] - self.rooms.clock.now()) / 1000

    # Waking --------------------------------------------------------------------------------

    async def _wake(self, room: RoomId) -> None:
        live = self.rooms.held.get(room)
        if live is None:
            return
        try:
            await self.look(live)
        except (RoomError, LogUnavailable):
            self._set(room, later(self.rooms.clock.now(), RETRY))
        else:
            self._set(room, next_wake(live, self.rooms.clock.now()))

    async def look(self, live: LiveRoom) -> None:
        """Issue everything that is due in this room; raises `Unavailable`."""
        await self.rooms.issue_due(live)
        now = self.rooms.clock.now()
        room = live.room
        if live.moment.parted or room.step is not None:
            signs = await self._signs(room.id, now)
            live.moment = replace(live.moment, parted=_parted(signs))
            await self._lost_people(live, signs, now)
            await self._lost_leaders(live, signs, now)
        live.refresh(self.rooms.clock.now())

    async def _signs(self, room: RoomId, now: Instant) -> list[Sign]:
        try:
            return await self.connections.signs([room], now, DEAD_AFTER)
        except LogUnavailable:
            raise Unavailable from None

    async def _lost_people(self, live: LiveRoom, signs: list[Sign], now: Instant) -> None:
        left = live.room.plan.tempo.left
        for sign in signs:
            one = live.room.people.get(sign.person)
            if one is None or one.is_gone or sign.is_connected or now < later(sign.at, left):
                continue
            name = CommandId(f"left:{live.room.id}:{one.id}:{sign.visit}")
            await self.rooms.system(live.room.id, name, Lose(one.id, sign.visit, sign.at))

    async def _lost_leaders(self, live: LiveRoom, signs: list[Sign], now: Instant) -> None:
        room, here = live.room, frozenset(s.person for s in signs if s.is_connected)
        since = unled_since(room, signs)
        if since is None:
            return
        tempo = room.plan.tempo
        if now >= later(since, tempo.fail_open):
            name = CommandId(f"fail_open:{room.id}:{room.openings + 1}")
            await self.rooms.system(room.id, name, FailOpen(room.openings + 1), here=here)
        if now >= later(since, tempo.leaders_lost):
            name = CommandId(f"leaders_lost:{room.id}:{room.losses + 1}")
            await self.rooms.system(room.id, name, LoseLeaders(room.losses + 1), here=here)

    # Sockets come and go -------------------------------------------------------------------

    async def acquaint(self, live: LiveRoom) -> None:
        """Learn from the rows who of a freshly loaded room is connected; raises `Unavailable`."""
        signs = await self._signs(live.room.id, self.rooms.clock.now())
        live.moment = replace(live.moment, parted=_parted(signs))
        self.plan(live)

    def parted(self, live: LiveRoom, person: PersonId, now: Instant) -> None:
        """This person's last socket here closed."""
        live.refresh(now, replace(live.moment, parted={**live.moment.parted, person: now}))
        self.plan(live)

    def returned(self, live: LiveRoom, person: PersonId, now: Instant) -> None:
        """This person is connected."""
        left = {p: at for p, at in live.moment.parted.items() if p != person}
        live.refresh(now, replace(live.moment, parted=left))
        self.plan(live)

    # The node ------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            now = self.rooms.clock.now()
            try:
                await self.connections.renew(self.node, now)
            except LogUnavailable:
                self._down(now)
                await asyncio.sleep(RETRY / 1000)
            else:
                self._up(now)
                await asyncio.sleep(HEARTBEAT)

    def _down(self, now: Instant) -> None:
        """Without the database every lock lifts after the grace, as an overlay that only opens."""
        self.down_since = self.down_since or now
        for live in self.rooms.held.values():
            if now >= later(self.down_since, live.room.plan.tempo.fail_open):
                locked = {p for p, s in floors(live.room).items() if s.floor is Floor.LOCKED}
                open_to = live.moment.opened | locked
                live.refresh(now, replace(live.moment, opened=frozenset(open_to)))

    def _up(self, now: Instant) -> None:
        if self.down_since is None:
            return
        self.down_since = None
        for live in self.rooms.held.values():
            if live.moment.opened:
                live.refresh(now, replace(live.moment, opened=frozenset()))

    async def end_abandoned(self, room_id: RoomId) -> bool:
        """End a room past `gathering` that nobody has been connected to for very long."""
        live = await self.rooms.hold(room_id)
        now = self.rooms.clock.now()
        signs = await self._signs(room_id, now)
        last = max([s.at for s in signs], default=live.room.created_at)
        is_empty = not any(s.is_connected for s in signs)
        if live.room.step is None or not is_empty:
            return False
        if now < later(last, live.room.plan.tempo.abandoned):
            return False
        name = CommandId(f"abandoned:{room_id}")
        return await self.rooms.system(room_id, name, EndAbandoned(), here=frozenset())


def _parted(signs: list[Sign]) -> dict[PersonId, Instant]:
    return {s.person: s.at for s in signs if not s.is_connected}


def unled_since(room: Room, signs: list[Sign]) -> Instant | None:
    """Since when no leader has been connected; None while one is, or before the meeting."""
    if room.step is None:
        return None
    presenter = room.presenter()
    leaders = [
        s
        for s in signs
        if (one := room.people.get(s.person)) is not None
        and one.role is Role.LEADER
        and (presenter is None or presenter.id != one.id)
    ]
    if any(s.is_connected for s in leaders):
        return None
    return max([s.at for s in leaders], default=room.opened_at or room.created_at)


def next_wake(live: LiveRoom, now: Instant, *, is_fresh: bool = False) -> Instant | None:
    """The next instant at which something can change by itself; None when nothing can.

    Right after a change (`is_fresh`) a grace already over counts too: what it waited for may have
    become possible. After a wake-up it does not, or a room would never sleep.
    """
    room, parted = live.room, live.moment.parted
    coming: list[Instant | None] = [next_due(room), next_change(room, parted, now)]
    if room.step is not None:
        left = room.plan.tempo.left
        coming += [
            later(at, left)
            for person, at in parted.items()
            if (one := room.people.get(person)) is not None and not one.is_gone
        ]
        coming += _graces(room, unled_by(room, parted))
    if is_fresh:
        return min((max(at, now) for at in coming if at is not None), default=None)
    return min((at for at in coming if at is not None and at > now), default=None)


def unled_by(room: Room, parted: Parted) -> Instant | None:
    """Since when no leader is connected, by what this node knows: to plan a look at the rows."""
    presenter = room.presenter()
    held = presenter.id if presenter else None
    leaders = [
        p for p in room.people.values() if p.role is Role.LEADER and p.visit and p.id != held
    ]
    if any(p.id not in parted for p in leaders):
        return None
    return max((parted[p.id] for p in leaders), default=room.opened_at or room.created_at)


def _graces(room: Room, since: Instant | None) -> list[Instant | None]:
    if since is None:
        return []
    tempo = room.plan.tempo
    opens = later(since, tempo.fail_open) if room.is_led else None
    lost = None if room.are_leaders_lost else later(since, tempo.leaders_lost)
    return [opens, lost]

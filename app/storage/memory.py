"""The log of rooms, the rows of connection and the leases of calls in memory, under the same
contracts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.calls.ports import Lease
from app.calls.wanted import Version
from app.phases.units import Instant
from app.rooms.events import Event
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.ports import (
    Accepted,
    CommandKnown,
    Head,
    Log,
    LogConflict,
    NoSuchRoom,
    RoomExists,
    Sign,
    StoredEvent,
)


@dataclass(slots=True)
class _Room:
    epoch: str
    events: list[StoredEvent] = field(default_factory=list)
    commands: dict[CommandId, Accepted] = field(default_factory=dict)

    @property
    def head(self) -> Head:
        return Head(self.epoch, len(self.events))

    def add(self, events: Sequence[Event], command_id: CommandId | None) -> None:
        for event in events:
            self.events.append(StoredEvent(len(self.events) + 1, event, command_id))


class MemoryEventLog:
    """`RoomLog` in one process; `now` is its idea of the database's time."""

    def __init__(self, now: Callable[[], Instant]) -> None:
        self._now = now
        self._rooms: dict[RoomId, _Room] = {}

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        """As `RoomLog.create`."""
        if room in self._rooms:
            raise RoomExists("a room of that id exists")
        self._rooms[room] = _Room(epoch)
        self._rooms[room].add(events, None)

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        """As `RoomLog.append`."""
        found = self._found(room)
        if accepted is not None and accepted.command_id in found.commands:
            raise CommandKnown(found.commands[accepted.command_id])
        if found.head.seq != after:
            raise LogConflict("the log has grown")
        found.add(events, None if accepted is None else accepted.command_id)
        if accepted is not None:
            found.commands[accepted.command_id] = accepted

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        """As `RoomLog.read`."""
        found = self._found(room)
        return Log(found.head, tuple(found.events[after:]))

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        """As `RoomLog.heads`."""
        return {room: self._rooms[room].head for room in rooms if room in self._rooms}

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        """As `RoomLog.answered`."""
        found = self._rooms.get(room)
        return None if found is None else found.commands.get(command_id)

    async def open_rooms(self) -> dict[RoomId, Instant]:
        """As `RoomLog.open_rooms`."""
        return {room: found.events[0].event.at for room, found in self._rooms.items()}

    async def now(self) -> Instant:
        """As `RoomLog.now`."""
        return self._now()

    def _found(self, room: RoomId) -> _Room:
        if room not in self._rooms:
            raise NoSuchRoom("there is no such room")
        return self._rooms[room]


@dataclass(slots=True)
class _Visit:
    number: int
    node: str
    arrived_at: Instant
    closed_at: Instant | None = None


class MemoryConnections:
    """`Connections` in one process; it knows no rooms, so one may arrive in any."""

    def __init__(self) -> None:
        self._visits: dict[tuple[RoomId, PersonId], _Visit] = {}
        self._nodes: dict[str, Instant] = {}

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """As `Connections.arrive`."""
        before = self._visits.get((room, person))
        number = 1 if before is None else before.number + 1
        self._visits[room, person] = _Visit(number, node, now)
        return number

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        """As `Connections.part`."""
        found = self._visits.get((room, person))
        if found is not None and found.number == visit and found.closed_at is None:
            found.closed_at = now

    async def renew(self, node: str, now: Instant) -> None:
        """As `Connections.renew`."""
        self._nodes[node] = now

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        """As `Connections.signs`."""
        return [
            self._sign(room, person, visit, Instant(now - dead_after))
            for (room, person), visit in self._visits.items()
            if room in rooms
        ]

    def _sign(self, room: RoomId, person: PersonId, visit: _Visit, dead_at: Instant) -> Sign:
        heard = max(visit.arrived_at, self._nodes.get(visit.node, visit.arrived_at))
        is_connected = visit.closed_at is None and heard > dead_at
        at = heard if visit.closed_at is None else visit.closed_at
        return Sign(room, person, visit.number, is_connected, at, visit.arrived_at)


class MemoryLeases:
    """`Leases` in one process; it knows no rooms, so the call of any may be driven."""

    def __init__(self) -> None:
        self._leases: dict[RoomId, Lease] = {}

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        """As `Leases.take`."""
        before = self._leases.get(room)
        if before is None:
            taken = Lease(node, 1, until, Version())
        elif before.node == node or before.until <= now:
            fence = before.fence + (before.node != node)
            taken = replace(before, node=node, fence=fence, until=until)
        else:
            return before
        self._leases[room] = taken
        return taken

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        """As `Leases.advance`."""
        held = self._leases.get(room)
        if held is None or held.fence != fence or held.until <= now or version < held.version:
            return False
        self._leases[room] = replace(held, version=version)
        return True

    async def give_up(self, room: RoomId, fence: int) -> None:
        """As `Leases.give_up`."""
        held = self._leases.get(room)
        if held is not None and held.fence == fence:
            self._leases[room] = replace(held, until=Instant(0))

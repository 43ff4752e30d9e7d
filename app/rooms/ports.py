"""What rooms need from the world: time, ids, the log, connection rows, the bus."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.phases.units import Instant
from app.rooms.events import Event
from app.rooms.fields import CommandId, PersonId, RoomId


class Clock(Protocol):
    """The database's time, bounded to 10 ms."""

    def now(self) -> Instant:
        """Milliseconds since the epoch; never goes back."""
        ...


class Ids(Protocol):
    """Chance and identity."""

    def room(self) -> RoomId:
        """A new room's id."""
        ...

    def person(self) -> PersonId:
        """A new person's id."""
        ...

    def epoch(self) -> str:
        """A new incarnation of a log."""
        ...

    def secret(self) -> str:
        """160 random bits as URL-safe text."""
        ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted command: who sent it, a digest of what was sent, and the bytes answered."""

    command_id: CommandId
    actor: str
    digest: bytes
    answer: bytes


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of the log."""

    seq: int
    event: Event
    command_id: CommandId | None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a room's log stands."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Log:
    """A stretch of a room's log, dense and in order."""

    head: Head
    events: tuple[StoredEvent, ...]


class LogError(Exception):
    """The log could not do as asked; abstract."""


class LogConflict(LogError):
    """Somebody else appended first; reload and decide once more. Nothing was written."""


class CommandKnown(LogError):
    """This room has accepted a command of that id before. Nothing was written."""

    def __init__(self, accepted: Accepted) -> None:
        super().__init__("command id is known")
        self.accepted = accepted


class NoSuchRoom(LogError):
    """There is no room of that id, or it has been reduced to its record."""


class RoomExists(LogError):
    """A room of that id exists."""


class LogUnavailable(LogError):
    """The database cannot be reached, is read-only or full; an append's outcome is unknown."""


class RoomLog(Protocol):
    """The only truth about a room. `(room, seq)` and `(room, command_id)` are unique."""

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        """A new room with its first events, seq from 1; raises `RoomExists`, `LogUnavailable`."""
        ...

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        """Events `after+1`.. and the accepted command, durable when this returns.

        `events` may be empty when `accepted` is given. Raises `LogConflict`, `CommandKnown`,
        `NoSuchRoom`, `LogUnavailable`.
        """
        ...

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        """The events after `after`; raises `NoSuchRoom`, `LogUnavailable`."""
        ...

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        """Where these rooms' logs stand; rooms that do not exist are left out."""
        ...

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        """The accepted command of that id."""
        ...

    async def open_rooms(self) -> dict[RoomId, Instant]:
        """Rooms that have not been reduced to their record, and when each was made."""
        ...

    async def now(self) -> Instant:
        """The database's time."""
        ...


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of life of a person: connected while `is_connected`, else gone since `at`.

    `at` is when the socket closed, or when its node was last heard if the node died; `arrived_at`
    when it said hello.
    """

    room: RoomId
    person: PersonId
    visit: int
    is_connected: bool
    at: Instant
    arrived_at: Instant


class Connections(Protocol):
    """Connection with consequences: one row per person, one heartbeat per node."""

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """A hello was accepted; returns the person's next visit, counted from 1.

        Raises `NoSuchRoom` for a room that does not exist or has been reduced to its record.
        """
        ...

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        """That visit's socket closed; a later visit is untouched."""
        ...

    async def renew(self, node: str, now: Instant) -> None:
        """This node is alive."""
        ...

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        """Everyone's last sign; a node not heard for `dead_after` ms counts as dead."""
        ...


@dataclass(frozen=True, slots=True)
class Hint:
    """A room's log grew; losing, doubling or reordering hints is harmless."""

    room: RoomId
    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Share:
    """A node's ephemeral facts about a room, whole; forgotten when not heard for 25 s."""

    room: RoomId
    node: str
    facts: dict[str, Any] = field(default_factory=dict)


class Meter(Protocol):
    """Counts and durations for whoever runs the service; no names, no ids of people."""

    def count(self, what: str, label: str = "", by: int = 1) -> None:
        """So many more of `what`."""
        ...

    def timing(self, what: str) -> AbstractContextManager[object]:
        """How long the block takes, as `what`."""
        ...

    def took(self, what: str, seconds: float) -> None:
        """`what` took this long."""
        ...


class Bus(Protocol):
    """Carries hints and shares between nodes, and keeps neither."""

    @property
    def is_up(self) -> bool:
        """Whether what others publish arrives here, as far as can be known."""
        ...

    @property
    def lines(self) -> int:
        """How many lines there have been: what was published between two of them is lost."""
        ...

    async def run(self) -> None:
        """Until cancelled: keep the connection, and make it again for ever; never raises."""
        ...

    def publish(self, message: Hint | Share) -> None:
        """To every node, this one excepted, soon; never raises and never waits.

        Facts are JSON. What cannot leave in time, or is too large, is dropped and counted.
        """
        ...

    def subscribe(self, hear: Callable[[Hint | Share], None]) -> Callable[[], None]:
        """Call `hear` for what others publish; returns how to stop."""
        ...

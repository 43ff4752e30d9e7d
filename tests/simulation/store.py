"""The one store of all nodes, which loses nothing that it has committed, and the ways to it.

Log and rows are the memory adapters of `app/storage/memory.py`. A request travels, is applied in
one step, and its answer travels back. In bad weather either may be lost, so that the outcome of a
write is unknown to whoever asked, and a request may arrive after they have given up.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from app.calls.ports import Lease
from app.calls.wanted import Version
from app.phases.units import Instant
from app.rooms.events import Event
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.ports import Accepted, Head, Log, LogUnavailable, Sign
from app.storage.memory import MemoryConnections, MemoryEventLog, MemoryLeases

T = TypeVar("T")

PATIENCE = 0.8
"""Seconds until a node gives up on a request that nobody answers."""
NOWHERE = Context()
"""Where things happen that are of no node: on the way, and in the store."""


@dataclass(frozen=True, slots=True)
class Weather:
    """On the way to the store: seconds of a trip, and shares of requests. `away`: none arrives."""

    least: float = 0.0003
    most: float = 0.003
    request_lost: float = 0.0
    answer_lost: float = 0.0
    late: float = 0.0
    away: bool = False


FAIR = Weather()
WEATHERS = {
    "slow": Weather(0.02, 0.4),
    "flaky": Weather(0.001, 0.02, request_lost=0.15, answer_lost=0.25, late=0.1),
    "away": Weather(away=True),
}


@dataclass
class Store:
    """What is committed. `committed` says when each event of the log was, in seconds."""

    clock: Callable[[], Instant]
    note: Callable[[str], None]
    log: MemoryEventLog = field(init=False)
    rows: MemoryConnections = field(init=False)
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    committed: list[float] = field(default_factory=list)
    answers: dict[CommandId, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = MemoryEventLog(self.clock)
        self.rows = MemoryConnections()

    async def append(
        self,
        room: RoomId,
        after: int,
        events: Sequence[Event],
        accepted: Accepted | None,
        at: float,
    ) -> None:
        """As `RoomLog.append`, and when it was."""
        await self.log.append(room, after=after, events=events, accepted=accepted)
        self.committed += [at] * len(events)
        if accepted is not None:
            self.answers[accepted.command_id] = accepted.answer
        self.note(f"commit {after} {len(events)} {accepted and accepted.command_id}")


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine that never waits comes to."""
    try:
        work.send(None)
    except StopIteration as end:
        found: T = end.value
        return found
    raise AssertionError("it waits")


class Way:
    """One node's way to the store; `beside` another it has its own chance and the same weather."""

    def __init__(self, chance: Random, beside: "Way | None" = None) -> None:
        self.chance = chance
        self._weather = FAIR
        self._beside = beside

    @property
    def weather(self) -> Weather:
        """What requests meet; on a way beside another the same as there."""
        return self._weather if self._beside is None else self._beside.weather

    @weather.setter
    def weather(self, weather: Weather) -> None:
        self._weather = weather

    async def ask(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the store answers; raises what it raises, and `LogUnavailable`."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        there, back, fate = self._trip(), self._trip(), self._fate()
        if fate == "late":
            there += PATIENCE
        if fate not in ("away", "request"):
            delivered = None if fate == "answer" else answer
            loop.call_later(there, self._apply, work, delivered, back, context=NOWHERE)
        if fate:
            given_up = 0.002 if fate == "away" and self.chance.random() < 0.7 else PATIENCE
            loop.call_later(given_up, _fail, answer, context=NOWHERE)
        return await answer

    def _trip(self) -> float:
        return self.chance.uniform(self.weather.least, self.weather.most)

    def _fate(self) -> str:
        weather, drawn = self.weather, self.chance.random()
        if weather.away:
            return "away"
        for fate in ("request", "answer", "late"):
            share = getattr(weather, fate if fate == "late" else f"{fate}_lost")
            if drawn < share:
                return fate
            drawn -= share
        return ""

    @staticmethod
    def _apply(
        work: Callable[[], Coroutine[Any, Any, T]], answer: "asyncio.Future[T] | None", back: float
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = at_once(work())
        except Exception as error:
            if answer is not None:
                loop.call_later(back, _raise, answer, error, context=NOWHERE)
        else:
            if answer is not None:
                loop.call_later(back, _settle, answer, found, context=NOWHERE)


def _settle(answer: "asyncio.Future[T]", found: T) -> None:
    if not answer.done():
        answer.set_result(found)


def _raise(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)


def _fail(answer: asyncio.Future[Any]) -> None:
    _raise(answer, LogUnavailable("nobody answers"))


class DistantLog:
    """`RoomLog`, at the other end of a way."""

    def __init__(self, store: Store, way: Way) -> None:
        self._store = store
        self._log = store.log
        self._way = way

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        """As `RoomLog.create`."""
        await self._way.ask(lambda: self._log.create(room, epoch, events))

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        """As `RoomLog.append`."""
        loop = asyncio.get_running_loop()
        await self._way.ask(lambda: self._store.append(room, after, events, accepted, loop.time()))

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        """As `RoomLog.read`."""
        return await self._way.ask(lambda: self._log.read(room, after=after))

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        """As `RoomLog.heads`."""
        return await self._way.ask(lambda: self._log.heads(rooms))

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        """As `RoomLog.answered`."""
        return await self._way.ask(lambda: self._log.answered(room, command_id))

    async def open_rooms(self) -> dict[RoomId, Instant]:
        """As `RoomLog.open_rooms`."""
        return await self._way.ask(self._log.open_rooms)

    async def now(self) -> Instant:
        """As `RoomLog.now`."""
        return await self._way.ask(self._log.now)


class DistantRows:
    """`Connections`, at the other end of a way."""

    def __init__(self, store: Store, way: Way) -> None:
        self._rows = store.rows
        self._way = way

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        """As `Connections.arrive`."""
        return await self._way.ask(lambda: self._rows.arrive(room, person, node, now))

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        """As `Connections.part`."""
        await self._way.ask(lambda: self._rows.part(room, person, visit, now))

    async def renew(self, node: str, now: Instant) -> None:
        """As `Connections.renew`."""
        await self._way.ask(lambda: self._rows.renew(node, now))

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        """As `Connections.signs`."""
        return await self._way.ask(lambda: self._rows.signs(rooms, now, dead_after))


class DistantLeases:
    """`Leases`, at the other end of a way."""

    def __init__(self, store: Store, way: Way) -> None:
        self._leases = store.leases
        self._way = way

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        """As `Leases.take`."""
        return await self._way.ask(lambda: self._leases.take(room, node, now, until))

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        """As `Leases.advance`."""
        return await self._way.ask(lambda: self._leases.advance(room, fence, version, now))

    async def give_up(self, room: RoomId, fence: int) -> None:
        """As `Leases.give_up`."""
        await self._way.ask(lambda: self._leases.give_up(room, fence))

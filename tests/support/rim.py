"""Nodes over one database without a network: faults on order, sinks that keep what they are sent.

world = World(...); node = world.node("a"); room = await world.meeting(node, Phase.DISCUSS)
cleo = await node.sits(room, CLEO);  await node.press(room, CLEO, c.SitBack())
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

import orjson

from app.access.ports import AccessRows, AccessStore
from app.bus.memory import MemoryBus
from app.phases.phase import Phase
from app.phases.plan import Plan
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.capacities import capacities
from app.rooms.command_table import row
from app.rooms.deciding.scene import Ask
from app.rooms.events import Event
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.frames import Frame
from app.rooms.live import LiveRoom
from app.rooms.ports import (
    Accepted,
    Bus,
    Connections,
    Head,
    Log,
    LogConflict,
    LogUnavailable,
    Meter,
    RoomLog,
    Sign,
)
from app.rooms.reception import Cursor, Reception
from app.rooms.roles import Actor, Audience, Capacity, Role, person
from app.rooms.seat import HIGH_WATER, Parting, Seat
from app.rooms.service import Press, Rooms
from app.rooms.state import Agreement, CallKind
from app.rooms.watch import Watch
from app.storage.connections import SqlConnections
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.errors import NewerEvent
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, EVENING

T = TypeVar("T")
IN_MEMORY = "sqlite://"
CAST = {
    ADA: Role.LEADER,
    BEN: Role.LEADER,
    CLEO: Role.MEMBER,
    DEV: Role.MEMBER,
    EVE: Role.MEMBER,
}


class Tally:
    """A `Meter` that a test can read."""

    def __init__(self) -> None:
        self.counted = Counter[str]()
        self.labels = Counter[tuple[str, str]]()
        self.times: list[tuple[str, float]] = []

    def count(self, what: str, label: str = "", by: int = 1) -> None:
        """One more."""
        self.counted[what] += by
        self.labels[what, label] += by

    def timing(self, what: str) -> AbstractContextManager[object]:
        """That it was timed; nobody reads how long."""
        self.counted[what] += 1
        return nullcontext()

    def took(self, what: str, seconds: float) -> None:
        """Keep how long."""
        self.times.append((what, seconds))


WRITING = frozenset({"create", "append", "arrive", "part", "renew"})


class Faults:
    """What goes wrong between one node and the database, until it is taken back.

    `is_away`: nothing is reached. `is_full`: what is there can be read. `is_beaten`: others always
    append first. `loses_answers`: appends are written, and the answer is lost. `held`: appends wait
    for this event, before they are written or, `is_held_after`, behind. `unreadable`: the logs of
    these rooms hold what nobody here can read.
    """

    def __init__(self) -> None:
        self.is_away = False
        self.is_full = False
        self.is_beaten = False
        self.loses_answers = False
        self.held: asyncio.Event | None = None
        self.is_held_after = False
        self.waiting = asyncio.Event()
        self.unreadable: set[RoomId] = set()

    def check(self, what: str = "") -> None:
        """Raises `LogUnavailable` while the database is away, or full and `what` writes."""
        if self.is_away or (self.is_full and what in WRITING):
            raise LogUnavailable("away, as the test wishes")

    async def hold(self, *, is_after: bool) -> None:
        """Wait if the test wishes."""
        if self.held is not None and self.is_held_after is is_after:
            self.waiting.set()
            await self.held.wait()


class TroubledLog:
    """A `RoomLog` with faults in front of a real one; `asked` counts its calls."""

    def __init__(self, inner: RoomLog, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults
        self.asked = Counter[str]()

    def _ask(self, what: str) -> None:
        self.asked[what] += 1
        self._faults.check(what)

    async def create(self, room: RoomId, epoch: str, events: Sequence[Event]) -> None:
        self._ask("create")
        await self._inner.create(room, epoch, events)

    async def append(
        self, room: RoomId, *, after: int, events: Sequence[Event], accepted: Accepted | None
    ) -> None:
        self._ask("append")
        await self._faults.hold(is_after=False)
        self._faults.check()
        if self._faults.is_beaten:
            raise LogConflict("somebody else was first, as the test wishes")
        await self._inner.append(room, after=after, events=events, accepted=accepted)
        await self._faults.hold(is_after=True)
        if self._faults.loses_answers:
            raise LogUnavailable("the answer was lost, as the test wishes")

    async def read(self, room: RoomId, *, after: int = 0) -> Log:
        self._ask("read")
        if room in self._faults.unreadable:
            raise NewerEvent("AnEvent", 9, "as the test wishes")
        return await self._inner.read(room, after=after)

    async def heads(self, rooms: Sequence[RoomId]) -> dict[RoomId, Head]:
        self._ask("heads")
        return await self._inner.heads(rooms)

    async def answered(self, room: RoomId, command_id: CommandId) -> Accepted | None:
        self._ask("answered")
        return await self._inner.answered(room, command_id)

    async def open_rooms(self) -> dict[RoomId, Instant]:
        self._ask("open_rooms")
        return await self._inner.open_rooms()

    async def now(self) -> Instant:
        self._ask("now")
        return await self._inner.now()


class TroubledConnections:
    """`Connections` with the same faults; `asked` counts its calls."""

    def __init__(self, inner: Connections, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults
        self.asked = Counter[str]()
        self.signing: asyncio.Event | None = None
        """Readers of signs wait for this, with what they have read."""

    def _ask(self, what: str) -> None:
        self.asked[what] += 1
        self._faults.check(what)

    async def arrive(self, room: RoomId, person: PersonId, node: str, now: Instant) -> int:
        self._ask("arrive")
        return await self._inner.arrive(room, person, node, now)

    async def part(self, room: RoomId, person: PersonId, visit: int, now: Instant) -> None:
        self._ask("part")
        await self._inner.part(room, person, visit, now)

    async def renew(self, node: str, now: Instant) -> None:
        self._ask("renew")
        await self._inner.renew(node, now)

    async def signs(self, rooms: Sequence[RoomId], now: Instant, dead_after: int) -> list[Sign]:
        self._ask("signs")
        found = await self._inner.signs(rooms, now, dead_after)
        if self.signing is not None:
            self._faults.waiting.set()
            await self.signing.wait()
        return found


class TroubledStore:
    """An `AccessStore` with the same faults."""

    def __init__(self, inner: AccessStore, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    async def write(self, work: Callable[[AccessRows], T]) -> T:
        self._faults.check()
        return await self._inner.write(work)

    async def read(self, work: Callable[[AccessRows], T]) -> T:
        self._faults.check()
        return await self._inner.read(work)


class KeepingSink:
    """A sink that keeps frames; `unread` bytes wait for a reader."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.bytes = 0
        self.unread = 0
        self.is_there = True
        self.parting: Parting | None = None

    def write(self, frame: Frame) -> None:
        """Keep it."""
        self.bytes += len(frame.payload)
        self.sent.append(orjson.loads(frame.payload))

    @property
    def is_open(self) -> bool:
        """As long as the peer is there and nobody closed it."""
        return self.is_there and self.parting is None

    @property
    def is_full(self) -> bool:
        """By what the test says is unread."""
        return self.unread > HIGH_WATER

    def part(self, parting: Parting) -> None:
        """Keep why."""
        assert self.parting is None, "closed twice"
        self.parting = parting


@dataclass
class Sitter:
    """Somebody's connection: what it was sent, and the view that comes of it."""

    live: LiveRoom
    seat: Seat
    sink: KeepingSink
    read: int = 0

    @property
    def code(self) -> int | None:
        """The close code, None while connected."""
        return None if self.sink.parting is None else self.sink.parting.code

    def news(self) -> list[dict[str, Any]]:
        """The frames since the last call."""
        found, self.read = self.sink.sent[self.read :], len(self.sink.sent)
        return found

    def quiet(self) -> None:
        """Forget what came so far."""
        self.read = len(self.sink.sent)

    @property
    def view(self) -> dict[str, Any]:
        """Everything merged, as a client does."""
        merged: dict[str, Any] = {}
        for frame in self.sink.sent:
            if frame["t"] == "state":
                merged = (merged if not frame.get("full") else {}) | frame["set"]
        return merged

    @property
    def cursor(self) -> Cursor:
        """Where this view stands."""
        welcome = self.sink.sent[0]
        states = [f for f in self.sink.sent if f["t"] == "state"]
        seq = max((f["seq"] for f in states if "seq" in f), default=0)
        names = [welcome["view"], *(f["view"] for f in states if f.get("full"))]
        return Cursor(welcome["epoch"], names[-1], seq)


@dataclass
class Node:
    """One node's rooms, watch and reception."""

    name: str
    rooms: Rooms
    watch: Watch
    reception: Reception
    meter: Tally
    faults: Faults
    log: TroubledLog
    connections: TroubledConnections
    clock: FakeClock
    ids: list[int] = field(default_factory=lambda: [0])

    def new_id(self) -> CommandId:
        """A client's id."""
        self.ids[0] += 1
        return CommandId(str(UUID(int=self.ids[0])))

    async def press(
        self,
        room: RoomId,
        by: PersonId | Actor,
        command: c.Command,
        *,
        command_id: CommandId | None = None,
        expect: int | None = None,
        confirm: int | None = None,
    ) -> dict[str, Any]:
        """A press on a fresh picture unless `expect` says otherwise; raises the refusal."""
        answer = await self.rooms.do(
            room, await self.made(room, by, command, command_id, expect, confirm)
        )
        found: dict[str, Any] = orjson.loads(answer)
        return found

    async def made(
        self,
        room: RoomId,
        by: PersonId | Actor,
        command: c.Command,
        command_id: CommandId | None = None,
        expect: int | None = None,
        confirm: int | None = None,
    ) -> Press:
        """The press as a page would send it."""
        actor = by if isinstance(by, Actor) else person(by)
        rev = row(type(command)).expect
        brought: dict[str, int] = {}
        if rev is not None:
            live = self.rooms.held.get(room) or await self.rooms.hold(room)
            fresh = getattr(live.room.revs, rev) if expect is None else expect
            brought = {rev.value: fresh}
        digest = hashlib.sha256(repr((command, brought)).encode()).digest()
        return Press(command_id or self.new_id(), Ask(command, actor, brought, confirm), digest)

    async def sits(self, room: RoomId, who: PersonId, *, cursor: Cursor | None = None) -> Sitter:
        """That person's hello."""
        live = await self.reception.open(room)
        sink = KeepingSink()
        return Sitter(live, await self.reception.take(live, who, sink, cursor, "resume"), sink)

    async def machine(self, room: RoomId, cursor: Cursor | None = None) -> Sitter:
        """An integration's hello."""
        live = await self.reception.open(room)
        sink = KeepingSink()
        return Sitter(
            live,
            await self.reception.take_for_machine(live, sink, cursor, Audience.INTEGRATION),
            sink,
        )

    async def leaves(self, sitter: Sitter) -> None:
        """The connection is over."""
        await self.reception.leave(sitter.live, sitter.seat)

    async def comes_in(self, room: RoomId, who: PersonId, role: Role) -> None:
        """Somebody new with a personal link, who accepts what is asked."""
        await self.rooms.arrive(room, who, who.capitalize(), role, is_stranger=False)
        await self.press(room, who, c.Agree(1))
        await self.press(room, who, c.Attest())

    async def meeting(
        self, phase: Phase = Phase.GATHERING, plan: Plan = EVENING,
        call: CallKind = CallKind.BESIDE, *, is_test: bool = False,
    ) -> RoomId:  # fmt: skip
        """A room in that phase of its first case, presented by Cleo, led by Ada; all sit by link
        and nobody is connected."""
        agreement = Agreement(1, "What is said here stays here.")
        room = await self.rooms.create(plan, agreement, call=call, is_test=is_test)
        for who, role in CAST.items():
            await self.comes_in(room, who, role)
        if phase is Phase.GATHERING:
            return room
        await self.press(room, ADA, c.OpenMeeting())
        live = await self.rooms.hold(room)
        while live.room.phase is not phase:
            if live.room.phase is Phase.SELECT:
                await self.press(room, ADA, c.ChoosePresenter(CLEO))
            await self.press(room, ADA, c.Advance())
        return room

    async def sat_back(
        self, plan: Plan = EVENING, call: CallKind = CallKind.BESIDE, *, is_test: bool = False
    ) -> tuple[RoomId, dict[PersonId, Sitter]]:
        """A discussion with everybody connected and Cleo sitting back, locked."""
        room = await self.meeting(Phase.DISCUSS, plan, call, is_test=is_test)
        sitters = {who: await self.sits(room, who) for who in CAST}
        await self.press(room, CLEO, c.SitBack(camera=True))
        return room, sitters

    def audience_of(self, room: RoomId, who: PersonId) -> frozenset[Capacity]:
        """What somebody may act as."""
        return capacities(self.rooms.held[room].room, person(who))


class Between(Protocol):
    """What carries hints and shares between nodes."""

    def join(self, meter: Meter) -> Bus:
        """Another node's end."""
        ...


class World:
    """Any number of nodes over one database, with one clock and one bus."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock()
        self.ids = CountingIds()
        self.bus: Between = MemoryBus()
        self.drawn = [0]

    def node(self, name: str = "node-1") -> Node:
        """Another node."""
        faults, meter = Faults(), Tally()
        log = TroubledLog(room_log(self.database), faults)
        connections = TroubledConnections(SqlConnections(self.database), faults)
        rooms = Rooms(log, self.clock, self.ids, self.bus.join(meter), meter)
        watch = Watch(rooms, connections, name)
        reception = Reception(rooms, watch, connections, meter, name)
        return Node(
            name, rooms, watch, reception, meter, faults, log, connections, self.clock, self.drawn
        )

    async def events(self, room: RoomId) -> list[Event]:
        """The log as it is."""
        return [stored.event for stored in (await room_log(self.database).read(room)).events]


@asynccontextmanager
async def world_at(url: str = IN_MEMORY) -> AsyncIterator[World]:
    """A world over a database of its own."""
    database = await open_database(url)
    try:
        yield World(database)
    finally:
        await database.close()


def quick(plan: Plan = EVENING, by: float = 10.0) -> Plan:
    """The plan with shorter graces."""
    return replace(plan, tempo=plan.tempo.divided(by))


async def soon(holds: Callable[[], object], within: float = 10.0) -> None:
    """Wait until it holds, for what tells nobody of its changes; `TimeoutError` if it never is."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  # see above
            await asyncio.sleep(0.002)

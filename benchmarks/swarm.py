"""The people of the load generator: who connects, what reaches them, and when it reached all."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from benchmarks.dialects import NUMBERS, Dialect
from benchmarks.line import Line

JOIN_WITHIN = 20.0
TRIES = 12


@dataclass(slots=True)
class Press:
    """A command on its way."""

    scheduled: float
    counts: bool
    seq: int = 0
    acked: float = 0.0


@dataclass(slots=True)
class Tally:
    """What has been measured since the last `reset`."""

    sent: int = 0
    complete: int = 0
    deliveries: int = 0
    refused: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


class Place:
    """One room: its members, the leader first, and its commands on their way."""

    def __init__(self, id_: str, crowd: "Crowd") -> None:
        self.id = id_
        self.crowd = crowd
        self.members: list[Member] = []
        self.waiting: dict[str, Press] = {}
        self.by_seq: dict[int, Press] = {}
        self.heard: dict[int, int] = {}
        self.full: dict[int, float] = {}
        self.pressed = 0
        self.timer_rev = 0
        self.next_rev = 0
        self.goes_on = False

    def press(self, scheduled: float, *, counts: bool) -> None:
        """The leader's next command."""
        leader = self.members[0]
        name, payload = self.crowd.dialect.press(leader, next(NUMBERS))
        self.pressed += 1
        self.waiting[name] = Press(scheduled, counts)
        self.crowd.tally.sent += counts
        leader.say(payload)

    def reached(self, after: int, seq: int, now: float) -> None:
        """One member has everything up to `seq`."""
        self.crowd.tally.deliveries += 1
        for one in range(after + 1, seq + 1):
            heard = self.heard[one] = self.heard.get(one, 0) + 1
            if heard == len(self.members):
                del self.heard[one]
                self.full[one] = now
                self._complete(one)

    def answered(self, name: str, seq: int, now: float) -> None:
        """The leader has the answer, and with it the number that the members see."""
        press = self.waiting.pop(name, None)
        if press is None:
            return
        press.seq, press.acked = seq, now
        self.by_seq[seq] = press
        self._complete(seq)

    def _complete(self, seq: int) -> None:
        if seq not in self.by_seq or seq not in self.full:
            return
        press, full = self.by_seq.pop(seq), self.full.pop(seq)
        tally = self.crowd.tally
        if press.counts:
            tally.complete += 1
            tally.latencies.append(full - press.scheduled)
            tally.answers.append(press.acked - press.scheduled)
        if self.goes_on:
            now = time.perf_counter()
            self.press(now, counts=now >= self.crowd.counts_from)

    def refused(self, found: dict[str, Any]) -> None:
        """The server said no."""
        self.waiting.pop(found.get("id") or "", None)
        if found["t"] == "refused":
            self.crowd.tally.refused.append(found["code"])

    def forget(self) -> None:
        """Begin anew."""
        for kept in (self.waiting, self.by_seq, self.heard, self.full):
            kept.clear()


class Member:
    """One person, over any number of connections."""

    __slots__ = (
        "address", "arrived", "close_code", "crowd", "epoch", "is_joined", "is_leader",
        "is_welcome", "line", "person", "resume", "room", "seq", "ticket", "view",
    )  # fmt: skip

    def __init__(self, crowd: "Crowd", room: Place, person: str, address: str) -> None:
        self.crowd = crowd
        self.room = room
        self.person = person
        self.address = address
        self.is_leader = not room.members
        self.ticket = self.resume = self.epoch = self.view = ""
        self.seq = 0
        self.line: Line | None = None
        self.is_welcome = self.is_joined = False
        self.arrived: asyncio.Future[float] | None = None
        self.close_code = 0

    def say(self, payload: bytes) -> None:
        """Send a text; nothing after the end."""
        if self.line is not None:
            self.line.say(payload)

    def heard(self, payload: bytes, now: float) -> None:
        """A text came."""
        dialect = self.crowd.dialect
        if not payload.startswith(dialect.state):
            dialect.other(self, orjson.loads(payload), now)
            return
        at = payload.find(b'"seq":', 12, 64)
        if at > 0:
            seq = int(payload[at + 6 : payload.index(b",", at)])
            if self.is_joined and seq > self.seq:
                self.room.reached(self.seq, seq, now)
            self.seq = max(seq, self.seq)
            if self.is_leader:
                dialect.lead(self, payload, seq, now)
        if self.is_welcome and not self.is_joined:
            self.joined(now)

    def joined(self, now: float) -> None:
        """The whole view is here."""
        self.is_joined = True
        if self.arrived is not None and not self.arrived.done():
            self.arrived.set_result(now)

    def lost(self, line: Line) -> None:
        """A connection is over."""
        if self.line is line:
            self.line = None
            self.is_joined = False
            if self.arrived is not None and not self.arrived.done():
                self.arrived.set_exception(ConnectionError(str(self.close_code)))

    def cut(self) -> None:
        """Lose the connection, from this side."""
        line, self.line = self.line, None
        self.is_joined = self.is_welcome = False
        if line is not None:
            line.cut()

    async def connect(self) -> float:
        """Be connected with the whole view; how many seconds it took. Raises `OSError`."""
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self.is_welcome = self.is_joined = False
        self.arrived = loop.create_future()
        async with asyncio.timeout(JOIN_WITHIN):
            _, self.line = await loop.create_connection(
                lambda: Line(self), "127.0.0.1", self.crowd.port, local_addr=(self.address, 0)
            )
            arrived = await self.arrived
        self.arrived = None
        return arrived - began


class Crowd:
    """All the people of one server."""

    def __init__(self, dialect: Dialect, port: int, rooms: Sequence[Sequence[str]]) -> None:
        """`rooms` holds the ids of rooms, each followed by those of its people, leader first."""
        self.dialect = dialect
        self.port = port
        self.tally = Tally()
        self.retries = 0
        self.counts_from = 0.0
        self.places: list[Place] = []
        for number, (id_, *people) in enumerate(rooms):
            place = Place(id_, self)
            address = f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
            for person in people:
                place.members.append(Member(self, place, person, address))
            self.places.append(place)

    @property
    def members(self) -> list[Member]:
        """Everybody, leaders first within their rooms."""
        return [member for place in self.places for member in place.members]

    @property
    def is_waiting(self) -> bool:
        """Whether a command has not reached everybody."""
        return any(place.waiting or place.by_seq for place in self.places)

    def reset(self) -> None:
        """Count from nothing."""
        self.tally = Tally()
        for place in self.places:
            place.forget()

    async def connect(self, members: Iterable[Member], at_once: int) -> list[float]:
        """Connect these, so many at a time; how long each took."""
        waiting = iter(members)
        took: list[float] = []

        async def work() -> None:
            for member in waiting:
                took.append(await self.insist(member))

        async with asyncio.TaskGroup() as tasks:
            for _ in range(at_once):
                tasks.create_task(work())
        return took

    async def insist(self, member: Member) -> float:
        """Connect, if need be after a while; how long it took from the first attempt."""
        began = time.perf_counter()
        for nth in range(TRIES):
            try:
                await member.connect()
            except (OSError, TimeoutError):
                self.retries += 1
                member.cut()
                await asyncio.sleep(min(2.0, 0.25 * 2**nth))
            else:
                return time.perf_counter() - began
        raise ConnectionError(f"could not connect: close code {member.close_code}")

    async def storm(self, members: Sequence[Member]) -> list[float]:
        """Cut these at once and bring them back at once; when each was back, from the cut."""
        cut_at = time.perf_counter()
        for member in members:
            member.cut()

        async def back(member: Member) -> float:
            await self.insist(member)
            return time.perf_counter() - cut_at

        async with asyncio.TaskGroup() as tasks:
            coming = [tasks.create_task(back(member)) for member in members]
        return [task.result() for task in coming]

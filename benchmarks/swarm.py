"""The people of the load generator: who connects, comes, goes and comes back.

What they are sent in a window is counted by `pump`, not here.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.dialects import Dialect
from benchmarks.line import Line

JOIN_WITHIN = 20.0
TRIES = 12


class Place:
    """One room: its members, the leader first."""

    def __init__(self, id_: str, crowd: "Crowd") -> None:
        self.id = id_
        self.crowd = crowd
        self.members: list[Member] = []
        self.timer_rev = 0
        self.is_paused = False
        self.wants_in: list[str] = []

    def learn(self, sections: dict[str, Any]) -> None:
        """What the next command depends on."""
        clock, signals = sections.get("clock") or {}, sections.get("signals")
        self.timer_rev = clock.get("timer_rev", self.timer_rev)
        self.is_paused = clock.get("paused", self.is_paused)
        if signals is not None:
            self.wants_in = signals["wants_in"]


class Member:
    """One person, over any number of connections; `port` is where they knock."""

    __slots__ = (
        "address", "arrived", "close_code", "crowd", "epoch", "is_joined", "is_welcome", "line",
        "person", "port", "resume", "room", "seq", "ticket", "view",
    )  # fmt: skip

    def __init__(self, crowd: "Crowd", room: Place, person: str, address: str) -> None:
        self.crowd = crowd
        self.room = room
        self.person = person
        self.address = address
        self.port = crowd.port
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

    def forget(self) -> None:
        """Hold nothing any more but the secret that lets one in again."""
        self.epoch = self.view = ""
        self.seq = 0

    async def connect(self) -> float:
        """Be connected with the whole view; how many seconds it took. Raises `OSError`."""
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        self.is_welcome = self.is_joined = False
        self.arrived = loop.create_future()
        async with asyncio.timeout(JOIN_WITHIN):
            # Theirs from the beginning: the first frame may come before this goes on.
            line = self.line = Line(self)
            await loop.create_connection(
                lambda: line, "127.0.0.1", self.port, local_addr=(self.address, 0)
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
        self.retries = 0
        self.refused: Counter[str] = Counter()
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
        """Cut these at once and bring them back at once; when each was back, from the cut.

        Nobody is spared what others are sent: a member of ours says its resume secret and no
        cursor, as a page that was loaded anew, and is back with `welcome` and every section of its
        view (with a cursor at the head it would be none of those that are logged). A peer's says
        its name and is back with the welcome, which holds the list of steps as when it came, of the
        ruler's the seats too; NATS and Nchan hold no state, and there one is back when subscribed.
        """
        cut_at = time.perf_counter()
        for member in members:
            member.cut()
            member.forget()

        async def back(member: Member) -> float:
            await self.insist(member)
            return time.perf_counter() - cut_at

        async with asyncio.TaskGroup() as tasks:
            coming = [tasks.create_task(back(member)) for member in members]
        return [task.result() for task in coming]

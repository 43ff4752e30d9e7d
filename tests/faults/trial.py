"""Meetings on several nodes under load: made, broken by faults, calmed, and proven right.

The seed says who presses what, who goes where and what the network does; the operating system says
when. A seed replays the same plan of faults, not the same instant of each.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.observe import Metrics
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import Log, RoomLog
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Agreement
from app.rooms.watch import DEAD_AFTER
from app.storage.access_store import SqlAccessStore
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.system import SystemClock, SystemIds
from tests.faults.checker import Complaint, complaints
from tests.faults.people import Wanderer, Ways, leading, presenting, presses_on, sitting
from tests.faults.presences import unlike
from tests.faults.stores import looking
from tests.faults.tickets import Tickets
from tests.faults.truth import held, shown_by, truth_of
from tests.support.cluster import ORIGIN, Backing, Cluster, clustered
from tests.support.history import History, Press, Seen, Truth
from tests.support.roamer import roaming

T = TypeVar("T")

ROOMS = 3
CAST: dict[str, tuple[Role, Ways | None]] = {
    "Ada": (Role.LEADER, leading),
    "Ben": (Role.LEADER, leading),
    "Cleo": (Role.MEMBER, presenting),
    "Dev": (Role.MEMBER, sitting),
    "Eve": (Role.MEMBER, None),
    "Omar": (Role.OBSERVER, None),
}
"""In each room. Omar waits at the door, since nobody has recorded that the group agreed."""
PRESENTER = "Cleo"
BACK_WITHIN = 45.0
LOOK_EVERY = 0.02
ASKED_AT_ONCE = 50
PINGED_WITHIN = 5.0
"""Seconds; nodes under test ping each second."""
PRESENCE_WITHIN = DEAD_AFTER / 1000 + 3.5
"""Seconds: until then a node that has ended is believed, and with it who was there."""
AHEAD, BEHIND = 0.25, -60.0
"""Seconds between which the server's time may be from this machine's: what is read is old, and of
somebody who slept it is very old, but it is never of the future."""


@dataclass
class Trial:
    """One cluster with its meetings, by the name of the ground it stands on. `outage` is how long
    what may be gone for long is gone; `rounds` counts what it has suffered."""

    name: str
    cluster: Cluster
    chance: Random
    rooms: list[RoomId]
    people: list[Wanderer]
    history: History
    log: RoomLog
    outage: float = 0.0
    rounds: int = 0
    heads: dict[RoomId, int] = field(default_factory=dict)
    """Of each log when everybody was last compared with it."""
    behind: list[Complaint] = field(default_factory=list)
    """Who did not come back or catch up in time."""
    judged_by: list[Truth] = field(default_factory=list)
    """What the logs said when everything was proven; empty before."""

    # Load ----------------------------------------------------------------------------------

    @asynccontextmanager
    async def load(self) -> AsyncIterator[None]:
        """Everybody presses for as long as the block lasts."""
        over = asyncio.Event()
        tasks = [
            asyncio.create_task(presses_on(one, ways, over))
            for one in self.people
            if (ways := CAST[one.name][1]) is not None
        ]
        try:
            yield
        finally:
            over.set()
            for one in self.people:
                one.changed.set()
            await asyncio.gather(*tasks)

    def acknowledged(self) -> list[Press]:
        """Every recorded press of which somebody was told."""
        return [one for one in self.history.presses.values() if one.seq is not None]

    async def goes_on(self, many: int) -> None:
        """Wait until so many more presses were acknowledged."""
        await self._until_more(lambda: len(self.acknowledged()), many)

    async def goes_on_for(self, seconds: float) -> None:
        """Wait for so long, in which presses are acknowledged all the time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await self.goes_on(1)

    async def put_off(self, many: int) -> None:
        """Wait until so many more presses were refused for now."""
        await self._until_more(lambda: sum(one.times_put_off for one in self.people), many)

    async def _until_more(self, count: Callable[[], int], many: int) -> None:
        enough = count() + many
        async with asyncio.timeout(BACK_WITHIN):
            while count() < enough:  # noqa: ASYNC110  # a count, not an event
                await asyncio.sleep(LOOK_EVERY)

    async def recorded(self, kinds: tuple[type, ...]) -> int:
        """How many events of these kinds the logs have."""
        logs = [await self.log.read(room) for room in self.rooms]
        return sum(isinstance(one.event, kinds) for log in logs for one in log.events)

    # Calm ----------------------------------------------------------------------------------

    async def calm(self) -> float:
        """Wait until everybody is connected, answered and shown what the log shows, and has been
        told by a ping that the server thinks so too.

        Returns how long that took, in seconds: until the last of them was told the last thing.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(BACK_WITHIN):
                await self.cluster.listening()
                for one in self.people:
                    await one.settled(BACK_WITHIN)
                while await self._behind():  # noqa: ASYNC110  # the database does not call back
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            names = await self._behind()
            late = [one for one in self.people if one.who in names]
            about = "was not back with what the log shows in time"
            self.behind += [Complaint("L8 converged", o.room, f"{o.who} {about}") for o in late]
        else:
            self.history.ends += [one.seen(self.heads[RoomId(one.room)]) for one in self.people]
        took = max(0.0, max(one.changed_at for one in self.people) - began)
        await asyncio.gather(*map(self._pinged, self.people))
        self.behind += await self._unlike()
        return took

    async def _unlike(self) -> list[Complaint]:
        """Who is still shown another presence than the others when a dead node's rows are old."""
        until = time.monotonic() + PRESENCE_WITHIN
        while found := self._unlike_now():
            if time.monotonic() > until:
                break
            await asyncio.sleep(LOOK_EVERY)
        return found

    def _unlike_now(self) -> list[Complaint]:
        looked = [one.looked() for one in self.people]
        return list(unlike(looked, has_bus=self.cluster.has_bus))

    async def _pinged(self, one: Wanderer) -> None:
        before = one.pings
        try:
            await one.until(lambda: one.pings > before, PINGED_WITHIN)
        except TimeoutError:
            about = f"{one.who} was not pinged in time"
            self.behind.append(Complaint("L8 hash", one.room, about))

    async def _behind(self) -> list[str]:
        """Who is not connected and answered, or holds anything else than the log shows."""
        logs = {room: await self.log.read(room) for room in self.rooms}
        shown = {room: shown_by(room, log) for room, log in logs.items()}
        self.heads = {room: log.head.seq for room, log in logs.items()}
        return [
            one.who
            for one in self.people
            if one.raw is None or held(one.view) != shown[RoomId(one.room)].get(one.seen().audience)
        ]

    async def truths(self) -> list[Truth]:
        """What the log says of every room."""
        logs = {room: await self.log.read(room) for room in self.rooms}
        return [await self._truth(room, log) for room, log in logs.items()]

    async def _truth(self, room: RoomId, log: Log) -> Truth:
        ids = {one.command_id for one in log.events if one.command_id}
        ids |= {CommandId(one.id) for one in self.history.of(room)}
        answers: dict[str, bytes] = {}
        for some in handfuls(sorted(ids), ASKED_AT_ONCE):
            found = await asyncio.gather(*(self.log.answered(room, name) for name in some))
            answers |= {one.command_id: one.answer for one in found if one is not None}
        return truth_of(room, log, answers)

    # Proof ---------------------------------------------------------------------------------

    async def proven(self) -> list[Complaint]:
        """What is wrong, after a last look at everybody: as they are, and as newcomers."""
        for one in self.people:
            try:
                await one.begins_anew()
            except TimeoutError:
                about = f"{one.who} could not begin anew"
                self.behind.append(Complaint("L8 converged", one.room, about))
        await self.calm()
        for one in self.people:  # whatever is appended from now on, nobody is shown
            one.goes()
        self.judged_by = await self.truths()
        found = complaints(self.history, self.judged_by)
        return self.behind + found + list(self._of_people())

    def _of_people(self) -> Iterator[Complaint]:
        for one in self.people:
            if any(4500 <= code < 5000 for code in one.closes):
                yield Complaint("closed for good", one.room, f"{one.who}: {one.closes}")
            if not BEHIND < one.clock_off < AHEAD:
                about = f"{one.who} was shown a time that is off by {one.clock_off:.1f} s"
                yield Complaint("clock", one.room, about)


@asynccontextmanager
async def trying(
    backing: Backing, folder: Path, seed: int, *, name: str = "", outage: float = 0.0
) -> AsyncIterator[Trial]:
    """A cluster with meetings that have begun, and everybody connected to some node."""
    chance, history = Random(seed), History()
    database = await open_database(backing.url)
    try:  # before the nodes: a file has one owner at a time
        rooms, people, tickets = await _meetings(database, chance, history)
    finally:
        await database.close()
    async with clustered(backing, folder, seed) as cluster, looking(backing.url) as log, tickets:
        tickets.ports = [node.port for node in cluster.nodes]
        for one in people:
            one.doors = cluster.doors()
        trial = Trial(name, cluster, chance, rooms, people, history, log, outage)
        async with roaming(*people, patience=BACK_WITHIN):
            await _come_in(people)
            yield trial


async def _meetings(
    database: Database, chance: Random, history: History
) -> tuple[list[RoomId], list[Wanderer], Tickets]:
    clock, ids, metrics = SystemClock(), SystemIds(), Metrics()
    tickets = Tickets(Random(chance.random()))
    made = Rooms(room_log(database), clock, ids, MemoryBus().join(metrics), metrics)
    access = Access(SqlAccessStore(database), clock, ids)
    rooms, people = [], []
    for _ in range(ROOMS):
        room = await made.create(SHIPPED["two_case_90"], Agreement(1, "We keep it here."))
        rooms.append(room)
        cast, presenter = [], ""
        for name, (role, _ways) in CAST.items():
            link = await access.make_personal_link(room, name=name, role=role, expires_in=HOUR)
            opened = await access.open_link(link.text, held_pass=None, name=None)
            await made.arrive(room, opened.person, name, role, is_stranger=False)
            drawn = tickets.of(room, opened.person, opened.pass_text)
            cast.append(_wanderer(name, room, drawn, chance, history))
            presenter = opened.person if name == PRESENTER else presenter
        for one in cast:
            one.presenter = presenter
        people += cast
    return rooms, people, tickets


def _wanderer(
    name: str, room: RoomId, ticket: Callable[[], Awaitable[str]], chance: Random, history: History
) -> Wanderer:
    own = Random(chance.random())
    return Wanderer(name, "", ORIGIN, room, ticket, chance=own, history=history)


async def _come_in(people: list[Wanderer]) -> None:
    for one in people:
        await one.does("agree", BACK_WITHIN, version=1)
        await one.does("attest", BACK_WITHIN)
    for one in people:
        if one.name == "Ada":
            await one.does("open_meeting", BACK_WITHIN)


def handfuls(found: Sequence[T], many: int) -> Iterator[Sequence[T]]:
    """So many of them at a time."""
    return (found[start : start + many] for start in range(0, len(found), many))


def audiences(seen: list[Seen]) -> Counter[str]:
    """How many states were seen as which audience."""
    return Counter(one.audience for one in seen)

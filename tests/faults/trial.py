"""Meetings on several nodes under load: made, broken by faults, calmed, and proven right.

The seed says who presses what, who goes where and what the network does; the operating system says
when. A seed replays the same plan of faults, not the same instant of each.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.observe import Metrics
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import RoomLog
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Agreement
from app.storage.access_store import SqlAccessStore
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.system import SystemClock, SystemIds
from tests.faults.checker import Complaint, complaints
from tests.faults.people import Wanderer, Ways, leading, presenting, presses_on, sitting
from tests.faults.truth import held, shown_by, truth_of
from tests.support.cluster import ORIGIN, Cluster, clustered
from tests.support.history import History, Press, Seen, Truth
from tests.support.nats import NatsServer
from tests.support.postgres import PostgresServer
from tests.support.roamer import roaming

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


@dataclass
class Trial:
    """One cluster with its meetings."""

    cluster: Cluster
    chance: Random
    rooms: list[RoomId]
    people: list[Wanderer]
    history: History
    log: RoomLog
    behind: list[Complaint] = field(default_factory=list)
    """Who did not come back or catch up in time."""

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
        enough = len(self.acknowledged()) + many
        async with asyncio.timeout(BACK_WITHIN):
            while len(self.acknowledged()) < enough:  # noqa: ASYNC110  # a count, not an event
                await asyncio.sleep(LOOK_EVERY)

    # Calm ----------------------------------------------------------------------------------

    async def calm(self) -> float:
        """Wait until everybody is connected, answered and shown what the log shows.

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
        return max(0.0, max(one.changed_at for one in self.people) - began)

    async def _behind(self) -> list[str]:
        """Who is not connected and answered, or holds anything else than the log shows."""
        shown = {room: shown_by(room, await self.log.read(room)) for room in self.rooms}
        return [
            one.who
            for one in self.people
            if one.raw is None or held(one.view) != shown[RoomId(one.room)].get(one.seen().audience)
        ]

    async def truths(self) -> list[Truth]:
        """What the log says of every room."""
        return [await self._truth(room) for room in self.rooms]

    async def _truth(self, room: RoomId) -> Truth:
        log = await self.log.read(room)
        ids = {one.command_id for one in log.events if one.command_id}
        ids |= {CommandId(one.id) for one in self.history.of(room)}
        found = {name: await self.log.answered(room, name) for name in ids}
        return truth_of(room, log, {n: one.answer for n, one in found.items() if one is not None})

    # Proof ---------------------------------------------------------------------------------

    async def proven(self) -> list[Complaint]:
        """What is wrong, after a last look at everybody: as they are, and as newcomers."""
        self.history.ends += [one.seen() for one in self.people]
        for one in self.people:
            try:
                await one.begins_anew()
            except TimeoutError:
                about = f"{one.who} could not begin anew"
                self.behind.append(Complaint("L8 converged", one.room, about))
        await self.calm()
        self.history.ends += [one.seen() for one in self.people]
        for one in self.people:  # whatever is appended from now on, nobody is shown
            one.goes()
        truths = await self.truths()
        found = complaints(self.history, truths)
        return (
            self.behind
            + found
            + [
                Complaint("closed for good", one.room, f"{one.who}: {one.closes}")
                for one in self.people
                if any(4500 <= code < 5000 for code in one.closes)
            ]
        )


@asynccontextmanager
async def trying(
    postgres: PostgresServer, nats: NatsServer | None, folder: Path, seed: int
) -> AsyncIterator[Trial]:
    """A cluster with meetings that have begun, and everybody connected to some node."""
    name = postgres.database()
    url = postgres.url(name)
    database = await open_database(url)
    chance, history = Random(seed), History()
    try:
        async with clustered(url, postgres, nats, folder, seed) as cluster:
            rooms, people = await _meetings(database, cluster, chance, history)
            trial = Trial(cluster, chance, rooms, people, history, room_log(database))
            async with roaming(*people, patience=BACK_WITHIN):
                await _come_in(people)
                yield trial
    finally:
        await database.close()
        with contextlib.suppress(Exception):  # a server that a test left broken has none
            postgres.drop(name)


async def _meetings(
    database: Database, cluster: Cluster, chance: Random, history: History
) -> tuple[list[RoomId], list[Wanderer]]:
    clock, ids, metrics = SystemClock(), SystemIds(), Metrics()
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
            cast.append(_wanderer(name, room, access, opened.pass_text, cluster, chance, history))
            presenter = opened.person if name == PRESENTER else presenter
        for one in cast:
            one.presenter = presenter
        people += cast
    return rooms, people


def _wanderer(
    name: str, room: RoomId, access: Access, pass_text: str, cluster: Cluster, chance: Random,
    history: History,
) -> Wanderer:  # fmt: skip
    async def ticket() -> str:
        try:
            return await access.draw_ticket(pass_text, room=room, origin=ORIGIN)
        except Exception as error:
            raise OSError("no ticket for now") from error

    return Wanderer(
        name, "", ORIGIN, room, ticket,
        doors=cluster.doors(), chance=Random(chance.random()), history=history,
    )  # fmt: skip


async def _come_in(people: list[Wanderer]) -> None:
    for one in people:
        await one.does("agree", version=1)
        await one.does("attest")
    for one in people:
        if one.name == "Ada":
            await one.does("open_meeting")


def audiences(seen: list[Seen]) -> Counter[str]:
    """How many states were seen as which audience."""
    return Counter(one.audience for one in seen)

"""L1 and L2 against a real process: killed in mid-command, nothing acknowledged is lost or doubled.

The seed of each moment stands in the test; a failure prints it with what was being asked.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.access.service import Access
from app.bus.memory import MemoryBus
from app.observe import Metrics
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR, MINUTE
from app.rooms.evolve import born, fold
from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import Log, RoomLog
from app.rooms.roles import Role
from app.rooms.service import Rooms
from app.rooms.state import Agreement
from app.storage.access_store import SqlAccessStore
from app.storage.engine import open_database, room_log
from app.storage.migrating import upgrade
from app.system import SystemClock, SystemIds
from tests.support.nursery import Nursery
from tests.support.process import ServerProcess
from tests.support.roamer import Roamer, roaming

KILLS = 10
SEED = 20_261_122
CAST = {"Ada": Role.LEADER, "Ben": Role.LEADER, "Cleo": Role.MEMBER, "Dev": Role.MEMBER}
BUSY = 3
"""Presses that each of them has open at a time."""
BACK_WITHIN = 20.0


@dataclass
class Meeting:
    """A room in a database, and people with a way in."""

    url: str
    room: RoomId
    server: ServerProcess
    people: list[Roamer]


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """Where a server that is killed again and again is born anew."""
    found = Nursery()
    yield found
    found.close()


@asynccontextmanager
async def meeting(url: str, folder: Path, nursery: Nursery | None = None) -> AsyncIterator[Meeting]:
    """The room is made before the server starts: a SQLite file has one owner at a time."""
    await asyncio.to_thread(upgrade, url)
    server = ServerProcess(
        url, folder, nursery,
        PRESSES_PER_SECOND="10000", OPENS_PER_SECOND="1000", DRAIN_SECONDS="2",
    )  # fmt: skip
    database = await open_database(url)
    clock, ids = SystemClock(), SystemIds()
    metrics = Metrics()
    rooms = Rooms(room_log(database), clock, ids, MemoryBus().join(metrics), metrics)
    access = Access(SqlAccessStore(database), clock, ids)
    room = await rooms.create(SHIPPED["two_case_90"], Agreement(1, "We keep it here."))
    people = []
    for name, role in CAST.items():
        link = await access.make_personal_link(room, name=name, role=role, expires_in=HOUR)
        opened = await access.open_link(link.text, held_pass=None, name=None)
        await rooms.arrive(room, opened.person, name, role, is_stranger=False)
        ticket = await access.draw_ticket(opened.pass_text, room=room, origin=server.origin)
        people.append(_roamer(name, room, server, ticket))
    await database.close()
    server.start()
    try:
        async with roaming(*people, patience=BACK_WITHIN):
            yield Meeting(url, room, server, people)
    finally:
        server.end()


def _roamer(name: str, room: RoomId, server: ServerProcess, ticket: str) -> Roamer:
    """Its one ticket opens its chain; from then on it lives by resume secrets alone."""

    async def once() -> str:
        return ticket

    return Roamer(name, server.socket_url, server.origin, room, once)


async def come_in(held: Meeting) -> None:
    for one in held.people:
        await one.does("agree", version=1)
        await one.does("attest")
    await held.people[0].does("open_meeting")


async def press_on(one: Roamer, chance: random.Random, until: asyncio.Event) -> None:
    """Keep a few presses open at all times."""
    by = int(MINUTE)
    acts: list[tuple[str, dict[str, Any]]] = (
        [("extend", {"by": by}), ("shorten", {"by": by}), ("pause", {}), ("resume", {})]
        if CAST[one.name] is Role.LEADER
        else [("attest", {}), ("agree", {"version": 1}), ("someone_can_hear", {})]
    )
    while not until.is_set():
        if len(one.open_presses) < BUSY:
            type_, fields = chance.choice(acts)
            await one.press(type_, **fields)
            await asyncio.sleep(0)
        else:
            one.changed.clear()
            await one.changed.wait()


async def acknowledged(held: Meeting, many: int) -> None:
    """Wait until so many more presses were acknowledged."""
    enough = sum(len(one.done) for one in held.people) + many
    ada = held.people[0]
    async with asyncio.timeout(BACK_WITHIN):
        while sum(len(one.done) for one in held.people) < enough:
            ada.changed.clear()
            await ada.changed.wait()


async def welcomed(held: Meeting, times: int) -> None:
    """Wait until everybody was welcomed so often: a kill is for each of them, also the slowest."""
    async with asyncio.timeout(BACK_WITHIN):
        for one in held.people:
            while one.welcomes < times:
                one.changed.clear()
                await one.changed.wait()


@asynccontextmanager
async def load(held: Meeting, chance: random.Random) -> AsyncIterator[None]:
    """Everybody presses for as long as the block lasts; then all is answered."""
    over = asyncio.Event()
    tasks = [asyncio.create_task(press_on(one, chance, over)) for one in held.people]
    try:
        yield
    finally:
        over.set()
        for one in held.people:
            one.changed.set()
        await asyncio.gather(*tasks)
    for one in held.people:
        await one.settled(BACK_WITHIN)


async def killed_again_and_again(url: str, folder: Path, nursery: Nursery) -> None:
    chance = random.Random(SEED)
    async with meeting(url, folder, nursery) as held:
        await come_in(held)
        async with load(held, chance):
            for kill in range(1, KILLS + 1):
                await welcomed(held, kill)
                await acknowledged(held, chance.randrange(20, 120))
                held.server.kill()
                held.server.start()
            await welcomed(held, KILLS + 1)
            await acknowledged(held, 20)
        views = [json.dumps(one.view["clock"].get("paused")) for one in held.people]
        held.server.stop()
        await nothing_was_lost_or_doubled(held)
        assert 1 == len(set(views))
        for one in held.people:
            assert not {4200, 4201, *range(4500, 4600)} & set(one.closes), one.closes
    assert b"Traceback" not in held.server.said.read_bytes()


async def nothing_was_lost_or_doubled(held: Meeting) -> None:
    database = await open_database(held.url)
    try:
        log = room_log(database)
        stored = await log.read(held.room)
        await _check(held, log, stored)
    finally:
        await database.close()


async def _check(held: Meeting, log: RoomLog, stored: Log) -> None:
    seqs = [one.seq for one in stored.events]
    assert list(range(1, len(seqs) + 1)) == seqs, f"not dense (seed {SEED})"
    # Who comes at once joins by one command, which tells of each of them once.
    told = ((one.command_id, one.event) for one in stored.events if one.command_id)
    effects = Counter((of, type(event), getattr(event, "person", None)) for of, event in told)
    assert {1} == set(effects.values()), f"one press, two effects (seed {SEED})"
    last = {one.command_id: one.seq for one in stored.events}
    first, *rest = (one.event for one in stored.events)
    assert fold(born(held.room, stored.head.epoch, first), rest).seq == len(seqs)
    recorded = 0
    for one in held.people:
        for name, answer in one.done.items():
            found = json.loads(answer)
            if "seq" not in found:
                continue
            known = await log.answered(held.room, CommandId(name))
            assert known is not None, f"acknowledged and lost (seed {SEED}): {one.name} {name}"
            assert answer == known.answer.decode()
            assert found["seq"] == last.get(CommandId(name), found["seq"])
            recorded += 1
        for name in one.refused:
            assert await log.answered(held.room, CommandId(name)) is None, "refused and recorded"
    assert recorded > 50


@pytest.mark.slow
async def test_killed_ten_times_over_sqlite_nothing_acknowledged_is_lost(
    tmp_path: Path, nursery: Nursery
) -> None:
    await killed_again_and_again(f"sqlite:///{tmp_path / 'pushback.db'}", tmp_path, nursery)


@pytest.mark.slow
@pytest.mark.postgres
async def test_killed_ten_times_over_postgres_nothing_acknowledged_is_lost(
    tmp_path: Path, postgres_url: str, nursery: Nursery
) -> None:
    await killed_again_and_again(postgres_url, tmp_path, nursery)


@pytest.mark.slow
async def test_asked_to_go_it_says_goodbye_and_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    async with meeting(f"sqlite:///{tmp_path / 'pushback.db'}", tmp_path) as held:
        await come_in(held)
        async with load(held, chance):
            await acknowledged(held, 50)
            status = await asyncio.to_thread(held.server.stop)
            held.server.start()
            await acknowledged(held, 20)
        held.server.stop()
        await nothing_was_lost_or_doubled(held)
        assert status in (0, -15)
        for one in held.people:
            assert '"t":"drain"' in "".join(one.heard)
            assert 4000 in one.closes
    assert b"Traceback" not in held.server.said.read_bytes()

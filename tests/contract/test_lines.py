"""Sockets of vendors: told what any node has written, and known to all."""

import asyncio
import json
from typing import Any

import pytest

from app.calls.wanted import Version
from app.contract.lines import LIFE, RENEW_EVERY, Lines
from app.rooms.fields import RoomId
from app.rooms.ports import NoSuchRoom
from app.storage.contract_store import SqlContractStore
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds

WITHIN = 5


class World:
    def __init__(self, store: SqlContractStore) -> None:
        self.store = store
        self.clock = FakeClock()
        self.lines = Lines(store, self.clock, CountingIds())
        self.told: list[str] = []

    async def written(self, floor: str, n: int = 0) -> None:
        """A state that some node has written."""

        def work(rows: Any) -> None:
            rows.keep(rows.hold(ROOM).telling(Version(4, n), floor, self.clock.now()))

        await self.store.write(work)

    async def is_known(self) -> bool:
        return await self.store.read(lambda rows: rows.has_line(ROOM, self.clock.now()))


@pytest.fixture
def world(store: SqlContractStore) -> World:
    return World(store)


async def test_newest_state_comes_at_once_and_then_each_newer_one_once(world: World) -> None:
    await world.written("first")
    async with world.lines.open(ROOM, world.told.append):
        assert ["first"] == world.told
        await world.lines.look()
        assert ["first"] == world.told

        await world.written("again")
        await world.lines.look()
        await world.lines.look()

        assert ["first", "again"] == world.told


async def test_state_of_this_node_is_told_at_once_and_not_twice(world: World) -> None:
    async with world.lines.open(ROOM, world.told.append):
        await world.written("state")
        world.lines.tell(ROOM, "state", 1)
        world.lines.tell(OTHER, "another's", 1)
        await world.lines.look()

        assert ["state"] == world.told[1:]
        assert {"seq": 0, "n": 0} == json.loads(world.told[0])["version"]


async def test_every_node_knows_of_it_while_it_is_open(world: World) -> None:
    async with world.lines.open(ROOM, world.told.append):
        assert (True, 1) == (await world.is_known(), len(world.lines))
        for _ in range(4):
            world.clock.advance(RENEW_EVERY)
            await world.lines.look()

        assert await world.is_known()
    assert (False, 0) == (await world.is_known(), len(world.lines))


async def test_socket_of_a_node_that_died_is_forgotten(world: World) -> None:
    async with world.lines.open(ROOM, world.told.append):
        world.clock.advance(LIFE)

        assert not await world.is_known()


async def test_room_that_is_not_there_has_no_socket(world: World) -> None:
    with pytest.raises(NoSuchRoom):
        async with world.lines.open(RoomId("nowhere"), world.told.append):
            pass

    assert 0 == len(world.lines)


async def test_it_runs_until_it_is_cancelled(world: World) -> None:
    came = asyncio.Event()
    task = asyncio.create_task(world.lines.run())
    async with world.lines.open(ROOM, world.told.append):
        world.lines._lines.copy().pop().say = lambda _: came.set()
        await world.written("state")
        async with asyncio.timeout(WITHIN):
            await came.wait()
    task.cancel()

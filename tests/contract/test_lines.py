"""Sockets of vendors: told what any node has written, and known to all."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.calls.wanted import Desired, Version, Wanted
from app.contract.errors import TooManySockets
from app.contract.floor import floor_changed, nothing_wanted, seating
from app.contract.lines import LET_GO_AFTER, LIFE, MOST_OF_A_CALL, RENEW_EVERY, Lines
from app.contract.place import Place
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import LogUnavailable, NoSuchRoom
from app.storage.contract_store import SqlContractStore
from app.system import SystemIds
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON, FakeClock
from tests.support.ids import CountingIds
from tests.support.rim import soon

WITHIN = 5
FIRST, AGAIN = (
    nothing_wanted(ROOM, Version(4), Instant(NOON + n)).model_dump_json() for n in range(2)
)

WANTED = Desired({PersonId("ann"): Wanted(microphone_locked=True)}, version=Version(4))
SEATED = seating(WANTED, {"a": Place("a", PersonId("ann"))})
LOCKED = floor_changed(ROOM, WANTED, SEATED, NOON).model_dump_json()


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
    await world.written(FIRST)
    async with world.lines.open(ROOM, world.told.append):
        assert [FIRST] == world.told
        await world.lines.look()
        assert [FIRST] == world.told

        await world.written(AGAIN)
        await world.lines.look()
        await world.lines.look()

        assert [FIRST, AGAIN] == world.told


async def test_state_of_this_node_is_told_at_once_and_not_twice(world: World) -> None:
    async with world.lines.open(ROOM, world.told.append):
        await world.written(FIRST)
        world.lines.tell(ROOM, FIRST, 1)
        world.lines.tell(OTHER, "another's", 1)
        await world.lines.look()

        assert [FIRST] == world.told[1:]
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
        await world.written(FIRST)
        async with asyncio.timeout(WITHIN):
            await came.wait()
    task.cancel()


class TestWithoutTheDatabase:
    async def test_whoever_another_node_cannot_tell_any_more_lets_go(self, world: World) -> None:
        """The node that drives knows that a lock has lifted, and has no way here but the rows."""
        await world.written(LOCKED)
        async with world.lines.open(ROOM, world.told.append):
            await world.lines.look()
            world.clock.advance(LET_GO_AFTER - 1)
            world.lines.let_go()
            assert [LOCKED] == world.told

            world.clock.advance(1)
            world.lines.let_go()
            world.lines.let_go()

            _, free = map(json.loads, world.told)
            assert ({"seq": 4, "n": 0}, []) == (free["version"], free["participants"])

    async def test_it_is_told_by_itself(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await world.written(LOCKED)
        task = asyncio.create_task(world.lines.run())
        async with world.lines.open(ROOM, world.told.append):

            async def is_away(_: object) -> Any:
                raise LogUnavailable

            with monkeypatch.context() as away:
                away.setattr(world.store, "read", is_away)
                world.clock.advance(LET_GO_AFTER)
                await soon(lambda: len(world.told) > 1)
        task.cancel()

    async def test_short_while_changes_nothing(self, world: World) -> None:
        await world.written(LOCKED)
        async with world.lines.open(ROOM, world.told.append):
            world.clock.advance(LET_GO_AFTER)
            await world.lines.look()
            world.lines.let_go()

            assert [LOCKED] == world.told


async def test_call_has_so_many_sockets_and_no_more_on_all_nodes_together(world: World) -> None:
    other = Lines(world.store, world.clock, SystemIds())
    async with AsyncExitStack() as stack:
        for n in range(MOST_OF_A_CALL):
            lines = (world.lines, other)[n % 2]
            await stack.enter_async_context(lines.open(ROOM, world.told.append))
        for lines in (world.lines, other):
            with pytest.raises(TooManySockets):
                async with lines.open(ROOM, world.told.append):
                    pass
        async with other.open(OTHER, world.told.append):
            pass

        assert MOST_OF_A_CALL == len(world.lines) + len(other)


async def test_socket_that_has_closed_makes_room_and_so_does_one_of_a_node_that_died(
    world: World,
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MOST_OF_A_CALL):
            await stack.enter_async_context(world.lines.open(ROOM, world.told.append))
        world.clock.advance(LIFE)
        await stack.enter_async_context(world.lines.open(ROOM, world.told.append))
    async with world.lines.open(ROOM, world.told.append):
        assert 1 == len(world.lines)


async def test_of_two_that_come_at_once_for_the_last_one_is_let_in(world: World) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MOST_OF_A_CALL - 1):
            await stack.enter_async_context(world.lines.open(ROOM, world.told.append))
        coming = [
            stack.enter_async_context(world.lines.open(ROOM, world.told.append)) for _ in range(2)
        ]
        came = await asyncio.gather(*coming, return_exceptions=True)

        assert 1 == sum(isinstance(one, TooManySockets) for one in came)

"""Those who say hello while their room is busy join it together."""

import asyncio

import pytest

from app.rooms.errors import Unavailable
from app.rooms.fields import PersonId
from app.rooms.live import LiveRoom
from tests.support.rim import Node, Sitter, soon
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE


class Busy:
    """A room in which Ada's join is on its way to the disk."""

    def __init__(self, node: Node, live: LiveRoom, first: asyncio.Task[Sitter]) -> None:
        self.node = node
        self.live = live
        self.first = first

    @classmethod
    async def made(cls, node: Node) -> "Busy":
        """The room; nobody else has come."""
        room = await node.meeting()
        live = await node.reception.open(room)
        node.faults.held = asyncio.Event()
        first = asyncio.create_task(node.sits(room, ADA))
        await node.faults.waiting.wait()
        return cls(node, live, first)

    async def comes(self, *people: PersonId) -> list[asyncio.Task[Sitter]]:
        """They say hello, and wait behind her."""
        room, gathered = self.live.room.id, self.node.reception.joining.gathered
        tasks = []
        for who in people:
            before = gathered(room)
            tasks.append(asyncio.create_task(self.node.sits(room, who)))
            await soon(lambda before=before: gathered(room) > before)  # type: ignore[misc]  # bound now
        return tasks

    def goes_on(self) -> None:
        """The disk has taken it."""
        assert self.node.faults.held is not None
        self.node.faults.held.set()

    def visits(self) -> dict[PersonId, int]:
        """By whom the room knows that they have come."""
        return {p.id: p.visit for p in self.live.room.people.values() if p.visit}


async def test_who_comes_during_an_append_shares_the_next_one(node: Node) -> None:
    busy = await Busy.made(node)
    others = await busy.comes(BEN, CLEO, DEV, EVE)
    before = node.log.asked["append"]
    busy.goes_on()

    sitters = await asyncio.gather(busy.first, *others)

    assert 1 == node.log.asked["append"] - before
    assert dict.fromkeys([ADA, BEN, CLEO, DEV, EVE], 1) == busy.visits()
    for sitter in sitters:
        circle = {seat["person"] for seat in sitter.view["circle"]["seats"]}
        assert {ADA, BEN, CLEO, DEV, EVE} == circle


async def test_those_behind_one_who_gave_up_join_all_the_same(node: Node) -> None:
    busy = await Busy.made(node)
    ben, cleo, dev = await busy.comes(BEN, CLEO, DEV)
    ben.cancel()
    await asyncio.wait([ben])
    busy.goes_on()

    await asyncio.gather(busy.first, cleo, dev)

    assert {ADA: 1, CLEO: 1, DEV: 1} == busy.visits()


async def test_who_gave_up_before_their_turn_has_not_joined(node: Node) -> None:
    busy = await Busy.made(node)
    ben, cleo = await busy.comes(BEN, CLEO)
    cleo.cancel()
    await asyncio.wait([cleo])
    busy.goes_on()

    await asyncio.gather(busy.first, ben)

    assert {ADA: 1, BEN: 1} == busy.visits()


async def test_a_disk_that_is_full_refuses_each_of_them(node: Node) -> None:
    busy = await Busy.made(node)
    others = await busy.comes(BEN, CLEO)
    node.faults.is_away = True
    busy.goes_on()

    for task in (busy.first, *others):
        with pytest.raises(Unavailable):
            await task
    assert {} == busy.visits()

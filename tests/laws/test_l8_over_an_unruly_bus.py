"""L8: 1.5 s after faults stop, all clients of an audience hold the same, whatever the bus did."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

import orjson
import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE
from app.rooms import commands as c
from app.rooms.errors import RoomError
from app.rooms.fields import PersonId, RoomId
from tests.support.rim import Node, Sitter, World, soon, world_at
from tests.support.scenario import ADA, BEN, DEV, EVE
from tests.support.unruly_bus import UnrulyBus

WITHIN = 1.5
SLACK = 1.5
"""Seconds; the second of them is for a machine that is busy."""
PRESSES = 30
COMMANDS: tuple[c.Command, ...] = (
    c.Pause(), c.Resume(), c.Extend(MINUTE), c.Advance(), c.Back(), c.Undo(), c.Stop(),
)  # fmt: skip


@contextlib.asynccontextmanager
async def beating(*nodes: Node) -> AsyncIterator[None]:
    """Their pulses run."""
    tasks = [asyncio.create_task(node.watch.pulse.run()) for node in nodes]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def press_about(world: World, nodes: list[Node], room: RoomId, seed: int) -> None:
    """Two leaders, each at any node, press what comes to their minds."""
    chance = Random(seed)
    for _ in range(PRESSES):
        with contextlib.suppress(RoomError):
            await chance.choice(nodes).press(
                room, chance.choice((ADA, BEN)), chance.choice(COMMANDS)
            )
        world.clock.advance(chance.randint(0, 2_000))
        await asyncio.sleep(0)


def held(sitter: Sitter) -> bytes:
    """What a client holds of what is logged, having merged every frame it was sent."""
    logged = sitter.live.sections_of(sitter.seat)
    return orjson.dumps({name: sitter.view[name] for name in sorted(logged)})


@pytest.mark.parametrize("is_up", [True, False], ids=["unnoticed", "noticed"])
@pytest.mark.parametrize("seed", range(3))
async def test_two_nodes_end_with_the_same_bytes(seed: int, is_up: bool) -> None:
    async with world_at() as world:
        world.bus = bus = UnrulyBus(seed)
        bus.is_up = is_up
        nodes = [world.node(f"node-{n}") for n in (1, 2)]
        room = await nodes[0].meeting(Phase.OPENING)
        pairs = {who: await both(nodes, room, who) for who in (DEV, EVE, ADA)}
        async with beating(*nodes):
            await press_about(world, nodes, room, seed)
            log = await world.events(room)
            await soon(
                lambda: all(n.rooms.held[room].room.seq == len(log) for n in nodes),
                WITHIN + SLACK,
            )

    assert len(log) > PRESSES / 2
    for here, there in pairs.values():
        assert held(here) == held(there)


async def both(nodes: list[Node], room: RoomId, who: PersonId) -> list[Sitter]:
    """The same person at each node, as while one device replaces another."""
    return [await node.sits(room, who) for node in nodes]

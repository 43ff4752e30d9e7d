"""The rows of a room that nobody here knows are read once for all who come to it together."""

import asyncio

from app.rooms.errors import Unavailable
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from tests.support.rim import Node

MANY = 10


async def coming_together(node: Node, room: RoomId) -> list[asyncio.Task[LiveRoom]]:
    """So many who ask for the room, while the rows that the first one reads are on their way."""
    node.connections.signing = asyncio.Event()
    coming = [asyncio.create_task(node.reception.open(room)) for _ in range(MANY)]
    await node.faults.waiting.wait()
    return coming


def let_go(node: Node) -> None:
    """The rows that were read have come."""
    assert node.connections.signing is not None
    node.connections.signing.set()


async def test_many_who_come_together_read_the_rows_once(node: Node) -> None:
    room = await node.meeting()
    before = node.connections.asked["signs"]
    coming = await coming_together(node, room)
    let_go(node)

    (live,) = set(await asyncio.gather(*coming))

    assert live.is_acquainted
    assert 1 == node.connections.asked["signs"] - before


async def test_whoever_comes_later_reads_nothing(node: Node) -> None:
    room = await node.meeting()
    await node.reception.open(room)
    before = node.connections.asked["signs"]

    await node.reception.open(room)

    assert 0 == node.connections.asked["signs"] - before


async def test_first_one_who_goes_leaves_the_reading_to_the_next(node: Node) -> None:
    room = await node.meeting()
    first, *others = await coming_together(node, room)
    first.cancel()
    let_go(node)

    (live,) = set(await asyncio.gather(*others))

    assert live.is_acquainted


async def test_failure_is_everybodys_and_is_not_remembered(node: Node) -> None:
    room = await node.meeting()
    await node.rooms.hold(room)
    node.faults.is_away = True
    came = await asyncio.gather(
        *(node.reception.open(room) for _ in range(MANY)), return_exceptions=True
    )
    node.faults.is_away = False

    assert [Unavailable] * MANY == [type(one) for one in came]
    assert (await node.reception.open(room)).is_acquainted


async def test_rooms_do_not_wait_for_each_other(node: Node) -> None:
    one, other = await node.meeting(), await node.meeting()
    coming = await coming_together(node, one)
    held, node.connections.signing = node.connections.signing, None

    async with asyncio.timeout(5):
        assert (await node.reception.open(other)).is_acquainted

    assert held is not None
    held.set()
    await asyncio.gather(*coming)

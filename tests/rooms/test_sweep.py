"""Reading what others appended when no hint of it came."""

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.sweep import sweep
from app.storage.errors import NewerEvent
from tests.support.rim import Node, World
from tests.support.scenario import ADA, DEV


async def test_it_reads_what_another_node_appended(world: World, node: Node) -> None:
    room = await node.meeting(Phase.OPENING)
    other = world.node("node-2")
    there = await other.sits(room, DEV)
    await node.press(room, ADA, c.Pause())

    await sweep(other.rooms)

    assert there.view["clock"]["paused"] is True


async def test_of_what_is_known_it_reads_no_log(node: Node) -> None:
    await node.meeting(Phase.OPENING)
    node.log.asked.clear()

    await sweep(node.rooms)

    assert {"heads": 1} == dict(node.log.asked)


@pytest.mark.parametrize("unread", [0, 1], ids=["the first", "the last"])
async def test_room_that_nobody_here_can_read_keeps_no_other_from_it(
    world: World, node: Node, unread: int
) -> None:
    rooms = [await node.meeting(Phase.OPENING), await node.meeting(Phase.OPENING)]
    other = world.node("node-2")
    there = [await other.sits(room, DEV) for room in rooms]
    for room in rooms:
        await node.press(room, ADA, c.Pause())
    other.faults.unreadable = {list(await other.log.heads(rooms))[unread]}

    with pytest.raises(NewerEvent):
        await sweep(other.rooms)

    is_paused = {one.live.room.id: one.view["clock"]["paused"] for one in there}
    assert {room: room not in other.faults.unreadable for room in rooms} == is_paused

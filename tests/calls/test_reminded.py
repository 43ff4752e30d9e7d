"""A reminder to stay muted, by the wire: one frame, to one person, where the call holds nobody."""

import pytest

from app.calls.drive import Drive
from app.calls.ports import Why
from app.phases.units import SECOND
from app.rooms import commands as c
from app.rooms.errors import IllegalHere
from app.rooms.reminding import AGAIN_AFTER
from app.rooms.state import CallKind
from app.storage.call_leases import SqlLeases
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, World
from tests.support.scenario import ADA, BEN, CLEO


async def test_it_is_sent_to_who_sits_back_alone_and_nothing_of_it_is_recorded(
    world: World, node: Node
) -> None:
    room, sitters = await node.sat_back()
    seq = sitters[CLEO].live.room.seq
    for sitter in sitters.values():
        sitter.news()

    await node.press(room, BEN, c.RemindPresenter())

    assert world.clock.now() == sitters[CLEO].view["own"]["reminded_at"]
    assert [{"own"}] == [set(frame["set"]) for frame in sitters[CLEO].news()]
    for who in sitters.keys() - {CLEO}:
        assert [] == sitters[who].news()
        assert sitters[who].view["own"]["reminded_at"] is None
    assert seq == sitters[CLEO].live.room.seq


async def test_two_leaders_at_once_remind_once(world: World, node: Node) -> None:
    room, sitters = await node.sat_back()
    began = world.clock.now()

    for who in (ADA, BEN):
        await node.press(room, who, c.RemindPresenter())
        world.clock.advance(SECOND)

    assert began == sitters[CLEO].view["own"]["reminded_at"]
    world.clock.advance(AGAIN_AFTER)
    await node.press(room, BEN, c.RemindPresenter())
    assert world.clock.now() == sitters[CLEO].view["own"]["reminded_at"]


async def test_nobody_is_reminded_whom_the_call_holds(world: World, node: Node) -> None:
    call = PretendCall()
    call.joins(ADA, BEN, CLEO)
    room, sitters = await node.sat_back(call=CallKind.BUILT_IN)
    drive = Drive(sitters[CLEO].live, call, node.rooms, SqlLeases(world.database), node.name)
    await drive.once()

    with pytest.raises(IllegalHere):
        await node.press(room, ADA, c.RemindPresenter())

    call.trouble = Why.LOST
    drive._heard()
    await drive.once()
    await node.press(room, ADA, c.RemindPresenter())
    assert world.clock.now() == sitters[CLEO].view["own"]["reminded_at"]

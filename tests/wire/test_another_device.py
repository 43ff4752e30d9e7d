"""One person, several devices: the newest wins, and leaders read that it was another one."""

from contextlib import AsyncExitStack
from pathlib import Path

from app.phases.units import HOUR, Millis
from app.rooms.roles import Role
from tests.support.node import running_node, sqlite_url
from tests.support.wire import Caller


async def test_a_second_device_replaces_the_first_and_leaders_are_told(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, AsyncExitStack() as stack:
        room = await node.room()
        access = node.service.access
        leader = await node.person(room, "Ada", Role.LEADER)
        ada = await stack.enter_async_context(leader.connected())
        await ada.come_in()
        link = await access.make_personal_link(
            room, name="Cleo", role=Role.MEMBER, expires_in=Millis(HOUR)
        )
        devices = []
        for _ in range(2):
            opened = await access.open_link(link.text, held_pass=None, name=None)
            who, name = opened.person, opened.name
            await node.service.rooms.arrive(room, who, name, Role.MEMBER, is_stranger=False)
            devices.append(Caller(node, room, who, opened.pass_text))
        laptop = await stack.enter_async_context(devices[0].connected())
        await laptop.come_in()
        assert ada.view["presence"]["another_device"] == []
        async with devices[1].connected() as phone:
            await laptop.until(lambda line: line.closed is not None)
            assert laptop.closed == 4502
            await ada.until(lambda line: line.view["presence"]["another_device"] == [who])
            assert "another_device" not in phone.view["presence"]
        await ada.until(lambda line: line.view["presence"]["another_device"] == [])


async def test_the_same_device_coming_back_is_no_other_device(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node, AsyncExitStack() as stack:
        room = await node.room()
        leader, cleo = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")
        ada = await stack.enter_async_context(leader.connected())
        await ada.come_in()
        first = await stack.enter_async_context(cleo.connected())
        await first.come_in()
        async with cleo.connected():
            await first.until(lambda line: line.closed == 4502)
            await ada.do("record_observers_agreed")
            assert ada.view["presence"]["another_device"] == []

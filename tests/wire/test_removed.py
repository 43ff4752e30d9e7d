"""Removed stays removed: by refresh, resume and ticket; by the shared link comes somebody new."""

from pathlib import Path

import pytest

from app.access.errors import Removed
from app.phases.units import HOUR, Millis
from app.rooms.roles import Role
from app.rooms.state import Standing
from tests.support.node import running_node, sqlite_url
from tests.support.wire import Caller


async def test_the_removed_come_back_by_no_way_and_somebody_new_waits(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node:
        room = await node.room()
        access = node.service.access
        ada_ = await node.person(room, "Ada", Role.LEADER)
        shared = await access.make_shared_link(room, role=Role.MEMBER, expires_in=Millis(HOUR))
        came = await access.open_link(shared.text, held_pass=None, name="Zoe")
        await node.service.rooms.arrive(room, came.person, "Zoe", Role.MEMBER, is_stranger=True)
        zoe_ = Caller(node, room, came.person, came.pass_text)
        unused = await zoe_.ticket()
        async with ada_.connected() as ada, zoe_.connected() as zoe:
            for one in (ada, zoe):
                await one.come_in()
            await ada.do("confirm_person", person=came.person)
            await zoe.until(lambda one: one.view["you"]["standing"] == "seated")
            assert zoe.welcome is not None
            resume = zoe.welcome["resume"]
            await ada.do("remove_person", person=came.person)
            await zoe.until(lambda one: one.closed is not None)
            assert 4500 == zoe.closed

            for way, code in (({"resume": resume}, 4500), ({"ticket": unused}, 4200)):
                async with zoe_.connected(**way) as again:
                    await again.until(lambda one: one.closed is not None)
                    assert code == again.closed
            with pytest.raises(Removed):
                await zoe_.ticket()

            new = await access.open_link(shared.text, held_pass=came.pass_text, name="Zoe")
            assert new.person != came.person
            assert new.needs_confirmation
            await node.service.rooms.arrive(
                room, new.person, "Zoe", Role.MEMBER, is_stranger=new.needs_confirmation
            )
            async with Caller(node, room, new.person, new.pass_text).connected() as stranger:
                await stranger.come_in()
                live = node.service.rooms.held[room]
                assert Standing.WAITING is live.room.people[new.person].standing
                assert {"room", "door", "you", "own"} == set(stranger.view)

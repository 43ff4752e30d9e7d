"""Somebody's place in a room of a real node: what is seen, what may be asked, how it ends."""

import asyncio

import pytest

from app.access.grants import Scope
from app.rooms.roles import Role
from pushback import (
    Changes,
    Refused,
    Stopped,
    Unreachable,
    connect,
    connect_by_key,
    connect_by_ticket,
)
from pushback.view import View
from tests.support.node import Node
from tests.support.sdk_rooms import QUICK, come_in, key, link

PATIENCE = 10.0


def phase(view: View) -> str:
    return view.sections["phase"]["phase"] if "phase" in view.sections else ""


async def test_a_person_comes_in_and_leads(node: Node) -> None:
    made = await node.room()
    async with connect(await link(node, made)) as room:
        assert "waiting" == room.view.audience
        await come_in(room)
        done = await room.do("open_meeting")

        assert "leader" == room.view.audience
        assert "opening" == phase(room.view)
        assert done.seq == room.view.seq
        assert made == room.id
        assert room.person == room.view.sections["you"]["person"]
        assert room.is_live


async def test_done_means_that_the_effect_is_in_the_view(node: Node) -> None:
    async with connect(await link(node, await node.room())) as room:
        await come_in(room)
        await room.do("open_meeting")
        for n in range(5):
            before = room.view.sections["clock"]["timer_rev"]
            await room.do("extend", by=60_000)
            assert before + 1 == room.view.sections["clock"]["timer_rev"], n


async def test_minutes_pressed_at_once_are_all_counted(node: Node) -> None:
    async with connect(await link(node, await node.room())) as room:
        await come_in(room)
        await room.do("open_meeting")
        limit = room.view.sections["clock"]["limit_ms"]
        await asyncio.gather(*(room.do("extend", by=60_000) for _ in range(4)))

        assert limit is not None
        assert limit + 240_000 == room.view.sections["clock"]["limit_ms"]


async def test_a_refusal_has_its_code_and_its_facts(node: Node) -> None:
    async with connect(await link(node, await node.room())) as room:
        await come_in(room)
        seen = room.view
        await room.do("open_meeting")
        with pytest.raises(Refused) as stale:
            await room.do("advance", seen=seen)
        with pytest.raises(Refused) as missing:
            await room.do("sit_back")

        assert ("stale", False) == (stale.value.code, stale.value.retry)
        assert {"rev": "phase_rev", "current": 1} == stale.value.facts
        assert "forbidden" == missing.value.code


async def test_a_stopped_case_is_moved_on_by_whoever_has_seen_the_stop(node: Node) -> None:
    made = await node.room()
    async with connect(await link(node, made)) as room:
        await come_in(room)
        await room.do("open_meeting")
        await room.do("choose_presenter", person=room.person)
        while phase(room.view) != "present":
            await room.do("advance")
        await room.do("stop")
        await room.do("advance")

        assert "clarify" == phase(room.view)


async def test_changes_are_looks_and_say_what_happened(node: Node) -> None:
    made = await node.room()
    ada, ben = await link(node, made), await link(node, made, "Ben", Role.MEMBER)
    async with connect(ada) as leading, connect(ben) as following:
        await come_in(leading)
        await come_in(following)
        changes = following.changes()
        first = await anext(changes)
        await leading.do("open_meeting")
        then = first
        while "phase_entered" not in then.because:
            then = await asyncio.wait_for(anext(changes), PATIENCE)

        assert ("gathering", ()) == (phase(first.view), first.because)
        assert "opening" == phase(then.view)


async def test_whoever_looks_seldom_sees_the_newest(node: Node) -> None:
    async with connect(await link(node, await node.room())) as room:
        await come_in(room)
        changes = room.changes()
        await room.do("open_meeting")
        for _ in range(10):
            await room.do("extend", by=60_000)
        change = await anext(changes)

        assert room.view is change.view


async def test_everybody_tells_the_same_time(node: Node) -> None:
    made = await node.room()
    ada, ben = await link(node, made), await link(node, made, "Ben", Role.LEADER)
    async with connect(ada) as one, connect(ben) as other:
        await come_in(one)
        await come_in(other)
        await one.do("open_meeting")
        await other.until(lambda view: phase(view) == "opening")
        await one.until(lambda _: one.error() <= 50)
        await other.until(lambda _: other.error() <= 50)
        here, there = one.left(), other.left()

        assert here is not None
        assert there is not None
        assert abs(here - there) <= 100
        assert abs(node.service.rooms.clock.now() - one.now()) <= 50


async def test_a_machine_reads_and_leads_by_its_key(node: Node) -> None:
    made = await node.room()
    text = await key(node, made, Scope.ROOM_READ, Scope.ROOM_LEAD)
    async with connect_by_key(node.origin, made, text) as room:
        await room.do("open_meeting")

        assert "integration" == room.view.audience
        assert room.person is None
        assert "opening" == phase(room.view)


async def test_a_person_comes_by_tickets_that_somebody_else_draws(node: Node) -> None:
    caller = await node.person(await node.room(), "Ada", Role.LEADER)
    async with connect_by_ticket(node.origin, caller.room, caller.ticket) as room:
        await come_in(room)

        assert caller.person == room.person


async def test_a_link_that_leads_nowhere_is_refused_at_once(node: Node) -> None:
    made = await node.room()
    with pytest.raises(Refused) as refused:
        async with connect(f"{node.origin}/r/{made}#pbl_0123456789abcdef0123_bm90IG9uZQ"):
            pass

    assert "bad_link" == refused.value.code


async def test_a_key_for_another_room_is_stopped_at_once(node: Node) -> None:
    made, other = await node.room(), await node.room()
    with pytest.raises(Stopped) as stopped:
        async with connect_by_key(node.origin, made, await key(node, other, Scope.ROOM_READ)):
            pass

    assert "forbidden" == stopped.value.reason


async def test_a_server_that_is_not_there_is_unreachable(node: Node) -> None:
    nowhere = (await link(node, await node.room())).replace(str(node.port), "9")
    with pytest.raises(Unreachable):
        async with connect(nowhere):
            pass


async def test_whoever_is_replaced_stays_away(node: Node) -> None:
    text = await link(node, await node.room())
    async with connect(text, world=QUICK) as first, connect(text, world=QUICK) as second:
        with pytest.raises(Stopped) as stopped:
            await first.until(lambda _: False)
        with pytest.raises(Stopped):
            await first.do("need_leader")
        await second.do("need_leader")

        assert "replaced" == stopped.value.reason
        assert second.is_live
        assert not first.is_live


async def test_a_revoked_link_ends_the_connection(node: Node) -> None:
    made = await node.room()
    text = await link(node, made)
    async with connect(text, world=QUICK) as room:
        (found,) = await node.service.access.links(made)
        waiting = asyncio.ensure_future(room.until(lambda _: False))
        await node.service.access.revoke_link(made, found.id)
        with pytest.raises(Stopped):
            await waiting

        assert room.stopped is not None
        assert "revoked" == room.stopped.reason


async def test_leaving_ends_what_waits_and_raises_what_the_block_raised(node: Node) -> None:
    class Mistake(Exception):
        pass

    async def fails() -> None:
        async with connect(await link(node, await node.room())) as room:
            waits.append(asyncio.ensure_future(room.until(lambda _: False)))
            looks.append(room.changes())
            await anext(looks[0])
            raise Mistake

    waits: list[asyncio.Future[View]] = []
    looks: list[Changes] = []
    with pytest.raises(Mistake):
        await fails()
    with pytest.raises(Stopped) as stopped:
        await waits[0]

    assert "left" == stopped.value.reason
    assert [] == [view async for view, _ in looks[0]]

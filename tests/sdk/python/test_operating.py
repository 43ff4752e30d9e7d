"""What a key may ask for over HTTP, at a real node."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.access.grants import Scope
from app.access.keys import Key
from app.access.links import Link
from app.access.organisations import PRACTICE
from app.access.ports import AccessRows
from app.phases.units import HOUR, later
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.storage.access_store import SqlAccessStore
from app.web.paging import MOST
from pushback import Operator, Refused, Unreachable, connect
from tests.support.node import Node
from tests.support.sdk_rooms import come_in, key


async def operator(node: Node) -> Operator:
    return Operator(node.origin, await key(node, None, Scope.OPERATOR))


async def test_an_operator_makes_a_room_and_its_links(node: Node) -> None:
    async with await operator(node) as office:
        room = await office.make_room("single_60", agreement="We keep it here.")
        made = await office.make_personal_link(room, "Ada", role="leader", hours=2)
        shared = await office.make_shared_link(room)
        async with connect(made["url"]) as ada:
            await come_in(ada)

        assert [room] == [one async for one in office.rooms()]
        assert [made["id"], shared["id"]] == [one["id"] for one in await office.links(room)]
        assert "single_60" == (await office.room(room))["plan"]
        await office.revoke_link(room, made["id"])
        with pytest.raises(Refused) as refused:
            async with connect(made["url"]):
                pass
        assert "link_revoked" == refused.value.code


async def test_a_room_says_what_it_is_heard_through(node: Node) -> None:
    async with await operator(node) as office:
        room = await office.make_room(call="beside")
        with pytest.raises(Refused) as refused:
            await office.make_room(call="built_in")

    assert "beside" == (await node.service.rooms.hold(RoomId(room))).room.call
    assert "bad_terms" == refused.value.code


async def test_pages_are_turned_to_the_end(node: Node) -> None:
    made = [await node.room() for _ in range(103)]
    async with await operator(node) as office:
        assert {*made} == {one async for one in office.rooms()}


async def test_pages_of_links_and_keys_are_turned_to_the_end_too(node: Node) -> None:
    """A key that is not listed is one that nobody revokes."""
    room, now = await node.room(), node.service.clock.now()
    ids = [f"{number:020}" for number in range(MOST + 1)]

    def add(rows: AccessRows) -> None:
        for one in ids:
            until = later(now, HOUR)
            rows.add_link(Link(one, b"", room, Role.MEMBER, now, until, None, None))
            rows.add_key(Key(one, b"", "lamp", frozenset(), frozenset(), now, until))

    await SqlAccessStore(node.service.database).write(add)

    async with await operator(node) as office:
        assert ids == [one["id"] for one in await office.links(room)]
        assert set(ids) < {one["id"] for one in await office.keys()}


async def test_a_machine_leads_without_a_connection(node: Node) -> None:
    room = await node.room()
    text = await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD)
    async with Operator(node.origin, text) as machine:
        seen = (await machine.room(room))["sections"]
        done = await machine.do(room, "open_meeting", seen=seen)
        with pytest.raises(Refused) as stale:
            await machine.do(room, "advance", seen=seen)
        happened = [event["type"] async for event in machine.events(room)]

        assert (await machine.room(room))["has_begun"]
        assert done.seq is not None
        assert "stale" == stale.value.code
        assert "phase_entered" in happened


@asynccontextmanager
async def losing_the_first_answer(node: Node) -> AsyncIterator[str]:
    """A way to the node on which the first answer is heard by nobody."""
    lost: list[bytes] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", node.port)
        try:
            while asked := await reader.read(65_536):
                outer.write(asked)
                answer = await inner.read(65_536)
                if not lost:
                    lost.append(answer)
                    return
                writer.write(answer)
        finally:
            outer.close()
            writer.close()

    async with await asyncio.start_server(carry, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    assert lost[0].startswith(b"HTTP/1.1 20")


async def test_a_press_whose_answer_is_lost_is_done_once(node: Node) -> None:
    room = await node.room()
    text = await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD)
    async with Operator(node.origin, text) as machine:
        seen = (await machine.room(room))["sections"]
    async with losing_the_first_answer(node) as url, Operator(url, text) as machine:
        done = await machine.do(room, "open_meeting", seen=seen)
    live = await node.service.rooms.hold(room)

    assert 1 == live.room.revs.phase_rev
    assert done.seq == live.room.seq


@pytest.mark.parametrize("what", ["room", "link", "key"])
async def test_what_is_made_is_made_once_where_its_answer_is_lost(node: Node, what: str) -> None:
    text = await key(node, None, Scope.OPERATOR)
    room = await node.room()
    async with losing_the_first_answer(node) as url, Operator(url, text) as office:
        if what == "room":
            made = await office.make_room()
        elif what == "link":
            made = (await office.make_personal_link(room, "Ada"))["id"]
        else:
            made = (await office.make_key("lamp", ["operator"]))["id"]
    async with Operator(node.origin, text) as office:
        found = {
            "room": [one async for one in office.rooms() if one != room],
            "link": [one["id"] for one in await office.links(room)],
            "key": [one["id"] for one in await office.keys() if one["label"] == "lamp"],
        }

    assert [made] == found[what]


async def test_keys_are_made_listed_and_revoked(node: Node) -> None:
    async with await operator(node) as office:
        room = await office.make_room()
        made = await office.make_key("lamp", ["room:read"], rooms=[room], hours=1)
        async with Operator(node.origin, made["key"]) as lamp:
            assert (await lamp.room(room))["sections"] is not None
            await office.revoke_key(made["id"])
            with pytest.raises(Refused) as refused:
                await lamp.room(room)

        assert "bad_key" == refused.value.code
        assert ["test", "lamp"] == [one["label"] for one in await office.keys()]


async def test_who_was_there_is_told_once_it_is_over(node: Node) -> None:
    async with await operator(node) as office:
        room = await office.make_room()
        ada = await office.make_personal_link(room, "Ada", role="leader")
        with pytest.raises(Refused) as early:
            await office.record(room)
        async with connect(ada["url"]) as leading:
            await come_in(leading)
            await leading.do("open_meeting")
            await leading.do("close_meeting")
            await leading.do("end_meeting")
        record = await office.record(room)

        assert "illegal_here" == early.value.code
        assert ["Ada"] == [one["name"] for one in record["attendance"]]


async def test_terms_that_no_key_can_have_are_refused_with_the_field(node: Node) -> None:
    async with await operator(node) as office:
        with pytest.raises(Refused) as refused:
            await office.make_room("no_such_plan")
        with pytest.raises(Refused) as invalid:
            await office.make_key("", ["operator"])

        assert "not_found" == refused.value.code
        assert "invalid" == invalid.value.code
        assert ["label"] == invalid.value.facts["fields"]


async def test_nobody_answering_is_unreachable() -> None:
    async with Operator("http://127.0.0.1:9", "pbk_none") as office:
        with pytest.raises(Unreachable):
            await office.keys()


async def test_test_room_grows_older_and_no_other(node: Node) -> None:
    made = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None, organisation=PRACTICE
    )
    async with Operator(node.origin, made.text) as office:
        room = await office.make_room("review")
        await office.advance(room, 60_000)

    assert 60_000 == node.service.rooms.held[RoomId(room)].room.advances[0].by
    async with await operator(node) as office:
        with pytest.raises(Refused, match="forbidden") as refused:
            await office.advance(await office.make_room("review"), 60_000)
    assert "forbidden" == refused.value.code

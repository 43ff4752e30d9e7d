"""Rooms of Janus that nobody needs any more: found at two looks in a row, and destroyed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from app.calls.ports import CallUnavailable
from app.janus import videoroom
from app.janus.answers import JanusRefused
from app.janus.gateway import Gateway
from app.janus.line import Line, dialled
from app.janus.unused import Unused
from app.rooms.fields import RoomId
from tests.janus.calls import QUICK, SDP, MutePage, node
from tests.janus.fake_janus import FakeJanus, fake_janus
from tests.support.janus import ROOM_KEY, SECRET, URL, JanusProcess
from tests.support.network import Apart, apart

LEFT, LIVELY = RoomId("left"), RoomId("lively")


@dataclass
class House:
    """A line to a Janus that is a test's, with an empty room and one in which somebody is."""

    fake: FakeJanus
    unused: Unused
    line: Line


@contextlib.asynccontextmanager
async def looking(url: str, key: str = ROOM_KEY) -> AsyncIterator[Unused]:
    """One node's look, while its line stands."""
    came = asyncio.Event()
    gateway = Gateway(url, SECRET, "n1", came.set, lambda: None, QUICK)
    running = asyncio.create_task(gateway.run())
    async with asyncio.timeout(20):
        await came.wait()
        yield Unused(gateway, key)
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with (
        fake_janus() as fake,
        looking(fake.url) as unused,
        dialled(fake.url, SECRET) as line,
    ):
        handle = await line.attach(lambda _: None)
        for room in (LEFT, LIVELY):
            secret = videoroom.room_secret(ROOM_KEY, room)
            body = videoroom.create(room, secret, ROOM_KEY)
            await line.ask("message", handle=handle, body=body)
        body = videoroom.join(LIVELY, "~other.1")
        await line.ask("message", handle=handle, body=body)
        yield House(fake, unused, line)


async def test_a_room_is_left_alone_until_it_was_empty_twice(house: House) -> None:
    await house.unused.once()
    assert house.fake.rooms.keys() == {LEFT, LIVELY}
    await house.unused.once()
    assert house.fake.rooms.keys() == {LIVELY}


async def test_a_room_that_somebody_came_to_meanwhile_stays(house: House) -> None:
    await house.unused.once()
    handle = await house.line.attach(lambda _: None)
    body = videoroom.join(LEFT, "~other.2")
    await house.line.ask("message", handle=handle, body=body)
    await house.unused.once()
    await house.line.detach(handle)
    await house.unused.once()
    assert house.fake.rooms.keys() == {LEFT, LIVELY}


async def test_a_room_that_somebody_came_to_behind_the_second_look_stays(house: House) -> None:
    await house.unused.once()
    handle = await house.line.attach(lambda _: None)
    body = videoroom.join(LEFT, "~other.2")
    house.fake.meanwhile["list"] = lambda: house.line.ask("message", handle=handle, body=body)
    await house.unused.once()
    assert not house.fake.meanwhile
    assert house.fake.rooms.keys() == {LEFT, LIVELY}


async def test_whoever_comes_as_a_room_is_destroyed_is_sent_back_to_it_and_not_away(
    house: House,
) -> None:
    ann = MutePage("ann")
    async with node("elsewhere", url=house.fake.url) as meeting:
        meeting.room = LEFT
        await house.unused.once()
        house.fake.meanwhile["listparticipants"] = lambda: meeting.join(ann)
        await house.unused.once()
        await ann.until({"t": "bye", "code": 4300, "reason": "come back"})
        await meeting.join(ann)
        await ann.tell({"t": "publish", "sdp": SDP})
        assert house.fake.rooms[LEFT].keys() == {"ann"}


async def test_a_room_of_another_server_is_left_to_it(house: House) -> None:
    house.fake.refuses["destroy"] = 429
    for _ in range(3):
        await house.unused.once()
    assert house.fake.rooms.keys() == {LEFT, LIVELY}


async def test_a_look_leaves_no_handle_behind(house: House) -> None:
    for _ in range(2):
        await house.unused.once()
    assert house.fake.count("detach") == 2


async def test_without_a_line_nothing_is_looked_at() -> None:
    gateway = Gateway("ws://127.0.0.1:1", SECRET, "n1", lambda: None, lambda: None, QUICK)
    with pytest.raises(CallUnavailable):
        await Unused(gateway, ROOM_KEY).once()


async def test_who_may_not_make_rooms_is_told_of_none(house: House) -> None:
    async with looking(house.fake.url, key="canary") as unused:
        with pytest.raises(JanusRefused):
            await unused.once()


@pytest.mark.system
@apart
async def test_what_a_meeting_left_behind_is_gone_from_janus_and_no_other(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("sweep1") as left, node("sweep2", "n2") as lively, looking(URL) as unused:
        stop = left.call.follow(left.room, lambda: None)
        part = await left.join(MutePage("ada"))
        await part.leave()
        stop()  # whoever drove it drives no more, and nobody has said that the meeting is over
        async with dialled(URL, SECRET) as line:
            while left.room not in await empty(line):  # noqa: ASYNC110  # nobody is told
                await asyncio.sleep(0.02)
            for _ in range(2):
                await unused.once()
            assert left.room not in await rooms(line)
            assert lively.room in await rooms(line)


@pytest.mark.system
@apart
async def test_whoever_is_in_a_room_that_goes_before_its_meeting_comes_back_to_it(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("gone") as meeting, dialled(URL, SECRET) as line:
        ada = MutePage("ada")
        await meeting.join(ada)
        handle = await line.attach(lambda _: None)
        secret = videoroom.room_secret(ROOM_KEY, meeting.room)
        await line.ask("message", handle=handle, body=videoroom.destroy(meeting.room, secret))
        await ada.until({"t": "bye", "code": 4300, "reason": "come back"})


async def rooms(line: Line) -> set[str]:
    """All that Janus has."""
    handle = await line.attach(lambda _: None)
    said = await line.ask("message", handle=handle, body=videoroom.listed(ROOM_KEY))
    await line.detach(handle)
    return {one["room"] for one in said.data["list"]}


async def empty(line: Line) -> frozenset[RoomId]:
    """Those in which nobody is."""
    handle = await line.attach(lambda _: None)
    said = await line.ask("message", handle=handle, body=videoroom.listed(ROOM_KEY))
    await line.detach(handle)
    return videoroom.empty(said.data)

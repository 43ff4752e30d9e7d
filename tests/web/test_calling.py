"""The call's socket before any call: who is let in, what is heard, how it ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from app.calls.frames import Frame, Publish, SetCamera, SetMicrophone
from app.calls.ports import CallUnavailable, Why
from app.calls.refusals import BadOffer, Locked
from app.rooms.fields import PersonId, RoomId
from app.web.calling import MOST_AT_ONCE
from app.web.patience import Patience
from app.web.socket import HELLO_BYTES
from tests.support.clock import FakeClock
from tests.support.node import Node, running_node, sqlite_url
from tests.support.wire import Caller
from tests.web.call_pages import call_page, calling
from tests.web.serving.raw_peer import TEXT, masked, peer

NOWHERE: dict[str, Any] = {
    "janus_url": "ws://127.0.0.1:9",
    "janus_secret": "a secret that nobody asks for",
    "janus_room_key": "a key that opens nothing",
}
Say = Callable[[dict[str, Any]], None]


@dataclass
class Part:
    """What a page said, and how it can be answered."""

    person: PersonId
    say: Say
    heard: list[Frame] = field(default_factory=list)
    refuses: Exception | None = None
    has_left: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, frame: Frame) -> None:
        self.heard.append(frame)
        if self.refuses is not None:
            raise self.refuses
        self.say({"t": "microphone", "is": "open"})

    async def leave(self) -> None:
        self.has_left.set()


class AnyCall:
    """Lets everybody in, or nobody."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.is_away = False

    async def join(self, room: RoomId, person: PersonId, say: Say) -> Part:
        if self.is_away:
            raise CallUnavailable(Why.UNREACHABLE)
        self.parts.append(Part(person, say))
        return self.parts[-1]


@dataclass
class House:
    """A node whose call is a test's."""

    node: Node
    call: AnyCall

    async def seated(self, name: str = "Cleo") -> Caller:
        """Somebody who sits in the circle."""
        caller = await self.node.person(await self.node.room(), name)
        async with caller.connected() as line:
            await line.come_in()
        return caller


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running_node(sqlite_url(tmp_path), **NOWHERE) as node:
        assert node.service.calling is not None
        call = node.service.calling.call = AnyCall()
        yield House(node, call)


async def test_who_sits_in_the_circle_takes_part_and_is_heard_in_order(house: House) -> None:
    caller = await house.seated()
    async with calling(caller) as page:
        await page.send({"t": "publish", "sdp": "v=0"})
        await page.send({"t": "microphone", "open": True})
        await page.send({"t": "camera", "open": False})
        assert [(await page.next())["t"] for _ in range(3)] == ["microphone"] * 3
    (part,) = house.call.parts
    assert part.person == caller.person
    assert part.heard == [Publish("v=0"), SetMicrophone(True), SetCamera(False)]
    await asyncio.wait_for(part.has_left.wait(), 5)


async def test_address_whose_guesses_fail_is_soon_refused_unheard_by_the_live_socket_too(
    tmp_path: Path,
) -> None:
    async with running_node(sqlite_url(tmp_path), failed_hellos_per_second=1, **NOWHERE) as node:
        assert node.service.calling is not None
        clock = FakeClock(node.service.clock.now())
        node.service.calling.clock = node.service.sockets.clock = clock
        room = await node.room()
        caller = await node.person(room, "Cleo")
        found = []
        for _ in range(5):
            async with call_page(node) as page:
                await page.send({"t": "hello", "room": room, "ticket": "pbt_" + "0" * 60})
                found.append(((await page.next())["code"], await page.end()))
        async with caller.connected() as line:
            await line.until(lambda one: one.closed is not None)
            assert 4102 == line.closed
    assert [("ticket_invalid", 4200)] * 4 + [("rate_limited", 4102)] == found


async def test_too_large_a_hello_is_refused_by_its_first_bytes(house: House) -> None:
    async with peer(("127.0.0.1", house.node.port)) as rude:
        await rude.upgrade(b"/call", b"Origin: " + house.node.origin.encode() + b"\r\n")
        await rude.send(masked(TEXT, b"x" * HELLO_BYTES * 2)[:8])
        assert 4505 == await rude.close_code()


async def test_who_waits_at_the_door_hears_nothing_of_the_call(house: House) -> None:
    waiting = await house.node.stranger(await house.node.room(), "Zoe")
    async with call_page(house.node) as page:
        hello = {"t": "hello", "room": waiting.room, "ticket": await waiting.ticket()}
        await page.send(hello)
        assert await page.next() == {"t": "refused", "code": "forbidden"}
        assert await page.end() == 4504
    assert house.call.parts == []


async def test_a_ticket_lets_in_once(house: House) -> None:
    caller = await house.seated()
    ticket = await caller.ticket()
    hello = {"t": "hello", "room": caller.room, "ticket": ticket}
    async with call_page(house.node) as first, call_page(house.node) as second:
        await first.send(hello)
        assert (await first.next())["t"] == "welcome"
        await second.send(hello)
        assert await second.next() == {"t": "refused", "code": "ticket_invalid"}
        assert await second.end() == 4200


async def test_a_foreign_page_is_turned_away(house: House) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with call_page(house.node, origin="https://elsewhere.example"):
            pass


async def test_who_says_no_hello_is_closed(house: House) -> None:
    assert house.node.service.calling is not None
    house.node.service.calling.patience = Patience(hello=0.05)
    async with call_page(house.node) as page:
        assert await page.end() == 4104


async def test_a_call_that_is_away_is_said_and_may_be_tried_again(house: House) -> None:
    caller = await house.seated()
    house.call.is_away = True
    async with calling(caller) as page:
        assert await page.next() == {"t": "refused", "code": "call_unavailable"}
        assert await page.end() == 4105


@pytest.mark.parametrize(
    ("refuses", "code"),
    [
        (BadOffer(), "bad_offer"),
        (Locked(), "locked"),
        (CallUnavailable(Why.LOST), "call_unavailable"),
    ],
)
async def test_a_refusal_is_a_code_and_ends_nothing(
    house: House, refuses: Exception, code: str
) -> None:
    async with calling(await house.seated()) as page:
        house.call.parts[0].refuses = refuses
        await page.send({"t": "publish", "sdp": "canary"})
        assert await page.next() == {"t": "refused", "code": code}
        house.call.parts[0].refuses = None
        await page.send({"t": "camera", "open": True})
        assert await page.next() == {"t": "microphone", "is": "open"}


async def test_frames_that_are_none_are_refused_without_echo_until_there_are_too_many(
    house: House,
) -> None:
    async with calling(await house.seated()) as page:
        for _ in range(4):
            await page.send({"t": "canary", "mute": "canary"})
            assert await page.next() == {"t": "refused", "code": "invalid"}
        assert (await page.next())["t"] == "bye"
        assert await page.end() == 4505
    assert house.call.parts[0].heard == []


async def test_a_frame_that_is_too_large_is_not_heard(house: House) -> None:
    async with calling(await house.seated()) as page:
        await page.send({"t": "publish", "sdp": "x" * 60_001})
        assert await page.next() == {"t": "refused", "code": "invalid"}


async def test_a_flood_is_refused_and_then_closed(house: House) -> None:
    async with calling(await house.seated()) as page:
        for _ in range(MOST_AT_ONCE + 30):
            await page.send({"t": "camera", "open": True})
        assert await page.end() == 4102
    assert len(house.call.parts[0].heard) < MOST_AT_ONCE + 30


async def test_a_goodbye_of_the_call_closes_with_its_code(house: House) -> None:
    async with calling(await house.seated()) as page:
        house.call.parts[0].say({"t": "bye", "code": 4300, "reason": "come back"})
        assert await page.next() == {"t": "bye", "code": 4300, "reason": "come back"}
        assert await page.end() == 4300
    await asyncio.wait_for(house.call.parts[0].has_left.wait(), 5)


async def test_who_is_removed_is_out_of_the_call(house: House) -> None:
    caller = await house.seated()
    async with calling(caller) as page:
        await house.node.service.access.forbid(caller.room, caller.person)
        assert await page.end() == 4500


async def test_a_node_that_leaves_sends_everybody_elsewhere_and_takes_nobody(
    house: House,
) -> None:
    caller = await house.seated()
    async with calling(caller) as page:
        await house.node.service.drain()
        assert await page.end() == 4000
    with pytest.raises(InvalidStatus):
        async with call_page(house.node):
            pass


async def test_welcome_names_the_servers_that_help_through_networks(tmp_path: Path) -> None:
    servers = ("stun:stun.example", "turn:ann:secret@turn.example:3478")
    async with running_node(sqlite_url(tmp_path), **NOWHERE, ice_servers=servers) as node:
        assert node.service.calling is not None
        node.service.calling.call = AnyCall()
        caller = await House(node, AnyCall()).seated()
        async with call_page(node) as page:
            hello = {"t": "hello", "room": caller.room, "ticket": await caller.ticket()}
            await page.send(json.dumps(hello))
            assert await page.next() == {
                "t": "welcome",
                "ice_servers": [
                    {"urls": ["stun:stun.example"]},
                    {
                        "urls": ["turn:turn.example:3478"],
                        "username": "ann",
                        "credential": "secret",
                    },
                ],
            }


async def test_without_a_call_there_is_no_such_socket(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node:
        with pytest.raises(InvalidStatus):
            async with call_page(node):
                pass


async def test_a_sign_of_life_is_noted(house: House) -> None:
    async with calling(await house.seated()) as page:
        edge = house.node.service.calling
        assert edge is not None
        (socket,) = edge.callers
        socket.ping(edge.clock.now())
        ping = await page.next()
        assert ping["t"] == "ping"
        await page.send({"t": "pong", "n": ping["n"]})
        await page.send({"t": "camera", "open": True})
        await page.next()
        assert socket.ponged_at >= socket.pinged_at

import asyncio
from collections.abc import Callable
from typing import cast

import orjson
import pytest

from benchmarks.dialects import SocketIo
from benchmarks.line import TEXT, Line, frame
from benchmarks.swarm import Crowd, Member
from tests.benchmarks.words import joined


def test_rooms_knock_from_addresses_of_their_own() -> None:
    rooms = [[f"r{n}", "ada", "ben"] for n in range(70_000)]
    places = Crowd(joined()[0].dialect, 1, rooms).places

    assert len(places) == len({place.members[0].address for place in places})
    assert all(p.members[0].address == p.members[1].address for p in places)
    assert "127.0.0.1" not in {place.members[0].address for place in places}


def test_place_learns_what_the_next_command_depends_on() -> None:
    place = joined()[1]
    place.learn({"clock": {"paused": True, "timer_rev": 7}})
    place.learn({"signals": {"wants_in": ["ben"]}})
    place.learn({"phase": {}})

    assert (7, True, ["ben"]) == (place.timer_rev, place.is_paused, place.wants_in)


def test_welcome_and_what_passes_make_a_member_joined() -> None:
    crowd, place = joined()
    member = Member(crowd, place, "dora", "127.0.0.1")
    hear = crowd.dialect.heard
    hear(member, orjson.dumps({"t": "welcome", "epoch": "e", "view": "v", "resume": "s"}), 1.0)
    hear(member, b'{"t":"state","now":1,"seq":3,"because":[],"set":{}}', 2.0)
    assert not member.is_joined
    hear(member, b'{"t":"state","now":1,"set":{"presence":{}}}', 3.0)

    assert member.is_joined
    assert ("s", "v", 3) == (member.resume, member.view, member.seq)


async def test_storm_brings_back_who_holds_nothing_but_their_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = []

    async def connect(member: Member) -> float:
        said.append(orjson.loads(member.crowd.dialect.opened(member)))
        return 0.0

    crowd, place = joined()
    for member in crowd.members:
        member.resume, member.epoch, member.view, member.seq = "s", "e", "v", 3
    monkeypatch.setattr(Member, "connect", connect)
    await crowd.storm(crowd.members)

    assert [{"t": "hello", "room": place.id, "resume": "s"}] * 3 == said


def test_who_goes_on_elsewhere_brings_their_cursor() -> None:
    crowd, _ = joined()
    member = crowd.members[0]
    member.resume, member.epoch, member.view, member.seq = "s", "e", "v", 3

    said = orjson.loads(crowd.dialect.opened(member))

    assert {"epoch": "e", "view": "v", "seq": 3} == said["cursor"]


class Kept:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)


async def test_first_frame_is_answered_however_soon_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Socket.IO speaks first, and waits for the answer for ever."""
    transport = Kept()
    opening = b'HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x0a0{"sid":1}'

    async def connected_and_heard(make: Callable[[], Line], *_: object, **__: object) -> None:
        line = make()
        line.connection_made(cast("asyncio.BaseTransport", transport))
        line.data_received(opening)
        line.data_received(b'\x81\x1542["welcome",{"a":1}]')

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "create_connection", connected_and_heard)
    member = Crowd(SocketIo(1), 1, [["room", "ada"]]).members[0]
    await member.connect()

    assert member.is_joined
    assert frame(TEXT, b"40") == transport.written[1]

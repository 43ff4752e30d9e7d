"""Bad input over real sockets: a typed refusal or a documented close code, and nothing else.

Whatever comes, the room stays as it was, no value is echoed or logged, and nothing is left over.
"""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.access.grants import Scope
from app.phases.units import Millis
from app.rooms.fields import RoomId
from app.rooms.frames import frame
from app.rooms.roles import Role
from app.rooms.seat import HIGH_WATER, MOST_ANSWERS, Seat
from app.web.patience import Patience
from app.web.sinks import SocketSink
from app.web.strikes import STRIKES
from tests.support.node import Node, running_node, sqlite_url
from tests.support.rim import soon
from tests.support.roamer import Roamer, roaming
from tests.support.wire import Caller

CANARY = "canary-4711"
ID = str(uuid.UUID(int=1))


@dataclass
class Place:
    """A running node with a room and one leader who has a way in."""

    node: Node
    room: RoomId
    ada: Caller

    @property
    def seq(self) -> int:
        """Where the room stands."""
        return self.node.service.rooms.held[self.room].room.seq


@contextlib.asynccontextmanager
async def place_at(folder: Path, **given: Any) -> AsyncIterator[Place]:
    async with running_node(sqlite_url(folder), **given) as node:
        room = await node.room()
        yield Place(node, room, await node.person(room, "Ada", Role.LEADER))


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with place_at(tmp_path, patience=Patience(hello=0.3, close=0.3)) as made:
        yield made


@contextlib.asynccontextmanager
async def raw_to(
    node: Node, origin: str | None = None, **given: Any
) -> AsyncIterator[ClientConnection]:
    allowed = None if origin == "" else Origin(origin or node.origin)
    async with connect(node.socket_url, origin=allowed, ping_interval=None, **given) as raw:
        yield raw


async def heard(raw: ClientConnection) -> list[dict[str, Any]]:
    """Everything until the server closes."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionClosed):
            while True:
                found.append(json.loads(await raw.recv()))
    return found


def do(**fields: Any) -> str:
    return json.dumps({"t": "do", "id": ID, "type": "pause", **fields})


MALFORMED: dict[str, str] = {
    "nothing": "",
    "not JSON": f"{{{CANARY}",
    "an array": f'["{CANARY}"]',
    "a number": "4711",
    "null": "null",
    "not a number": do(confirm=1).replace("1}", "NaN}"),
    "half a surrogate": do(reason="x").replace('"x"', '"\\ud800"'),
    "deep": do(expect=json.loads('{"a":' * 20 + "1" + "}" * 20)),
    "many brackets": do(expect=[[]] * 700),
    "too large": do(reason=CANARY * 2_000),
    "no type of frame": json.dumps({"id": ID, "type": "pause"}),
    "an unknown frame": json.dumps({"t": CANARY}),
    "a frame of the server": json.dumps({"t": "welcome"}),
    "a second hello": json.dumps({"t": "hello", "room": "r", "ticket": CANARY}),
    "no command": json.dumps({"t": "do", "id": ID}),
    "an unknown command": do(type=CANARY),
    "a command that is a list": do(type=["pause"]),
    "a command of the system": do(type="fail_open", opening=1),
    "another one": do(type="join", person="x", visit=9),
    "an unknown field": do(**{CANARY: 1}),
    "a missing field": do(type="extend"),
    "text for a number": do(type="extend", by="60000"),
    "true for a number": do(type="extend", by=True),
    "a number out of bounds": do(type="extend", by=-5),
    "a number beyond all": do(type="extend", by=10**30),
    "a number for text": do(type="seat_by_name", name=4711),
    "text with control characters": do(type="seat_by_name", name=f"{CANARY}\x00"),
    "text with markup": do(type="seat_by_name", name=f"<b>{CANARY}"),
    "text of blanks": do(type="seat_by_name", name="   "),
    "an unknown choice": do(reason=CANARY),
    "a field that the service draws": do(type="seat_by_name", name="W", person=CANARY),
    "a list of numbers": do(type="set_leading", people=[4711]),
    "a list too long": do(type="set_leading", people=["x"] * 65),
    "an unknown revision": do(expect={CANARY: 1}),
    "a revision that is text": do(expect={"phase_rev": CANARY}),
    "a revision below zero": do(expect={"phase_rev": -1}),
    "a confirmation that is text": do(confirm=CANARY),
    "no id": json.dumps({"t": "do", "type": "pause"}),
    "an id of the system": do(id=f"zero:{CANARY}"),
    "an id that is a number": do(id=4711),
    "an id with a line": do(id=f"{ID}\n"),
    "an id in capitals": do(id="0190B0A4-8F6E-7D5C-9A3B-1C2D3E4F5A6B"),
    "an id without hyphens": do(id=uuid.UUID(ID).hex),
    "a sample that is text": json.dumps({"t": "sync", "c0": CANARY}),
    "a sample without end": json.dumps({"t": "sync", "c0": 1e300}),
    "a pong with more": json.dumps({"t": "pong", "n": 1, "x": CANARY}),
}


@pytest.mark.parametrize("what", MALFORMED)
async def test_malformed_frame_is_refused_and_changes_nothing(
    place: Place, what: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with place.ada.connected() as line:
        await line.come_in()
        seq, before = place.seq, len(line.frames)
        capsys.readouterr()
        caplog.clear()

        await line.send(MALFORMED[what])
        await line.until(lambda one: any(f["t"] == "refused" for f in one.frames[before:]))

        (refusal,) = [f for f in line.frames[before:] if f["t"] == "refused"]
        assert ("invalid", False) == (refusal["code"], refusal["retry"])
        assert refusal["id"] in (None, ID)
        assert CANARY not in json.dumps(line.frames)
        assert (seq, None) == (place.seq, line.closed)
        assert "" == caplog.text + "".join(capsys.readouterr())
        await line.do("need_leader")


async def test_one_malformed_frame_too_many_ends_the_connection(place: Place) -> None:
    async with place.ada.connected() as line:
        for _ in range(STRIKES + 1):
            await line.send("?")
        await line.until(lambda one: one.closed is not None)

        assert 4505 == line.closed
        assert STRIKES == sum(f["t"] == "refused" for f in line.frames)
        assert {"t": "bye", "code": 4505, "retry": False} == {
            k: v for k, v in line.frames[-1].items() if k != "reason"
        }


class TestPresses:
    async def test_each_refusal_has_its_code(self, place: Place) -> None:
        cleo = await place.node.person(place.room, "Cleo")
        async with place.ada.connected() as ada, cleo.connected() as member:
            for one in (ada, member):
                await one.come_in()
            assert "forbidden" == (await member.press("pause"))["code"]
            assert "forbidden" == (await member.press("agree", version=1, said_by="x"))["code"]
            assert "illegal_here" == (await ada.press("advance"))["code"]
            assert "not_found" == (await ada.press("admit", person="nobody"))["code"]
            assert "invalid" == (await ada.press("open_meeting", expect={}))["code"]
            stale = await ada.press("open_meeting", expect={"phase_rev": 99})
            assert ("stale", {"rev": "phase_rev", "current": 0}) == (stale["code"], stale["facts"])
            name = str(uuid.uuid4())
            await ada.do("need_leader", command_id=name)
            first = await ada.press("open_meeting", name)
            assert "done" == first["t"]
            assert "id_reused" == (await ada.press("pause", name))["code"]
            assert "id_reused" == (await member.press("pause", name))["code"]
            await ada.until(lambda one: one.view["phase"]["phase"] == "opening")
            await ada.do("close_meeting")
            await ada.until(lambda one: one.view["phase"]["phase"] == "closing")
            await ada.do("end_meeting")
            for type_ in ("pause", "write_leaders", "need_leader"):
                fields = {"text": CANARY} if type_ == "write_leaders" else {}
                assert "room_closed" == (await ada.press(type_, **fields))["code"]

    async def test_press_too_fast_is_refused_with_its_id_and_may_be_tried_again(
        self, tmp_path: Path
    ) -> None:
        async with (
            place_at(tmp_path, presses_per_second=1) as place,
            place.ada.connected() as line,
        ):
            ids = [str(uuid.uuid4()) for _ in range(3 + STRIKES + 1)]
            for name in ids:
                await line.send(json.dumps({"t": "do", "id": name, "type": "need_leader"}))
            await line.until(lambda one: one.closed is not None)

            codes = {line.answers[n].get("code") for n in ids[3 : 3 + STRIKES]}
            facts = {json.dumps(line.answers[n]["facts"]) for n in ids[3 : 3 + STRIKES]}
            assert ({"rate_limited"}, {'{"after_ms": 1000}'}) == (codes, facts)
            assert all(line.answers[n]["retry"] for n in ids[3 : 3 + STRIKES])
            assert 4102 == line.closed


class TestBytes:
    async def test_text_that_is_not_utf_8_ends_the_connection(self, place: Place) -> None:
        async with place.ada.connected() as line:
            line.raw.transport.write(b"\x81\x84\x00\x00\x00\x00\xff\xfe\xfd\xfc")
            await line.until(lambda one: one.closed is not None)

        assert 1007 == line.closed

    async def test_message_without_end_ends_the_connection(self, place: Place) -> None:
        async with place.ada.connected() as line:
            await line.send("x" * (65 * 1024))
            await line.until(lambda one: one.closed is not None)

        assert 1009 == line.closed

    async def test_binary_frame_ends_the_connection(self, place: Place) -> None:
        async with place.ada.connected() as line:
            await line.raw.send(CANARY.encode())
            await line.until(lambda one: one.closed is not None)

        assert 4505 == line.closed


Hello = Callable[[Place], Awaitable[dict[str, Any]]]


async def _spent(place: Place) -> dict[str, Any]:
    ticket = await place.ada.ticket()
    async with place.ada.connected(ticket=ticket):
        return {"ticket": ticket}


async def _of_another_room(place: Place) -> dict[str, Any]:
    room = await place.node.room()
    ben = await place.node.person(room, "Ben")
    return {"ticket": await ben.ticket()}


async def _old_resume(place: Place) -> dict[str, Any]:
    async with place.ada.connected() as first:
        assert first.welcome is not None
        old = first.welcome["resume"]
    async with place.ada.connected(resume=old) as second:
        assert second.welcome is not None
        newer = second.welcome["resume"]
    async with place.ada.connected(resume=newer):
        return {"resume": old}


async def _removed(place: Place) -> dict[str, Any]:
    cleo = await place.node.person(place.room, "Cleo")
    async with place.ada.connected() as ada, cleo.connected() as gone:
        await ada.come_in()
        assert gone.welcome is not None
        resume = gone.welcome["resume"]
        await ada.do("remove_person", person=cleo.person)
        await gone.until(lambda one: one.closed is not None)
        assert 4500 == gone.closed
    return {"resume": resume}


def _plainly(**fields: Any) -> Hello:
    async def made(place: Place) -> dict[str, Any]:
        return fields

    return made


HELLOS: dict[str, tuple[Hello, int, str]] = {
    "brings nothing": (_plainly(), 4200, "ticket_invalid"),
    "an unknown ticket": (_plainly(ticket=CANARY), 4200, "ticket_invalid"),
    "a spent ticket": (_spent, 4200, "ticket_invalid"),
    "a ticket of another room": (_of_another_room, 4200, "ticket_invalid"),
    "an unknown resume": (_plainly(resume=CANARY), 4200, "resume_invalid"),
    "an old resume": (_old_resume, 4500, "resume_reused"),
    "who was removed": (_removed, 4500, "removed"),
    "another wire": (_plainly(wire=2), 4503, "wire_version_unsupported"),
    "an unknown field": (_plainly(**{CANARY: 1}), 4505, "invalid"),
    "a broken cursor": (_plainly(cursor={"epoch": "", "view": "x", "seq": -1}), 4505, "invalid"),
    "another frame first": (_plainly(t="do"), 4505, "invalid"),
    "a room that cannot be": (_plainly(room=f"../{CANARY}"), 4505, "invalid"),
    "too large": (_plainly(ticket=CANARY * 500), 4505, "invalid"),
}


@pytest.mark.parametrize("what", HELLOS)
async def test_hello_that_brings_no_right_is_closed_with_its_code(
    place: Place, what: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    made, code, complaint = HELLOS[what]
    brought = await made(place)
    capsys.readouterr()
    caplog.clear()
    async with raw_to(place.node) as raw:
        await raw.send(json.dumps({"t": "hello", "room": place.room, **brought}))
        refusal, bye = await heard(raw)

    assert (code, complaint) == (raw.close_code, refusal["code"])
    assert (code, code < 4500) == (bye["code"], bye["retry"])
    assert CANARY not in json.dumps([refusal, bye, str(raw.close_reason)])
    assert "" == caplog.text + "".join(capsys.readouterr())


async def test_old_resume_ends_the_pass_of_both_who_hold_it(place: Place) -> None:
    async with place.ada.connected() as first:
        assert first.welcome is not None
        old = first.welcome["resume"]
    async with place.ada.connected(resume=old) as second:
        assert second.welcome is not None
        async with place.ada.connected(resume=second.welcome["resume"]) as third:
            async with raw_to(place.node) as raw:
                await raw.send(json.dumps({"t": "hello", "room": place.room, "resume": old}))
                await heard(raw)
            await third.until(lambda one: one.closed is not None)

            assert 4500 == third.closed


async def test_no_hello_in_time_is_closed(place: Place) -> None:
    async with raw_to(place.node) as raw:
        await heard(raw)

    assert 4104 == raw.close_code


async def test_binary_hello_is_closed(place: Place) -> None:
    async with raw_to(place.node) as raw:
        await raw.send(b"hello")
        await heard(raw)

    assert 4505 == raw.close_code


async def test_room_that_ended_a_minute_ago_is_closed(place: Place) -> None:
    async with place.ada.connected() as ada:
        await ada.come_in()
        await ada.do("open_meeting")
        await ada.until(lambda one: one.view["phase"]["phase"] == "opening")
        await ada.do("close_meeting")
        await ada.until(lambda one: one.view["phase"]["phase"] == "closing")
        await ada.do("end_meeting")
        place.node.service.clock.correct(61_000)
        await ada.until(lambda one: one.closed is not None)
        assert 4501 == ada.closed
    async with raw_to(place.node) as raw:
        ticket = await place.ada.ticket()
        await raw.send(json.dumps({"t": "hello", "room": place.room, "ticket": ticket}))
        await heard(raw)

    assert 4501 == raw.close_code


class TestTheDoor:
    @pytest.mark.parametrize("origin", ["https://elsewhere.test", "null", ""])
    async def test_origin_that_is_not_ours_is_turned_away(self, place: Place, origin: str) -> None:
        with pytest.raises(InvalidStatus) as refusal:
            async with raw_to(place.node, origin):
                pass

        assert 403 == refusal.value.response.status_code

    async def test_machine_that_says_it_is_a_page_is_turned_away(self, place: Place) -> None:
        with pytest.raises(InvalidStatus):
            async with raw_to(place.node, additional_headers={"Authorization": f"Bearer {CANARY}"}):
                pass

    @pytest.mark.parametrize("sent", [f"Bearer {CANARY}", f"Basic {CANARY}", CANARY])
    async def test_machine_without_a_key_of_ours_is_closed(self, place: Place, sent: str) -> None:
        async with raw_to(place.node, "", additional_headers={"Authorization": sent}) as raw:
            await raw.send(json.dumps({"t": "hello", "room": place.room}))
            refusal, _ = await heard(raw)

        assert (4504, "bad_key") == (raw.close_code, refusal["code"])

    async def test_machine_in_a_room_it_was_not_granted_is_closed(self, place: Place) -> None:
        other = await place.node.room()
        key = await place.node.service.access.create_key(
            "other", frozenset({Scope.ROOM_READ}), frozenset({other}), expires_in=None
        )
        headers = {"Authorization": f"Bearer {key.text}"}
        async with raw_to(place.node, "", additional_headers=headers) as raw:
            await raw.send(json.dumps({"t": "hello", "room": place.room}))
            refusal, _ = await heard(raw)

        assert (4504, "forbidden") == (raw.close_code, refusal["code"])

    async def test_revoked_key_closes_its_socket_within_2_s(self, place: Place) -> None:
        access = place.node.service.access
        key = await access.create_key(
            "m", frozenset({Scope.ROOM_READ}), frozenset({place.room}), expires_in=None
        )
        headers = {"Authorization": f"Bearer {key.text}"}
        async with raw_to(place.node, "", additional_headers=headers) as raw:
            await raw.send(json.dumps({"t": "hello", "room": place.room}))
            await raw.recv()
            async with asyncio.timeout(2):
                await access.revoke_key(key.key.id)
                await heard(raw)

        assert 4500 == raw.close_code

    async def test_hellos_of_one_address_have_a_ceiling(self, tmp_path: Path) -> None:
        async with (
            place_at(tmp_path, hellos_per_address=2) as place,
            raw_to(place.node) as first,
            raw_to(place.node),
        ):
            with pytest.raises(InvalidStatus):
                async with raw_to(place.node):
                    pass
            ticket = await place.ada.ticket()
            await first.send(json.dumps({"t": "hello", "room": place.room, "ticket": ticket}))
            await first.recv()
            async with raw_to(place.node):
                pass

    async def test_draining_node_takes_nobody_new(self, place: Place) -> None:
        place.node.service.sockets.is_draining = True

        with pytest.raises(InvalidStatus):
            async with raw_to(place.node):
                pass


async def test_revoked_link_closes_its_socket_within_2_s(place: Place) -> None:
    access = place.node.service.access
    (link,) = [one for one in await access.links(place.room) if one.person == place.ada.person]
    async with place.ada.connected() as line, asyncio.timeout(2):
        await access.revoke_link(place.room, link.id)
        await line.until(lambda one: one.closed is not None)

        assert 4500 == line.closed


async def test_frame_after_ones_end_is_not_obeyed(place: Place) -> None:
    """The seat is gone before the socket has closed; what came in between is nobody's."""
    async with place.ada.connected() as line:
        await line.come_in()
        seq = place.seq
        live = place.node.service.rooms.held[place.room]
        (seat,) = live.seats
        seat.is_gone = True
        await line.send({"t": "do", "id": ID, "type": "pause"})
        await line.until(lambda one: one.closed is not None)

        assert seq == place.seq
        assert ID not in line.answers


class TestNonReaders:
    async def test_peer_that_never_reads_is_cut_and_disturbs_nobody(self, tmp_path: Path) -> None:
        async with place_at(
            tmp_path, send_buffer=4096, presses_per_second=10_000, patience=Patience(close=0.2)
        ) as place:
            place.node.service.guests.stuck_for = Millis(200)
            cleo = await place.node.person(place.room, "Cleo")
            ada, deaf = (_roamer(place, one) for one in (place.ada, cleo))
            async with roaming(ada, deaf):
                await ada.does("agree", version=1)
                await ada.does("attest")
                deaf.hold()
                live = place.node.service.rooms.held[place.room]
                (seat,) = live.seats_of(cleo.person)
                most = await _until_cut(place, ada, cleo, seat)

                assert seat.is_gone
                assert most < HIGH_WATER + 64 * 1024
                assert len(seat.dirty) <= 7
                assert len(seat.answers) <= MOST_ANSWERS
                await soon(lambda: 1 == len(place.node.service.guests))
                deaf.go_on()
                await deaf.until(lambda: deaf.welcomes == 2)
            assert [] == [code for code in ada.closes if code != 1006]

    async def test_peer_that_never_reads_is_cut_also_where_nothing_happens(
        self, tmp_path: Path
    ) -> None:
        async with place_at(tmp_path, send_buffer=4096, patience=Patience(close=0.2)) as place:
            place.node.service.guests.stuck_for = Millis(200)
            deaf = _roamer(place, place.ada)
            async with roaming(deaf):
                deaf.hold()
                (seat,) = place.node.service.rooms.held[place.room].seats
                while _unsent(seat) < 512 * 1024:
                    seat.sink.write(frame("drain", within_ms=0, reason="x" * 32_000))
                await soon(lambda: seat.is_gone)

            assert not seat.dirty
            evicted = 'pushback_evicted_total{label="4101"} 1.0'
            assert evicted in place.node.service.metrics.text().decode()

    async def test_whoever_comes_and_goes_leaves_nothing_behind(self, place: Place) -> None:
        service = place.node.service
        tasks = len(asyncio.all_tasks())
        for n in range(12):
            with contextlib.suppress(InvalidStatus, ConnectionClosed):
                async with raw_to(place.node, "https://x.test" if n % 4 == 3 else None) as raw:
                    if n % 4 == 0:
                        await raw.send("?")
                        await heard(raw)
                    elif n % 4 == 1:
                        raw.transport.abort()
        async with place.ada.connected():
            pass

        await soon(lambda: not service.addresses._sockets and not service.addresses._hellos)
        await soon(lambda: len(asyncio.all_tasks()) <= tasks)
        assert 0 == len(service.guests)
        assert set() == service.rooms.held[place.room].seats


def _unsent(seat: Seat) -> int:
    """Bytes that were written and not taken by the network."""
    assert isinstance(seat.sink, SocketSink)
    return seat.sink.transport.buffered()


def _roamer(place: Place, caller: Caller) -> Roamer:
    node = place.node
    return Roamer("one", node.socket_url, node.origin, place.room, caller.ticket)


async def _until_cut(place: Place, ada: Roamer, cleo: Caller, seat: Any) -> int:
    """Rename somebody until the deaf one is cut; the most that waited for them, in bytes."""
    most = 0
    async with asyncio.timeout(10):
        n = 0
        while not seat.is_gone:
            n += 1
            await ada.does("confirm_person", person=cleo.person, name=f"Cleo {n} {'x' * 40}")
            await ada.does("seat_by_name", name=f"W {n}") if n < 30 else await asyncio.sleep(0)
            most = max(most, _unsent(seat))
    return most

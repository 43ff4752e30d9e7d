"""The socket of a call's makers: by a key, for one room, and gone with either."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.access.grants import Grant, Scope
from app.contract.lines import MOST_OF_A_CALL
from app.phases.units import Instant, Millis
from app.rooms import reception
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.roles import Role
from app.rooms.state import CallKind
from app.storage.contract_store import SqlContractStore
from app.web.strikes import STRIKES
from tests.support.clock import FakeClock
from tests.support.node import Node, running_node, sqlite_url
from tests.support.vendor import Vendor, vendor_of

WITHIN = 10


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    async with running_node(sqlite_url(tmp_path)) as made:
        yield made


@pytest.fixture
async def vendor(node: Node) -> Vendor:
    return await vendor_of(node, await node.room(call=CallKind.CONTRACT))


@contextlib.asynccontextmanager
async def socket(vendor: Vendor, **headers: str) -> AsyncIterator[ClientConnection]:
    url = vendor.base.replace("http://", "ws://") + "/floor"
    brought = {"Authorization": f"Bearer {vendor.key}"} | headers
    origin = brought.pop("Origin", None)
    async with connect(
        url, additional_headers=brought, origin=None if origin is None else Origin(origin)
    ) as raw:
        yield raw


async def read(raw: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN):
        found: dict[str, Any] = json.loads(await raw.recv())
    return found


async def code_of(raw: ClientConnection) -> int | None:
    """Its close code, once it is closed."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(WITHIN):
            while True:
                await raw.recv()
    return raw.close_code


async def test_state_comes_at_once_and_frames_are_answered(vendor: Vendor) -> None:
    async with socket(vendor) as raw:
        state = await read(raw)
        assert ("floor.changed", vendor.room) == (state["type"], state["call"])

        event = {"id": "e1", "ref": "a", "type": "joined", "at": 1}
        await raw.send(json.dumps({"type": "events", "events": [event]}))
        assert {"type": "done", "of": "events", "taken": 1} == await read(raw)

        ahead = {"version": {"seq": 9, "n": 0}, "outcomes": [], "class": "enforced", "at": 1}
        await raw.send(json.dumps({"type": "floor_report", **ahead}))
        refused = await read(raw)
        assert ("refused", "floor_report", "unknown_version", False) == (
            refused["type"], refused["of"], refused["code"], refused["retry"],
        )  # fmt: skip


@pytest.mark.parametrize("what", ["no key", "another room's", "another scope", "another call"])
async def test_whoever_may_not_report_is_refused(vendor: Vendor, what: str) -> None:
    node, room = vendor.node, vendor.room
    access = vendor.node.service.access
    if what == "no key":
        vendor.key = ""
    elif what == "another call":
        vendor = await vendor_of(node, await node.room())
    else:
        other = await node.room(call=CallKind.CONTRACT)
        scope = Scope.ROOM_READ if what == "another scope" else Scope.ROOM_REPORT
        rooms = frozenset({room if what == "another scope" else other})
        made = await access.create_key("other", frozenset({scope}), rooms, expires_in=None)
        vendor.key = made.text

    async with socket(vendor) as raw:
        refused = await read(raw)
        expected = {"no key": "bad_key", "another call": "not_by_contract"}
        assert ("refused", expected.get(what, "not_found")) == (refused["type"], refused["code"])
        assert 4504 == await code_of(raw)


async def test_no_page_opens_it_and_no_room_that_is_not_there(vendor: Vendor) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with socket(vendor, Origin=vendor.node.origin):
            pass
    vendor.room = RoomId("nowhere")
    async with socket(vendor) as raw:
        assert "not_found" == (await read(raw))["code"]


async def test_one_socket_too_many_is_refused_and_may_come_back(vendor: Vendor) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(MOST_OF_A_CALL):
            await read(await stack.enter_async_context(socket(vendor)))
        async with socket(vendor) as raw:
            refused = await read(raw)
            assert ("too_many_sockets", True) == (refused["code"], refused["retry"])
            assert 4100 == await code_of(raw)

    async with socket(vendor) as raw:
        assert "floor.changed" == (await read(raw))["type"]


async def test_key_that_ends_takes_its_socket_along(vendor: Vendor) -> None:
    async with socket(vendor) as raw:
        await read(raw)

        await vendor.node.service.access.revoke_key(vendor.key.split("_")[1])

        assert 4500 == await code_of(raw)


async def look_as_if_time_had_passed(vendor: Vendor) -> None:
    """One look at the sockets, all of which were asked for a sign of life long ago."""
    floors = vendor.node.service.floors
    for one in floors._sockets:
        one.signs.asked_at = Instant(0)
    await floors.look()


async def has_line(vendor: Vendor) -> bool:
    service = vendor.node.service
    store, now = SqlContractStore(service.database), service.clock.now()
    return await store.read(lambda rows: rows.has_line(vendor.room, now))


async def test_vendor_that_has_vanished_keeps_no_line(vendor: Vendor) -> None:
    """Its kernel takes what we say for as long as it likes; nobody is behind it any more."""
    async with socket(vendor) as raw:
        await read(raw)
        raw.transport.pause_reading()

        await look_as_if_time_had_passed(vendor)
        assert await has_line(vendor)
        await look_as_if_time_had_passed(vendor)

        async with asyncio.timeout(WITHIN):
            while await has_line(vendor):  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)
        raw.transport.resume_reading()
        assert 4001 == await code_of(raw)


async def test_vendor_that_says_nothing_and_is_there_keeps_its_line(vendor: Vendor) -> None:
    async with socket(vendor) as raw:
        await read(raw)
        (one,) = vendor.node.service.floors._sockets
        for _ in range(3):
            await look_as_if_time_had_passed(vendor)
            async with asyncio.timeout(WITHIN):
                while one.transport.is_awaited:  # noqa: ASYNC110  # nothing tells of it
                    await asyncio.sleep(0.01)

        assert await has_line(vendor)
        assert raw.close_code is None


async def test_vendor_is_not_gone_while_we_are_slow_to_hear_it(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floors, has_come, is_open = vendor.node.service.floors, asyncio.Event(), asyncio.Event()
    async with socket(vendor) as raw:
        await read(raw)
        opened = floors.opened

        async def slowly(room: RoomId) -> LiveRoom:
            has_come.set()
            await is_open.wait()
            return await opened(room)

        monkeypatch.setattr(floors, "opened", slowly)
        event = {"id": "e1", "ref": "a", "type": "left", "at": 1}
        await raw.send(json.dumps({"type": "events", "events": [event]}))
        await raw.send(json.dumps({"type": "events", "events": [event]}))
        await has_come.wait()
        await look_as_if_time_had_passed(vendor)
        await look_as_if_time_had_passed(vendor)
        is_open.set()

        assert ["done", "done"] == [(await read(raw))["type"] for _ in range(2)]


async def test_nonsense_is_forgiven_a_few_times(vendor: Vendor) -> None:
    async with socket(vendor) as raw:
        await read(raw)
        for _ in range(STRIKES):
            await raw.send('{"type": "canary", "level": 3}')
            refused = await read(raw)
            assert ("refused", "", "invalid") == (refused["type"], refused["of"], refused["code"])
            assert "canary" not in json.dumps(refused)

        await raw.send(b"bytes")

        assert 4505 == await code_of(raw)


async def test_node_that_goes_sends_its_sockets_elsewhere(vendor: Vendor) -> None:
    async with socket(vendor) as raw:
        await read(raw)

        vendor.node.service.floors.drain()

        assert 4000 == await code_of(raw)
        with pytest.raises(InvalidStatus, match="503"):
            async with socket(vendor):
                pass


async def test_node_that_goes_keeps_nobody_who_was_at_the_door(vendor: Vendor) -> None:
    floors, is_open = vendor.node.service.floors, asyncio.Event()
    admitted = floors.admitted

    async def slowly(room: RoomId, authorization: str, address: str) -> Grant:
        await is_open.wait()
        return await admitted(room, authorization, address)

    floors.admitted = slowly  # type: ignore[method-assign]
    async with socket(vendor) as raw:
        floors.drain()
        is_open.set()

        assert 4000 == await code_of(raw)


async def test_sockets_of_one_maker_are_not_strangers_at_the_door(tmp_path: Path) -> None:
    """Makers of many calls have one address: who is admitted is none that has not said hello."""
    async with running_node(sqlite_url(tmp_path), hellos_per_address=2) as node:
        vendor = await vendor_of(node, await node.room(call=CallKind.CONTRACT))
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(4):
                raw = await stack.enter_async_context(socket(vendor))
                assert "floor.changed" == (await read(raw))["type"]


@pytest.mark.parametrize("says", [True, False])
async def test_meeting_that_is_over_ends_its_sockets(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, *, says: bool
) -> None:
    leads = await vendor.node.person(vendor.room, "Ada", Role.LEADER)
    async with leads.connected() as ada:
        await ada.come_in()
        for press in ("open_meeting", "close_meeting", "end_meeting"):
            await ada.do(press)
    async with socket(vendor) as raw:
        await read(raw)
        monkeypatch.setattr(reception, "LINGER", Millis(0))
        if says:
            joined = {"participants": [{"ref": "a", "via": "web", "name": "Ann"}]}
            await raw.send(json.dumps({"type": "participants", **joined}))
            assert "room_closed" == (await read(raw))["code"]
        else:
            floors = vendor.node.service.floors
            for one in floors._sockets:
                one.look_at = Instant(0)
            await floors.look()

        assert 4501 == await code_of(raw)


async def test_flood_is_refused(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path), presses_per_second=1) as node:
        vendor = await vendor_of(node, await node.room(call=CallKind.CONTRACT))
        async with socket(vendor) as raw:
            await read(raw)
            event = {"id": "e1", "ref": "a", "type": "left", "at": 1}
            for _ in range(40):
                await raw.send(json.dumps({"type": "events", "events": [event]}))

            said = [await read(raw) for _ in range(9)]

            assert "rate_limited" in [one.get("code") for one in said]


async def test_address_whose_keys_are_guesses_is_soon_refused_without_a_look(
    tmp_path: Path,
) -> None:
    async with running_node(sqlite_url(tmp_path), failed_hellos_per_second=1) as node:
        vendor = await vendor_of(node, await node.room(call=CallKind.CONTRACT))
        node.service.rooms.clock = FakeClock(node.service.clock.now())
        said = []
        for _ in range(5):
            async with socket(vendor, Authorization="Bearer pbk_" + "0" * 60) as raw:
                said.append(((await read(raw))["code"], await code_of(raw)))
    assert [("bad_key", 4504)] * 4 + [("rate_limited", 4102)] == said

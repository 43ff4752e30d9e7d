"""The live view as events, by cookie or by key: who may, and over a real connection."""

import asyncio
import contextlib
import json
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import httpx
import pytest

from app.access.grants import Scope
from app.phases.units import MINUTE, SECOND
from app.rooms.commands import RemovePerson
from app.rooms.deciding.scene import Ask
from app.rooms.fields import CommandId
from app.rooms.frames import Frame
from app.rooms.roles import Role, person
from app.rooms.service import Press
from app.web.guests import RENEW_EVERY
from app.web.serving.server import PushbackServer, bind, serve_config
from tests.support.service import Browser, Service
from tests.support.stream import Reader, reading

CURSORS = ["x", "a.b.c", "%20"]


async def test_machine_reads_what_integrations_see(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    async with reading(service.app, f"/api/rooms/{room}/stream", key) as reader:
        welcome = await reader.event("welcome")
        await lea.presses("open_meeting")
        await reader.until(lambda one: "phase_entered" in one.text)

    assert ("integration.v1", None) == (welcome.data["view"], welcome.data["person"])
    assert "you" not in reader.events[1].data["set"]


async def test_screen_reads_the_phase_and_the_clock_alone(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    key = await service.key(Scope.ROOM_SHOW, rooms=(room,))

    async with reading(service.app, f"/api/rooms/{room}/stream", key) as reader:
        welcome = await reader.event("welcome")
        await lea.presses("open_meeting")
        await reader.until(lambda one: '"phase":"opening"' in one.text)

    assert ("screen.v1", None) == (welcome.data["view"], welcome.data["person"])
    states = [one.data for one in reader.events if one.name == "state"]
    assert {"phase": "opening"} == states[-1]["set"]["phase"]
    assert all(set(one["set"]) <= {"phase", "clock"} for one in states)
    assert not any(one.get("because") for one in states)
    assert "Lea" not in reader.text
    assert lea.person not in reader.text


async def test_key_for_a_screen_opens_nothing_else_of_the_room(service: Service) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_SHOW, rooms=(room,))
    paths = ("", "/events", "/links")

    answers = [await service.client.get(f"/api/rooms/{room}{one}", headers=key) for one in paths]
    answers.append(await service.client.post(f"/api/rooms/{room}/commands", headers=key, json={}))
    answers.append(await service.client.post(f"/api/rooms/{room}/grants", headers=key, json={}))

    assert [403] * 4 + [422] == [one.status_code for one in answers]


async def test_machine_is_not_in_the_circle(service: Service) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    async with reading(service.app, f"/api/rooms/{room}/stream", key) as reader:
        await reader.event("state")

        assert not service.parts.rooms.held[room].here()


async def test_machine_of_another_room_hears_nothing(service: Service) -> None:
    room, other = await service.room(), await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(other,))

    answer = await service.client.get(f"/api/rooms/{room}/stream", headers=key)

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_revoked_key_is_told_so(service: Service) -> None:
    room = await service.room()
    made = await service.parts.access.create_key(
        "x", frozenset({Scope.ROOM_READ}), frozenset({room}), expires_in=None
    )
    service.parts.access.on_revoked(service.parts.guests.revoked)
    key = {"Authorization": f"Bearer {made.text}"}

    async with reading(service.app, f"/api/rooms/{room}/stream", key) as reader:
        await reader.event("state")
        await service.parts.access.revoke_key(made.key.id)
        bye = await reader.event("bye")

    assert 4500 == bye.data["code"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_foreign_page_does_not_take_the_seat(
    service: Service, headers: dict[str, str]
) -> None:
    ann = await service.person(await service.room(), "Ann")
    del ann.client.headers["Origin"]

    answer = await ann.client.get(f"{ann.path}/stream", headers=headers)

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])
    assert not service.parts.rooms.held[ann.room].seats


async def test_stream_without_a_pass_is_refused(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")

    answer = await service.browser().get(f"{ann.path}/stream")

    assert (401, "pass_invalid") == (answer.status_code, answer.json()["code"])


def listening(service: Service, browser: Browser) -> AbstractAsyncContextManager[Reader]:
    return reading(service.app, f"{browser.path}/stream", cookies(browser))


async def test_stream_begins_with_a_whole_pass(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    service.clock.advance(14 * MINUTE)
    async with listening(service, ann) as reader:
        await reader.event("welcome")
    service.clock.advance(14 * MINUTE)

    assert 200 == (await ann.press("attest")).status_code


async def test_stream_that_lives_on_keeps_its_pass(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    async with listening(service, ann) as reader:
        await reader.event("welcome")
        service.clock.advance(14 * MINUTE)
        for _ in range(RENEW_EVERY):
            await service.parts.guests.tick()
    service.clock.advance(14 * MINUTE)

    assert 200 == (await ann.press("attest")).status_code


async def test_who_was_removed_is_told_so_before_the_door_knows(service: Service) -> None:
    room = await service.room()
    lea, ann = await service.seated(room, "Lea", Role.LEADER), await service.person(room, "Ann")
    removal = Ask(RemovePerson(ann.person), person(lea.person))
    await service.parts.rooms.do(room, Press(CommandId(str(uuid.uuid4())), removal, b""))

    answer = await ann.client.get(f"{ann.path}/stream")

    assert (403, "removed") == (answer.status_code, answer.json()["code"])


async def test_stream_that_is_refused_renews_nothing(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    foreign = {"Sec-Fetch-Site": "cross-site"}
    service.clock.advance(14 * MINUTE)
    async with reading(service.app, f"{ann.path}/stream", cookies(ann) | foreign) as reader:
        await reader.until(lambda one: one.is_over)
    service.clock.advance(1 * MINUTE)

    assert 403 == reader.status
    assert "pass_expired" == (await ann.press("attest")).json()["code"]


@pytest.mark.parametrize("cursor", CURSORS)
async def test_cursor_that_never_was_is_invalid(service: Service, cursor: str) -> None:
    ann = await service.person(await service.room(), "Ann")

    asked = await ann.client.get(f"{ann.path}/stream?cursor={cursor}")
    brought = await ann.client.get(f"{ann.path}/stream", headers={"Last-Event-ID": "x y"})

    assert [(422, "invalid")] * 2 == [
        (answer.status_code, answer.json()["code"]) for answer in (asked, brought)
    ]


async def test_address_that_holds_too_much_waits(service: Service) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(room,))
    path = f"/api/rooms/{room}/stream"

    async with reading(service.app, path, key) as reader:
        await reader.event("state")
        addresses = service.parts.addresses
        addresses.limits = replace(addresses.limits, sockets=1, hellos=10)
        async with reading(service.app, path, key) as other:
            await other.until(lambda one: one.is_over)

    assert (200, 429) == (reader.status, other.status)


@contextlib.asynccontextmanager
async def served(service: Service) -> AsyncIterator[int]:
    """The edge behind a real server; the port it listens on."""

    async def nothing() -> None: ...

    listener = bind("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    config = serve_config(service.app, "127.0.0.1", port, graceful_shutdown_s=1)
    server = PushbackServer(config, drain=nothing)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield port
    finally:
        server.should_exit = True
        await serving


def cookies(browser: Browser) -> dict[str, str]:
    """The header that the browser would send."""
    return {"Cookie": "; ".join(f"{k}={v}" for k, v in browser.client.cookies.items())}


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  # a server offers no event to wait for
            await asyncio.sleep(0.01)


async def test_stream_works_over_a_real_connection(service: Service) -> None:
    lea = await service.seated(await service.room(), "Lea", Role.LEADER)
    seen: list[str] = []

    async with (
        served(service) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client,
        client.stream("GET", f"{lea.path}/stream", headers=cookies(lea)) as answer,
    ):
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line[6:])["t"])
            if "full" in line:
                await lea.presses("seat_by_name", name="Telephone")
            if "Telephone" in line:
                break
        await answer.aclose()
        await until(lambda: not len(service.parts.guests))

    assert ["welcome", "state"] == seen[:2]
    assert not service.parts.rooms.held[lea.room].seats


async def test_peer_that_never_reads_is_cut_by_the_flow_of_a_real_connection(
    service: Service,
) -> None:
    room = await service.room()
    lea, ann = await service.seated(room, "Lea", Role.LEADER), await service.seated(room, "Ann")
    frame = Frame(b'{"t":"noise","x":"%s"}' % (b"x" * 65_536))

    async with served(service) as port:
        peer = socket.create_connection(("127.0.0.1", port))
        peer.sendall(f"GET {ann.path}/stream HTTP/1.1\r\nHost: x\r\n".encode())
        peer.sendall(f"Cookie: {cookies(ann)['Cookie']}\r\n\r\n".encode())
        await until(lambda: service.parts.rooms.held[room].seats_of(ann.person))
        seat, idle = service.parts.rooms.held[room].seats_of(ann.person)[0], 0
        while idle < 20:  # until the kernel and the server hold all that they will
            idle = idle + 1 if seat.is_stuck else 0
            if not idle:
                seat.sink.write(frame)
            await asyncio.sleep(0.005)
        await lea.presses("seat_by_name", name="Telephone")
        service.clock.advance(9 * SECOND)
        await service.parts.guests.tick()
        await until(lambda: not len(service.parts.guests))
        peer.close()

    assert not service.parts.rooms.held[room].seats

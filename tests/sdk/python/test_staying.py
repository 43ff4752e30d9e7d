"""What the library does about a server that says what none should, ends, or says nothing at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from pushback import Refused, Room, Stopped, Unreachable, connect_by_ticket
from pushback.world import Patience
from tests.support.scripted_server import Says, Scripted, scripted, state, until_gone, welcome
from tests.support.sdk_rooms import QUICK

HASTY = replace(QUICK, patience=Patience(welcome=0.5, silence=0.5, doubt=0.5, first=20))


class Tickets:
    """How many were drawn, and what is raised instead of the next."""

    def __init__(self) -> None:
        self.drawn = 0
        self.instead: list[Exception] = []

    async def draw(self) -> str:
        self.drawn += 1
        if self.instead:
            raise self.instead.pop(0)
        return f"ticket-{self.drawn}"


@asynccontextmanager
async def meeting(*script: Says, world: Any = QUICK) -> AsyncIterator[tuple[Room, Scripted]]:
    async with (
        scripted(*script) as server,
        connect_by_ticket(server.origin, "r1", Tickets().draw, world=world) as room,
    ):
        yield room, server


def closes(code: int, *, resume: str = "") -> Says:
    async def says(connection: ServerConnection, _: Any) -> None:
        await welcome(connection, resume=resume)
        await connection.close(code)

    return says


async def stays(connection: ServerConnection, _: Any) -> None:
    await welcome(connection, seq=2)
    await until_gone(connection)


def says(*texts: str | bytes) -> Says:
    async def them(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        for text in texts:
            await connection.send(text)
        await until_gone(connection)

    return them


@pytest.mark.parametrize(
    ("code", "brings"),
    [(1001, "resume"), (4000, "resume"), (4101, "resume"), (4200, "ticket"), (4201, "ticket")],
)
async def test_comes_back_with_what_the_close_code_asks_for(code: int, brings: str) -> None:
    async with meeting(closes(code, resume="next"), stays) as (room, server):
        await room.until(lambda view: view.seq == 2)

        first, second = server.hellos
        assert {"ticket": "ticket-1"}.items() <= first.items()
        assert brings in second
        assert {"epoch": "e1", "view": "member.v1", "seq": 1} == second["cursor"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [(4500, "revoked"), (4502, "replaced"), (4503, "version"), (4504, "forbidden"),
     (4999, "fault"), (1002, "fault")],
)  # fmt: skip
async def test_stops_and_says_why(code: int, reason: str) -> None:
    async with meeting(closes(code)) as (room, server):
        with pytest.raises(Stopped) as stopped:
            await room.until(lambda _: False)

        assert reason == stopped.value.reason
        assert 1 == len(server.hellos)


async def test_a_press_without_an_answer_ends_with_the_stay() -> None:
    async def hangs_up(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        async for text in connection:
            if json.loads(text)["t"] == "do":
                await connection.close(4500)

    async with meeting(hangs_up) as (room, _), asyncio.timeout(10):
        with pytest.raises(Stopped) as stopped:
            await room.do("pause")

    assert "revoked" == stopped.value.reason


async def test_a_meeting_that_ends_ends_the_looks_quietly() -> None:
    async with meeting(closes(4501)) as (room, _):
        assert [view.seq async for view, _ in room.changes()][-1:] == [1]
        assert room.stopped is not None
        assert "closed" == room.stopped.reason


async def test_who_is_told_that_a_node_leaves_goes_ahead_of_it_with_what_they_hold() -> None:
    """Long before it closes, and without the pause that would follow a close."""

    async def leaves(connection: ServerConnection, _: Any) -> None:
        await welcome(connection, resume="next")
        await connection.send(json.dumps({"t": "drain", "within_ms": 1_000}))
        await until_gone(connection)

    slow = replace(HASTY, chance=lambda: 1.0, patience=replace(HASTY.patience, silence=60))
    async with meeting(leaves, stays, world=slow) as (room, server), asyncio.timeout(10):
        began = slow.steady()
        await room.until(lambda view: view.seq == 2)

        assert {"resume": "next"}.items() <= server.hellos[1].items()
        assert slow.steady() - began >= 350
        assert 2 == len(server.hellos)


async def test_a_server_that_gives_no_time_is_not_left_before_it_closes() -> None:
    async def stops(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        await connection.send(json.dumps({"t": "drain", "within_ms": 0}))
        for _ in range(3):
            await connection.recv()
        await state(connection, seq=3)
        await until_gone(connection)

    async with meeting(stops) as (room, server), asyncio.timeout(10):
        await room.until(lambda view: view.seq == 3)

        assert 1 == len(server.hellos)


async def test_a_farewell_counts_where_the_close_was_lost() -> None:
    async def cut_short(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        await connection.send(json.dumps({"t": "bye", "code": 4502, "reason": "", "retry": False}))
        connection.transport.abort()

    async with meeting(cut_short, stays) as (room, server):
        with pytest.raises(Stopped) as stopped:
            await room.until(lambda _: False)

        assert "replaced" == stopped.value.reason
        assert 1 == len(server.hellos)


@pytest.mark.parametrize(
    "bad",
    ["", "no JSON", "[]", '{"t": "state", "now": 1, "set": 7}', b"\x00", "x" * (2**20 + 1)],
    ids=["empty", "text", "list", "set", "binary", "long"],
)
async def test_what_is_no_frame_ends_the_line_and_not_the_stay(bad: str | bytes) -> None:
    async with meeting(says(bad), stays) as (room, server):
        await room.until(lambda view: view.seq == 2)

        assert 2 == len(server.hellos)


async def test_what_is_new_is_ignored() -> None:
    news = '{"t": "weather", "is": "fine"}'
    later = '{"t": "state", "now": 2, "seq": 3, "because": [], "set": {"sky": {"blue": true}}}'
    async with meeting(says(news, later)) as (room, server):
        view = await room.until(lambda view: view.seq == 3)

        assert {"door", "sky"} == set(view.sections)
        assert 1 == len(server.hellos)


async def test_whoever_has_missed_something_comes_back_with_the_cursor() -> None:
    async with meeting(says('{"t": "ping", "n": 7, "seq": 9, "now": 1}'), stays) as (room, server):
        await room.until(lambda view: view.seq == 2)

        assert 1 == server.hellos[1]["cursor"]["seq"]


async def test_a_ping_is_answered() -> None:
    heard: list[dict[str, Any]] = []

    async def pings(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        await connection.send('{"t": "ping", "n": 7, "seq": 1, "now": 1}')
        async for text in connection:
            heard.append(json.loads(text))
            if {"t": "pong", "n": 7} in heard:
                await state(connection, seq=5)

    async with meeting(pings) as (room, _):
        await room.until(lambda view: view.seq == 5)


async def test_silence_is_the_end_of_a_line() -> None:
    async with meeting(says(), stays, world=HASTY) as (room, server):
        await room.until(lambda view: view.seq == 2)

        assert 2 <= len(server.hellos)


async def test_a_press_finds_out_that_nobody_is_there() -> None:
    doubtful = replace(QUICK, patience=Patience(doubt=0.2))
    async with meeting(says(), stays, world=doubtful) as (room, server):
        async with asyncio.timeout(10):
            pressing = asyncio.ensure_future(room.do("pause"))
            await room.until(lambda view: view.seq == 2)
        pressing.cancel()

        assert 2 == len(server.hellos)


async def test_a_try_that_is_not_welcomed_is_given_up() -> None:
    async def slow(connection: ServerConnection, _: Any) -> None:
        await until_gone(connection)

    async with meeting(slow, stays, world=HASTY) as (room, server):
        assert 2 == room.view.seq
        assert 2 <= len(server.hellos)


async def test_the_refusal_of_a_hello_says_more_than_the_close() -> None:
    refused = {"t": "refused", "id": None, "code": "removed", "retry": False, "say": ""}

    async def refuses(connection: ServerConnection, _: Any) -> None:
        await connection.send(json.dumps(refused))
        await connection.close(4500)

    with pytest.raises(Stopped) as stopped:
        async with meeting(refuses):
            pass

    assert "removed" == stopped.value.reason


async def test_a_refused_ticket_ends_it_and_a_busy_server_does_not() -> None:
    tickets = Tickets()
    tickets.instead = [Refused("rate_limited", retry=True, facts={"after_ms": 20})]
    async with scripted(closes(4201), stays) as server:
        async with connect_by_ticket(server.origin, "r1", tickets.draw, world=QUICK) as room:
            await room.until(lambda view: view.seq == 2)
        tickets.instead = [Refused("pass_expired")]
        with pytest.raises(Stopped) as stopped:
            async with connect_by_ticket(server.origin, "r1", tickets.draw, world=QUICK):
                pass

    assert "pass_expired" == stopped.value.reason
    assert 3 + 1 == tickets.drawn


async def test_a_ticket_that_nobody_could_be_asked_for_is_drawn_later() -> None:
    """Their server is started anew while a meeting goes on."""
    tickets = Tickets()
    tickets.instead = [ConnectionRefusedError(), httpx.ReadTimeout("slow"), httpx.ConnectError("")]
    async with (
        scripted(stays) as server,
        connect_by_ticket(server.origin, "r1", tickets.draw, world=QUICK) as room,
    ):
        assert 2 == room.view.seq

    assert 4 == tickets.drawn


async def test_a_mistake_in_drawing_tickets_is_not_swallowed() -> None:
    class Mistake(Exception):
        pass

    async def draw() -> str:
        raise Mistake

    async with scripted(stays) as server:
        with pytest.raises(Mistake):
            async with connect_by_ticket(server.origin, "r1", draw, world=QUICK):
                pass


async def test_a_press_is_tried_again_when_the_server_asks_for_it() -> None:
    ids: list[str] = []

    async def busy(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        async for text in connection:
            frame = json.loads(text)
            if frame["t"] == "do":
                ids.append(frame["id"])
                answer = {"t": "done", "id": frame["id"]}
                if len(ids) < 3:
                    answer |= {"t": "refused", "code": "conflict", "retry": True, "say": "",
                               "facts": {"after_ms": 1}}  # fmt: skip
                await connection.send(json.dumps(answer))

    async with meeting(busy) as (room, _):
        done = await room.do("need_leader")

    assert [done.id] * 3 == ids
    assert done.seq is None


async def test_a_wish_that_nobody_has_answered_is_repeated() -> None:
    wished: list[str] = []
    own: dict[str, Any] = {"need": None, "away": False, "volunteers": False}

    async def hears(connection: ServerConnection, _: Any) -> None:
        await welcome(connection)
        await connection.send(json.dumps({"t": "state", "now": 1, "set": {"own": own}}))
        async for text in connection:
            frame = json.loads(text)
            if frame["t"] == "do":
                wished.append(frame["type"])
                await connection.send(json.dumps({"t": "done", "id": frame["id"]}))
                if len(wished) in (2, 4):
                    own["need"] = {"at": 1, "seen_by": ["Ada"] if len(wished) == 4 else []}
                    await connection.close(4000)

    async with meeting(hears, hears, stays) as (room, _):
        await room.do("need_leader")
        await room.do("someone_can_hear")
        await room.until(lambda view: view.seq == 2)

    assert ["need_leader", "someone_can_hear"] * 2 == wished


async def test_nobody_is_sent_elsewhere_with_their_secret() -> None:
    async with scripted(stays) as other:

        async def redirect(connection: ServerConnection, request: Any) -> Any:
            response = connection.respond(307, "")
            response.headers["Location"] = f"ws://127.0.0.1:{other.port}/ws"
            return response

        async with serve(until_gone, "127.0.0.1", 0, process_request=redirect) as sending:
            port = next(iter(sending.sockets)).getsockname()[1]
            brief = replace(QUICK, patience=Patience(first=0.3))
            with pytest.raises(Unreachable):
                async with connect_by_ticket(
                    f"http://127.0.0.1:{port}", "r1", Tickets().draw, world=brief
                ):
                    pass

        assert [] == other.hellos

"""The live socket over real connections: patience before hello, strikes after it."""

import asyncio
import contextlib
import inspect
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.access.errors import TicketInvalid
from app.access.grants import Scope
from app.rooms.roles import Role
from app.rooms.seat import REVOKED
from app.rooms.service import Press
from app.web.entry import Guest
from app.web.patience import Patience
from app.web.presses import MOST
from app.web.serving.socket_protocol import SocketProtocol
from app.web.sinks import SocketSink
from app.web.strikes import FORGIVEN_AFTER, STRIKES
from app.web.turnstile import Turnstile
from tests.support.clock import FakeClock
from tests.support.node import Node, running_node, sqlite_url
from tests.support.stalling import stalled
from tests.support.wire import Line, discussing
from tests.web.serving.raw_peer import peer

CANARY = "canary-Quitte"
UNMASKED = b"\x81\x02{}"
"""A text as only a server may send it."""


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A running node that waits half a second for a hello."""
    async with running_node(sqlite_url(tmp_path), presses_per_second=50) as made:
        made.service.sockets.patience = Patience(hello=0.5, close=0.5)
        yield made


@contextlib.asynccontextmanager
async def opened(node: Node, **more: Any) -> AsyncIterator[ClientConnection]:
    """A connection that has said nothing."""
    more.setdefault("origin", Origin(node.origin))
    async with connect(node.socket_url, **more) as raw:
        yield raw


async def ended(raw: ClientConnection) -> tuple[int | None, list[dict[str, Any]]]:
    """The close code, and everything said before."""
    said = []
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            async for text in raw:
                said.append(json.loads(text))
    return raw.close_code, said


def sockets_of(node: Node) -> list[SocketProtocol]:
    """The live connections, below everything."""
    found = node.server.server_state.connections
    return [one for one in found if isinstance(one, SocketProtocol)]


def awaited(call: Any) -> Iterator[Any]:
    """This call, what it waits for, and so on to the last that is code of somebody's."""
    while inspect.iscoroutine(call):
        yield call
        call = call.cr_await


async def test_who_says_nothing_is_closed_and_may_come_back(node: Node) -> None:
    async with opened(node) as raw:
        code, said = await ended(raw)
    assert code == 4104
    assert [(f["t"], f["retry"]) for f in said] == [("bye", True)]


async def test_who_cannot_be_let_in_in_time_is_told_to_come_back_and_then_comes_in(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    ticket, usual = await ada.ticket(), node.service.sockets.patience
    node.service.sockets.patience = replace(usual, admission=0.1)
    async with stalled(node.service.database), opened(node) as raw:
        await raw.send(json.dumps({"t": "hello", "room": room, "ticket": ticket}))
        code, said = await ended(raw)
    node.service.sockets.patience = usual
    async with ada.connected(ticket=ticket) as line:
        assert line.welcome is not None
    assert 4103 == code
    assert [("refused", True), ("bye", True)] == [(f["t"], f["retry"]) for f in said]
    assert "unavailable" == said[0]["code"]


async def test_hello_of_who_has_left_already_puts_nobody_out_and_moves_no_chain(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        assert line.welcome is not None
        secret = line.welcome["resume"]
    async with ada.connected(resume=secret) as line, opened(node) as late:
        late.protocol.send_text(json.dumps({"t": "hello", "room": room, "resume": secret}).encode())
        late.protocol.send_close(1001)
        late.transport.write(b"".join(late.protocol.data_to_send()))
        await late.wait_closed()
        await line.do("agree", version=1)
        assert line.closed is None
        assert line.welcome is not None
        newest = line.welcome["resume"]
    async with ada.connected(resume=newest) as line:
        assert line.welcome is not None


class Waiting(Turnstile):
    """A line that moves once as many as it is for stand in it, and it is told to."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left_to_come = most
        self.stands, self.moves = asyncio.Event(), asyncio.Event()

    async def enter(self) -> None:
        self._left_to_come -= 1
        if not self._left_to_come:
            self.stands.set()
        await self.moves.wait()
        await super().enter()


async def test_who_leaves_before_the_turn_of_their_hello_spends_no_ticket(node: Node) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    ticket, line = await ada.ticket(), Waiting(1)
    usual, node.service.sockets.turnstile = node.service.sockets.turnstile, line
    async with opened(node) as raw:
        await raw.send(json.dumps({"t": "hello", "room": room, "ticket": ticket}))
        async with asyncio.timeout(10):
            await line.stands.wait()
    line.moves.set()
    node.service.sockets.turnstile = usual
    async with ada.connected(ticket=ticket) as there:
        assert there.welcome is not None


async def test_of_those_who_say_hello_at_once_one_begins_in_a_turn_of_the_loop(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, begun, turns = Waiting(6), list[int](), [0]
    node.service.sockets.turnstile = line

    def tick() -> None:
        turns[0] += 1
        if len(begun) < 6:
            asyncio.get_running_loop().call_soon(tick)

    async def by_hello(*_: object) -> Guest:
        begun.append(turns[0])
        raise TicketInvalid

    monkeypatch.setattr(node.service.entry, "by_hello", by_hello)
    async with contextlib.AsyncExitStack() as connections:
        some = [await connections.enter_async_context(opened(node)) for _ in range(6)]
        for one in some:
            await one.send(json.dumps({"t": "hello", "room": "r1", "ticket": CANARY}))
        async with asyncio.timeout(10):
            await line.stands.wait()
        line.moves.set()
        tick()
        for one in some:
            assert 4200 == (await ended(one))[0]
    assert 6 == len(set(begun))


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("{}", 4505),
        (CANARY, 4505),
        ('{"t":"do"}', 4505),
        (json.dumps({"t": "hello", "room": "r1", CANARY: 1}), 4505),
        (json.dumps({"t": "hello", "room": "r1", "wire": 9}), 4503),
        (json.dumps({"t": "hello", "room": "r1", "ticket": CANARY}), 4200),
        (json.dumps({"t": "hello", "room": "r1", "resume": CANARY}), 4200),
        (json.dumps({"t": "hello", "room": "r1" * 3000}), 4505),
        (b"\x00\x01", 4505),
    ],
)
async def test_a_first_frame_that_is_no_hello_is_refused_with_its_code_and_no_echo(
    node: Node, first: str | bytes, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(node) as raw:
        await raw.send(first)
        found, said = await ended(raw)
    assert found == code
    assert CANARY not in json.dumps(said)
    ours = [r for r in caplog.records if not r.name.startswith("websockets.client")]
    assert not [r for r in ours if r.levelno > logging.INFO]
    assert CANARY not in "\n".join(r.getMessage() for r in ours)


async def test_waiting_connection_keeps_few_calls_and_nothing_of_its_request(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        await line.do("agree", version=1)
        (connection,) = sockets_of(node)
        assert not connection.scope
        (serving,) = connection.tasks
        assert 5 >= len(list(awaited(serving.get_coro())))


@pytest.mark.parametrize("origin", ["http://elsewhere.example", None])
async def test_a_page_of_another_origin_is_turned_away_before_it_can_speak(
    node: Node, origin: str | None
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(node, origin=None if origin is None else Origin(origin)):
            pass
    assert refused.value.response.status_code == 403


async def test_a_key_does_not_come_from_a_page(node: Node) -> None:
    headers = {"Authorization": "Bearer pbk_x_y"}
    with pytest.raises(InvalidStatus, match="403"):
        async with opened(node, additional_headers=headers):
            pass


async def test_a_machine_brings_its_key_and_no_origin(node: Node) -> None:
    room = await node.room()
    key = await node.service.access.create_key(
        "board", frozenset({Scope.ROOM_READ}), frozenset({room}), expires_in=None
    )
    headers = {"Authorization": f"Bearer {key.text}"}
    async with opened(node, origin=None, additional_headers=headers) as raw:
        await raw.send(json.dumps({"t": "hello", "room": room}))
        welcome = json.loads(await raw.recv())
    assert welcome["view"] == "integration.v1"
    wrong = {"Authorization": "Bearer pbk_x_y"}
    async with opened(node, origin=None, additional_headers=wrong) as raw:
        await raw.send(json.dumps({"t": "hello", "room": room}))
        code, _ = await ended(raw)
    assert code == 4504


async def test_an_address_has_only_so_many_connections_without_a_hello(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path), hellos_per_address=2) as node:
        room = await node.room()
        ada = await node.person(room, "Ada", Role.LEADER)
        async with opened(node), opened(node):
            with pytest.raises(InvalidStatus, match="429"):
                async with opened(node):
                    pass
        async with ada.connected() as line, opened(node), opened(node):
            assert line.welcome is not None


async def test_address_whose_hellos_fail_is_soon_refused_unheard_and_good_ones_cost_it_nothing(
    tmp_path: Path,
) -> None:
    async with running_node(sqlite_url(tmp_path), failed_hellos_per_second=1) as node:
        room = await node.room()
        ada = await node.person(room, "Ada", Role.LEADER)
        guess = json.dumps({"t": "hello", "room": room, "ticket": CANARY})
        clock = node.service.sockets.clock = FakeClock(node.service.clock.now())

        async def guessed() -> tuple[int | None, str]:
            async with opened(node) as raw:
                await raw.send(guess)
                code, said = await ended(raw)
            return code, said[0]["code"]

        for _ in range(5):
            async with ada.connected() as line:
                assert line.welcome is not None
        found = [await guessed() for _ in range(6)]
        clock.advance(1_000)
        async with ada.connected() as line:
            assert line.welcome is not None
    assert [(4200, "ticket_invalid")] * 4 + [(4102, "rate_limited")] * 2 == found


async def test_rules_broken_before_hello_count_as_hellos_that_fail(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path), failed_hellos_per_second=1) as node:
        ada = await node.person(await node.room(), "Ada", Role.LEADER)
        node.service.sockets.clock = FakeClock(node.service.clock.now())
        for _ in range(4):
            async with peer(("127.0.0.1", node.port)) as rude:
                origin = b"Origin: " + node.origin.encode() + b"\r\n"
                await rude.upgrade(b"/ws", origin)
                await rude.send(UNMASKED)
                assert 1002 == await rude.close_code()
        async with opened(node) as raw:
            hello = {"t": "hello", "room": ada.room, "ticket": await ada.ticket()}
            await raw.send(json.dumps(hello))
            assert 4102 == (await ended(raw))[0]


async def test_a_node_that_drains_turns_newcomers_away(node: Node) -> None:
    node.service.sockets.is_draining = True
    with pytest.raises(InvalidStatus, match="503"):
        async with opened(node):
            pass


async def test_frames_that_are_not_understood_cost_strikes_and_then_the_connection(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        for _ in range(STRIKES + 1):
            await line.send({"t": CANARY})
        await line.until(lambda one: one.closed is not None)
    refusals = [f for f in line.frames if f["t"] == "refused"]
    assert line.closed == 4505
    assert [f["code"] for f in refusals] == ["invalid"] * STRIKES
    assert CANARY not in json.dumps(line.frames)


async def test_who_presses_too_fast_is_told_and_then_closed_with_4102(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path), presses_per_second=1) as node:
        room = await node.room()
        ada = await node.person(room, "Ada", Role.LEADER)
        async with ada.connected() as line:
            for n in range(3 + STRIKES + 1):
                await line.send({"t": "sync", "c0": n})
            await line.until(lambda one: one.closed is not None)
    assert line.closed == 4102
    codes = [f["code"] for f in line.frames if f["t"] == "refused"]
    assert codes == ["rate_limited"] * STRIKES
    counted = f'pushback_refused_total{{label="rate_limited"}} {STRIKES + 1}.0'
    assert counted in node.service.metrics.text().decode()


async def test_page_of_another_version_is_refused_now_and_then_and_never_closed_for_it(
    node: Node,
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        for _ in range(STRIKES):
            assert "invalid" == (await line.press("count_the_stars"))["code"]
        node.service.clock.correct(FORGIVEN_AFTER)
        assert "invalid" == (await line.press("count_the_stars"))["code"]
        await line.do("agree", version=1)
        assert line.closed is None


async def test_who_waits_as_rate_limited_says_is_never_closed_for_it(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path), presses_per_second=1) as node:
        room = await node.room()
        ada = await node.person(room, "Ada", Role.LEADER)
        async with ada.connected() as line:
            for _ in range(3):
                await line.do("need_leader")
            for _ in range(2 * STRIKES):
                name = str(uuid4())
                refusal = await line.press("need_leader", name)
                assert "rate_limited" == refusal["code"]
                node.service.clock.correct(refusal["facts"]["after_ms"])
                await line.do("need_leader", command_id=name)


async def test_a_clock_sample_returns_what_it_brought_between_two_readings(node: Node) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        await line.send({"t": "sync", "c0": 12.5})
        await line.until(lambda one: any(f["t"] == "sync" for f in one.frames))
    (sample,) = [f for f in line.frames if f["t"] == "sync"]
    assert sample["c0"] == 12.5
    assert sample["s1"] <= sample["s2"]


async def test_a_pong_is_heard(node: Node) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with ada.connected() as line:
        (seat,) = node.service.rooms.held[room].seats
        seat.ponged_at = 0
        await line.send({"t": "pong", "n": 1})
        await line.press("agree", version=1)
        assert seat.ponged_at > 0


async def test_a_press_that_was_not_understood_is_answered_under_its_id(node: Node) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    name = str(uuid4())
    async with ada.connected() as line:
        answer = await line.press("pause", name, patient=CANARY)
    assert (answer["id"], answer["code"]) == (name, "invalid")


@pytest.mark.parametrize(
    ("name", "command"), [("press", "attest"), ("press_at_once", "need_leader")]
)
async def test_a_fault_of_ours_ends_one_connection_and_is_said_by_its_kind(
    node: Node,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    command: str,
) -> None:
    room = await node.room()
    ada, ben = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Ben")

    def fails(*_: object) -> None:
        raise ValueError(CANARY)

    async with ben.connected() as other:
        async with ada.connected() as line:
            monkeypatch.setattr(node.service.pressing, name, fails)
            press = {"t": "do", "id": str(uuid4()), "type": command}
            await line.send(press)
            await line.until(lambda one: one.closed is not None)
        monkeypatch.undo()
        assert (await other.press("agree", version=1))["t"] == "done"
    assert "socket_failed error=ValueError" in caplog.text
    assert CANARY not in caplog.text


async def test_while_the_database_hangs_what_is_pressed_next_is_heard_and_so_is_the_way_back(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await node.room()
    callers = [await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")]
    async with callers[0].connected() as ada, callers[1].connected() as cleo:
        await discussing(ada, cleo)
        log, answers_again = node.service.rooms.log, asyncio.Event()
        append = log.append

        async def hangs(*args: Any, **named: Any) -> None:
            await answers_again.wait()
            await append(*args, **named)

        monkeypatch.setattr(log, "append", hangs)
        names = [str(uuid4()), str(uuid4())]
        more = {"on": False, "expect": cleo.expect()}
        await cleo.send({"t": "do", "id": names[0], "type": "choose_camera", **more})
        await cleo.send({"t": "do", "id": names[1], "type": "come_back_in"})
        opened = callers[1].person
        await ada.until(lambda one: one.view["enforcement"]["opened"] == [opened])
        answers_again.set()
        await cleo.until(lambda one: all(name in one.answers for name in names))
        await ada.until(lambda one: one.view["enforcement"]["opened"] == [])
    assert ["done", "done"] == [cleo.answers[name]["t"] for name in names]
    assert "open" == ada.view["floor"]["seats"][opened]["floor"]


class Hanging:
    """Presses are begun, and neither recorded nor answered before `goes_on`."""

    def __init__(self, node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.goes_on = asyncio.Event()
        self._is_full = asyncio.Event()
        self._press = node.service.pressing.press
        monkeypatch.setattr(node.service.pressing, "press", self._hangs)

    async def _hangs(self, guest: Guest, pressed: Press) -> None:
        self.begun += 1
        if self.begun == MOST:
            self._is_full.set()
        await self.goes_on.wait()
        await self._press(guest, pressed)

    async def until_full(self, line: Line, presses: int) -> None:
        """Send so many presses, and wait until as many are begun as may be."""
        for _ in range(presses):
            await line.send({"t": "do", "id": str(uuid4()), "type": "attest"})
        async with asyncio.timeout(5):
            await self._is_full.wait()


async def test_only_so_many_presses_of_one_connection_wait_for_their_answers(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    hanging = Hanging(node, monkeypatch)
    async with ada.connected() as line:
        await hanging.until_full(line, MOST + 5)
        await (await node.person(room, "Ben")).ticket()  # the node has had time for more
        assert MOST == hanging.begun
        hanging.goes_on.set()
        assert "done" == (await line.press("attest"))["t"]


async def test_what_waited_to_be_begun_when_its_connection_was_ended_is_not_begun(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await node.person(await node.room(), "Ada", Role.LEADER)
    hanging = Hanging(node, monkeypatch)
    async with ada.connected() as line:
        await hanging.until_full(line, MOST + 1)
        (guest,) = node.service.guests
        guest.seat.end(REVOKED)
        hanging.goes_on.set()
        await line.until(lambda one: one.closed is not None)
    assert MOST == hanging.begun


async def test_clock_samples_of_one_who_does_not_read_do_not_pile_up(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await node.room()
    ada = await node.person(room, "Ada", Role.LEADER)
    async with opened(node) as raw:
        hello = {"t": "hello", "room": room, "ticket": await ada.ticket()}
        await raw.send(json.dumps(hello))
        assert "welcome" == json.loads(await raw.recv())["t"]
        with monkeypatch.context() as while_stuck:
            while_stuck.setattr(SocketSink, "is_full", True)
            await raw.send(json.dumps({"t": "sync", "c0": 1}))
            await raw.send(json.dumps({"t": "nothing"}))  # it is answered later, in its turn
            (guest,) = node.service.guests
            async with asyncio.timeout(5):
                while not guest.seat.answers:  # noqa: ASYNC110  # a seat has no event to wait for
                    await asyncio.sleep(0.01)
        await raw.send(json.dumps({"t": "sync", "c0": 2}))
        async with asyncio.timeout(5):
            while (said := json.loads(await raw.recv()))["t"] != "sync":
                continue

    assert 2 == said["c0"]

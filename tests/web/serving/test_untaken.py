"""Peers that take nothing: told from those in a tunnel, and from those who are only slow."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.transport import text_frame
from app.web.serving.untaken import AT_ONCE, LOOK_EVERY, SHUT_FOR, Sent, Untaken, sent
from tests.web.serving.edge import Edge, Room, edge, until, with_lifespan
from tests.web.serving.raw_peer import PING, PONG, masked, peer
from tests.web.serving.stalled import SMALL_WINDOW

SHUT = Sent(arrived=100, under_way=0, waiting=7)
TUNNEL = Sent(arrived=100, under_way=3, waiting=7)
TAKEN = Sent(arrived=107, under_way=0, waiting=0)


def only(here: Edge) -> SocketProtocol:
    """The one connection, below everything."""
    (found,) = here.server.server_state.connections
    assert isinstance(found, SocketProtocol)
    return found


class Pretend:
    """A connection whose kernel says what the test says."""

    def __init__(self) -> None:
        self.is_watched = False
        self.transport: Any = self
        self.is_cut = False

    def abort(self) -> None:
        self.is_cut = True


@pytest.fixture
async def one() -> Pretend:
    return Pretend()


def watching(one: Pretend, *said: Sent | None) -> Untaken:
    """Watched since now, whose kernel answers one after the other, the last one for ever."""
    answers = list(said)
    untaken = Untaken(
        asyncio.get_running_loop(), ask=lambda _: answers.pop(0) if len(answers) > 1 else answers[0]
    )
    untaken.watch(one)
    return untaken


async def test_shut_window_is_borne_for_a_while_and_then_the_peer_is_cut(one: Pretend) -> None:
    untaken = watching(one, SHUT)
    untaken.look(0)
    untaken.look(SHUT_FOR - 0.1)
    assert not one.is_cut
    untaken.look(SHUT_FOR)
    assert one.is_cut


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([TUNNEL], id="what was sent is under way"),
        pytest.param([SHUT, TUNNEL, SHUT], id="it was opened meanwhile"),
        pytest.param([Sent(n, 0, 7) for n in range(3)], id="a little has arrived"),
    ],
)
async def test_who_may_be_in_a_tunnel_or_is_only_slow_is_not_cut(
    one: Pretend, said: list[Sent]
) -> None:
    untaken = watching(one, *said)
    for nth in range(len(said)):
        untaken.look(nth * (SHUT_FOR - 0.1))
    assert not one.is_cut
    assert one.is_watched


@pytest.mark.parametrize("said", [TAKEN, None], ids=["has everything", "nobody can tell"])
async def test_who_has_everything_is_looked_at_no_more_until_something_is_written(
    one: Pretend, said: Sent | None
) -> None:
    untaken = watching(one, said)
    assert one.is_watched
    untaken.look(1)
    assert not one.is_watched
    assert len(untaken) == 0
    untaken.watch(one)
    assert len(untaken) == 1


async def test_time_before_the_last_writing_is_not_held_against_anybody(one: Pretend) -> None:
    untaken = watching(one, SHUT, TAKEN, SHUT)
    untaken.look(0)
    untaken.look(1)
    untaken.watch(one)
    untaken.look(SHUT_FOR)
    assert not one.is_cut


async def test_who_has_ended_is_forgotten(one: Pretend) -> None:
    untaken = watching(one, SHUT)
    untaken.look(0)
    untaken.forget(one)
    untaken.look(SHUT_FOR)
    assert not one.is_cut
    assert len(untaken) == 0


async def test_look_that_fails_is_the_end_of_nobody_elses(
    one: Pretend, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Pretend()

    def ask(transport: Any) -> Sent:
        if transport is broken:
            raise RuntimeError("canary")
        return SHUT

    untaken = Untaken(asyncio.get_running_loop(), shut_for=0.0, ask=ask)
    untaken.watch(broken)
    untaken.watch(one)
    async with asyncio.timeout(3 * LOOK_EVERY + 2):
        await until(lambda: one.is_cut)
    assert not broken.is_cut
    assert not broken.is_watched
    assert len(untaken) == 1
    assert "canary" not in caplog.text
    assert "look_failed error=RuntimeError" in caplog.text


async def test_thousands_are_looked_at_a_few_at_a_time() -> None:
    loop, goes = asyncio.get_running_loop(), [0]

    def ask(_: Any) -> Sent:
        if not goes[-1]:
            loop.call_soon(goes.append, 0)  # whoever else has something to do is next
        goes[-1] += 1
        return TAKEN

    untaken = Untaken(loop, ask=ask)
    for _ in range(4 * AT_ONCE):
        untaken.watch(Pretend())
    async with asyncio.timeout(LOOK_EVERY + 5):
        await until(lambda: not len(untaken))
    assert [AT_ONCE] * 4 == goes[:4]


class Delays:
    """A loop that only keeps what is to be called, and when."""

    def __init__(self) -> None:
        self.now = 0.0
        self.later: list[tuple[float, Callable[..., None], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[..., None], *given: Any) -> None:
        self.later.append((delay, callback, given))

    def go_on(self) -> None:
        (delay, callback, given) = self.later.pop()
        assert not self.later
        self.now += delay
        callback(*given)


@pytest.mark.parametrize("many", [1, AT_ONCE, 4 * AT_ONCE - 1, 600 * AT_ONCE])
def test_goes_of_a_look_are_spread_evenly_over_the_time_to_the_next(many: int) -> None:
    loop, asked = Delays(), list[float]()

    def ask(_: Any) -> Sent:
        asked.append(loop.now)
        return TUNNEL

    untaken = Untaken(loop, ask=ask)  # type: ignore[arg-type]  # all that is asked of one
    for _ in range(many):
        untaken.watch(Pretend())
    goes = -(-many // AT_ONCE)
    for _ in range(2 * goes):
        loop.go_on()
    assert [many, many] == [sum(at < 2 * LOOK_EVERY - 1e-6 for at in asked), len(asked) - many]
    times = sorted(set(asked))
    assert times == pytest.approx([LOOK_EVERY * (1 + nth / goes) for nth in range(2 * goes)])
    assert AT_ONCE >= max(Counter(asked).values())


async def test_who_ends_while_others_are_looked_at_is_not_asked_for() -> None:
    all_of_them = [Pretend() for _ in range(AT_ONCE + 1)]
    asked: list[Any] = []

    def ask(transport: Any) -> Sent:
        asked.append(transport)
        untaken.forget(all_of_them[0])
        return TAKEN

    untaken = Untaken(asyncio.get_running_loop(), ask=ask)
    for each in all_of_them:
        untaken.watch(each)
    async with asyncio.timeout(LOOK_EVERY + 5):
        await until(lambda: not len(untaken))
    for _ in range(3):  # the rest of the look
        await asyncio.sleep(0)
    assert all_of_them[0] not in asked


async def test_real_peer_that_stops_reading_is_cut_though_next_to_nothing_is_sent() -> None:
    room = Room()
    async with (
        edge(room.app) as here,
        peer(here.address, receive_buffer=SMALL_WINDOW) as client,
    ):
        await client.upgrade()
        await until(lambda: bool(room.transports))
        protocol = only(here)
        protocol.untaken.shut_for = 0.0
        while not (found := sent(protocol.transport)) or not found.is_shut_out:
            room.transports[0].write_frame(text_frame(b"x" * 500))
            await asyncio.sleep(0)
        assert not room.transports[0].is_full
        async with asyncio.timeout(3 * LOOK_EVERY + 2):
            await until(lambda: not here.server.server_state.connections)
            assert len(protocol.untaken) == 0


async def test_real_peer_that_reads_is_left_alone_and_soon_not_looked_at() -> None:
    room = Room()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await until(lambda: bool(room.transports))
        protocol = only(here)
        room.transports[0].write_frame(text_frame(b"hello"))
        assert protocol.is_watched
        assert (await client.frame())[1] == b"hello"
        async with asyncio.timeout(3 * LOOK_EVERY + 2):
            await until(lambda: not protocol.is_watched)
        assert here.server.server_state.connections == {protocol}


async def test_of_a_connection_that_has_ended_nobody_can_tell() -> None:
    room = Room()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await until(lambda: bool(room.transports))
        transport = only(here).transport
        assert sent(transport)
        transport.abort()
        await until(lambda: here.is_empty)
        assert sent(transport) is None


async def test_answer_to_a_ping_counts_as_written() -> None:
    room = Room()
    async with edge(room.app) as here, peer(here.address) as client:
        await client.upgrade()
        await until(lambda: bool(room.transports))
        await client.send(masked(PING, b"are you there"))
        assert (await client.frame())[0] == PONG
        assert only(here).is_watched


async def test_what_the_application_sends_counts_as_written() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "hello"})
        await receive()

    async with edge(with_lifespan(app)) as here, peer(here.address) as client:
        await client.upgrade()
        assert (await client.frame())[1] == b"hello"
        assert only(here).is_watched

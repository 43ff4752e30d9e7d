"""A connection keeps order, conflates nothing by itself, and breaks as lines do."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from app.rooms.seat import HIGH_WATER
from app.web.serving.transport import text_frame
from tests.simulation.loop import VirtualLoop
from tests.simulation.wire import Wire

MANY = 50


class Listener:
    """Who reads at the page's end."""

    def __init__(self) -> None:
        self.read: list[bytes] = []
        self.codes: list[int] = []

    def take(self, _: Wire, payload: bytes) -> None:
        self.read.append(payload)

    def lost(self, _: Wire, code: int) -> None:
        self.codes.append(code)


def connected(main: Callable[[Wire, Listener], Awaitable[None]]) -> Listener:
    listener, loop = Listener(), VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing

    async def whole() -> None:
        await main(Wire(listener, Random(1), 0.2), listener)

    loop.run_until_complete(whole())
    return listener


def said(wire: Wire) -> list[bytes]:
    """Many frames of every length of header, as the node writes them."""
    payloads = [b"%d " % n + b"x" * n * n * 40 for n in range(MANY)]
    for payload in payloads:
        wire.transport.write_frame(text_frame(payload))
    return payloads


def test_frames_arrive_whole_and_in_order_whatever_each_trip_took() -> None:
    sent: list[bytes] = []

    async def main(wire: Wire, _: Listener) -> None:
        sent.extend(said(wire))
        await asyncio.sleep(1)
        assert 0 == wire.transport.buffered()

    assert sent == connected(main).read


def test_what_the_page_sends_arrives_in_order_behind_the_handshake() -> None:
    async def main(wire: Wire, _: Listener) -> None:
        for n in range(MANY):
            wire.send_up(str(n))
        assert "websocket.connect" == (await wire.receive())["type"]
        assert [str(n) for n in range(MANY)] == [
            (await wire.receive())["text"] for n in range(MANY)
        ]

    connected(main)


def test_page_that_reads_nothing_fills_the_buffers_and_loses_nothing() -> None:
    sent: list[bytes] = []

    async def main(wire: Wire, listener: Listener) -> None:
        wire.hold()
        sent.extend(said(wire))
        await asyncio.sleep(1)
        assert wire.transport.buffered() > HIGH_WATER
        assert [] == listener.read
        wire.let_go()

    assert sent == connected(main).read


def test_black_line_carries_nothing_and_tells_nobody_until_it_breaks() -> None:
    async def main(wire: Wire, listener: Listener) -> None:
        await wire.receive()
        wire.is_black = True
        wire.transport.write_frame(text_frame(b"lost"))
        wire.send_up("lost")
        await asyncio.sleep(1)
        assert wire.transport.is_open
        assert ([], []) == (listener.read, listener.codes)
        wire.broken()
        assert "websocket.disconnect" == (await wire.receive())["type"]
        await asyncio.sleep(1)

    assert [1006] == connected(main).codes


def test_node_that_closes_tells_the_page_behind_its_last_frame() -> None:
    async def main(wire: Wire, _: Listener) -> None:
        wire.transport.write_frame(text_frame(b"bye"))
        await wire.send({"type": "websocket.close", "code": 4502})
        assert not wire.transport.write_frame(text_frame(b"too late"))
        await asyncio.sleep(1)

    listener = connected(main)
    assert ([b"bye"], [4502]) == (listener.read, listener.codes)

"""Where a seat's frames leave the process."""

import asyncio

from app.rooms.frames import frame
from app.rooms.seat import CLOSED, Parting
from app.web.serving.transport import text_frame
from app.web.sinks import SocketSink, StreamSink

ONE, TWO = frame("one"), frame("two")


class _Wire:
    """A connection that keeps what is written to it."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_full = False

    def write_frame(self, prepared: bytes) -> bool:
        self.written.append(prepared)
        return True


def _socket(wire: _Wire, parted: list[Parting]) -> SocketSink:
    return SocketSink(wire, parted.append)  # type: ignore[arg-type]  # the connection's two words


def test_a_frame_is_wrapped_once_for_everybody() -> None:
    first, second = _Wire(), _Wire()
    shared = frame("shared")
    _socket(first, []).write(shared)
    _socket(second, []).write(shared)
    assert first.written == second.written == [text_frame(shared.payload)]
    assert first.written[0] is second.written[0]


def test_a_socket_is_full_as_its_connection_says() -> None:
    wire = _Wire()
    sink = _socket(wire, [])
    assert not sink.is_full
    wire.is_full = True
    assert sink.is_full


def test_a_socket_is_ended_by_who_made_it() -> None:
    parted: list[Parting] = []
    _socket(_Wire(), parted).part(CLOSED)
    assert parted == [CLOSED]


async def test_a_stream_gives_what_was_written_once_and_in_order() -> None:
    sink = StreamSink()
    sink.write(ONE)
    sink.write(TWO)
    assert await sink.taken() == [ONE, TWO]
    assert not sink.is_full


async def test_a_stream_waits_for_something_to_say() -> None:
    sink = StreamSink()
    waiting = asyncio.create_task(sink.taken())
    await asyncio.sleep(0)
    assert not waiting.done()
    sink.write(ONE)
    assert await waiting == [ONE]


async def test_a_stream_that_is_not_pulled_makes_its_seat_conflate() -> None:
    sink = StreamSink()
    sink.write(ONE)
    assert sink.is_full
    await sink.taken()
    assert not sink.is_full


async def test_a_parted_stream_gives_what_it_holds_and_then_nothing() -> None:
    sink = StreamSink()
    sink.write(ONE)
    sink.part(CLOSED)
    assert await sink.taken() == [ONE]
    assert sink.parting is CLOSED


async def test_parting_wakes_a_stream_that_waits() -> None:
    sink = StreamSink()
    waiting = asyncio.create_task(sink.taken())
    await asyncio.sleep(0)
    sink.part(CLOSED)
    assert await waiting == []


async def test_a_stream_has_handed_over_when_more_is_asked_for_and_nothing_is_left() -> None:
    sink = StreamSink()
    sink.write(ONE)
    waiting = asyncio.create_task(sink.handed_over())
    await sink.taken()
    sink.write(TWO)
    await sink.taken()
    await asyncio.sleep(0)
    assert not waiting.done()
    asking = asyncio.create_task(sink.taken())
    await waiting
    sink.write(ONE)
    await asking
    assert not sink._nothing_left.is_set()


async def test_nobody_waits_for_a_stream_that_ends() -> None:
    sink = StreamSink()
    sink.write(ONE)
    waiting = asyncio.create_task(sink.handed_over())
    sink.part(CLOSED)
    await waiting

"""Whatever bytes come, cut up however: heard and closed as the `websockets` library would.

The library's parser without input and output is the oracle; it is given everything at once.
"""

import asyncio
from itertools import cycle, pairwise
from typing import ClassVar

from hypothesis import example, given, settings
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from app.web.serving.server import MAX_MESSAGE_BYTES
from app.web.serving.socket_protocol import SocketProtocol
from tests.hostile.still import Quick, hear
from tests.web.serving.raw_peer import CLOSE, PING, TEXT, masked

INVALID_DATA = 1007


class Patient(SocketProtocol):
    """The library does not meter, nor wait between reads, and reads on behind a goodbye."""

    forgiven_bytes: ClassVar[int] = 1_000_000
    most_asides: ClassVar[int] = 1_000_000
    most_pieces: ClassVar[int] = 1_000_000


def oracle(data: bytes) -> tuple[list[str | None], int | None]:
    """The messages (None for a binary one) and the close code by the library's own rules."""
    parser = ServerProtocol(state=State.OPEN, max_size=MAX_MESSAGE_BYTES)
    parser.receive_data(data)
    heard: list[str | None] = []
    kind, parts = Opcode.TEXT, list[bytes]()
    for event in parser.events_received():
        assert isinstance(event, Frame)
        if event.opcode in (Opcode.TEXT, Opcode.BINARY):
            kind, parts = event.opcode, []
        if event.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            parts.append(bytes(event.data))
            if event.fin:
                try:
                    heard.append(b"".join(parts).decode() if kind is Opcode.TEXT else None)
                except UnicodeDecodeError:
                    return heard, INVALID_DATA
    close: Close | None = parser.close_sent
    return heard, None if close is None else close.code


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """One frame as a client may write it, with a length in any of its spellings; often wrong."""
    payload = draw(
        st.one_of(
            st.text(max_size=40).map(str.encode),
            st.binary(max_size=130),
            st.integers(0, MAX_MESSAGE_BYTES + 1).map(lambda size: b"x" * size),
        )
    )
    opcode = draw(st.one_of(st.sampled_from((0, 1, 1, 2, 8, 9, 10)), st.integers(0, 15)))
    wrong = draw(st.integers(0, 19))
    fin, bits = draw(st.booleans()), (wrong + 1) << 4 if wrong < 3 else 0
    spelling = draw(st.sampled_from([n for n in (125, 65_535, 2**63) if n >= len(payload)]))
    size = len(payload)
    length = {
        125: bytes((0x80 | min(size, 125),)),
        65_535: b"\xfe" + min(size, 65_535).to_bytes(2, "big"),
        2**63: b"\xff" + size.to_bytes(8, "big"),
    }[spelling]
    if wrong == 3:
        length = bytes((length[0] & 0x7F,)) + length[1:]
    return bytes((opcode | bits | (0x80 if fin else 0),)) + length + bytes(4) + payload


def cut(data: bytes, at: list[int]) -> list[bytes]:
    """The same bytes in several reads."""
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in at)})
    return [data[a:b] for a, b in pairwise(places)]


ANY = st.one_of(
    st.lists(frames(), max_size=8).map(b"".join),
    st.binary(max_size=300),
    st.lists(st.one_of(frames(), st.binary(max_size=20)), max_size=6).map(b"".join),
)


@settings(max_examples=400, deadline=None)
@given(data=ANY, at=st.lists(st.integers(0, 2**20), max_size=12))
@example(data=masked(TEXT, b"\xff") + masked(CLOSE, b"\x03\xe8"), at=[])
@example(data=masked(TEXT, b"heard") + b"\x83\x80\x00\x00\x00\x00", at=[])
@example(data=masked(TEXT, b"a", is_final=False) + masked(PING, b"") + masked(0, b"b"), at=[1, 9])
def test_any_bytes_are_heard_and_closed_as_by_the_library(data: bytes, at: list[int]) -> None:
    assert oracle(data) == asyncio.run(hear(cut(data, at), Patient))


@settings(max_examples=300, deadline=None)
@given(
    reads=st.lists(st.one_of(frames(), st.binary(max_size=20)), max_size=8),
    at=st.lists(st.integers(0, 2**20), max_size=3),
    takes=st.lists(st.booleans(), min_size=1, max_size=4),
)
@example(reads=[masked(TEXT, b"a", is_final=False), masked(TEXT, b"b")], at=[], takes=[True])
@example(reads=[masked(TEXT, b"\xff")], at=[], takes=[True])
@example(reads=[masked(CLOSE, b"\x03\xe8"), masked(TEXT, b"late")], at=[], takes=[True])
def test_any_bytes_are_heard_and_closed_the_same_where_some_are_taken_as_they_are_read(
    reads: list[bytes], at: list[int], takes: list[bool]
) -> None:
    data, quick = b"".join(reads), Quick(takes=cycle(takes).__next__)
    ends = [sum(map(len, reads[: nth + 1])) for nth in range(len(reads))]

    assert oracle(data) == asyncio.run(hear(cut(data, at + ends), Patient, quick))


@settings(max_examples=30, deadline=None)
@given(data=ANY)
def test_any_bytes_are_heard_and_closed_the_same_one_by_one(data: bytes) -> None:
    brief = data[:2_000]

    assert oracle(brief) == asyncio.run(hear([bytes((byte,)) for byte in brief], Patient))

"""The usual read, told from all others; the `websockets` library's parser is the oracle."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from app.web.serving.lone_text import lone_text


def parsed(data: bytes) -> list[Frame]:
    """The frames that a server reads, nothing if any rule is broken or bytes are left."""
    parser = ServerProtocol(state=State.OPEN)
    parser.receive_data(data)
    frames = [event for event in parser.events_received() if isinstance(event, Frame)]
    return [] if parser.parser_exc or parser.reader.buffer else frames


def framed(payload: bytes, mask: bytes, spelling: int) -> bytes:
    """A final text frame whose length is written in the given one of three ways."""
    lengths = (
        bytes((0x80 | min(125, len(payload)),)),
        b"\xfe" + len(payload).to_bytes(2, "big"),
        b"\xff" + len(payload).to_bytes(8, "big"),
    )
    shown = bytes(b ^ mask[n % 4] for n, b in enumerate(payload))
    return b"\x81" + lengths[spelling] + mask + shown


@given(
    data=st.one_of(
        st.binary(max_size=160),
        st.binary(max_size=160).map(lambda rest: b"\x81" + rest),
        st.builds(
            framed,
            st.one_of(st.binary(max_size=140), st.text(max_size=140).map(str.encode)),
            st.binary(min_size=4, max_size=4),
            st.integers(0, 2),
        ),
    )
)
@example(data=b"\x81\xff" + bytes(4 + 127))
@example(data=b"\xc1\x81" + bytes(4) + b"x")
@example(data=b"\x81\x01x" + bytes(4))
def test_what_is_taken_for_a_lone_text_is_read_as_just_that_by_the_library(data: bytes) -> None:
    text = lone_text(data)

    if text is not None:
        (frame,) = parsed(data)
        assert (Opcode.TEXT, True, text.encode()) == (frame.opcode, frame.fin, bytes(frame.data))


@given(text=st.text(max_size=200), mask=st.binary(min_size=4, max_size=4))
@example(text="x" * 65_535, mask=b"abcd")
def test_text_of_a_browser_is_a_lone_text_whatever_its_mask(text: str, mask: bytes) -> None:
    payload = text.encode()[:65_535].decode(errors="ignore").encode()
    spelling = 0 if len(payload) < 126 else 1

    assert payload.decode() == lone_text(framed(payload, mask, spelling))


WHOLE = framed(b"well", b"mask", 0)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[:-1], WHOLE + b"mask", WHOLE + WHOLE, b"", b"\x81", b"\x81\x81" + bytes(3),
        b"\x81\xff" + bytes(4 + 127), framed(b"\xff", b"mask", 0), framed(b"well", b"mask", 2),
        b"\x01" + WHOLE[1:], b"\x82" + WHOLE[1:],
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_parser(data: bytes) -> None:
    assert lone_text(data) is None

"""A frame's first bytes tell how large it is, and whether it is part of a message."""

import pytest
from websockets.frames import Frame, Opcode

from app.web.serving.frame_heads import frame_size, part_size
from tests.web.serving.raw_peer import CLOSE, PING, PONG, TEXT, masked


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
@pytest.mark.parametrize("is_masked", [True, False])
def test_size_of_a_frame_is_known_from_its_head(size: int, is_masked: bool) -> None:
    whole = Frame(Opcode.TEXT, bytes(size)).serialize(mask=is_masked)

    assert frame_size(whole + b"next") == len(whole)
    assert frame_size(whole[: len(whole) - size]) == len(whole)


@pytest.mark.parametrize("data", [b"", b"\x81", b"\x81\xfe\x01", b"\x81\xff" + bytes(7)])
def test_size_of_a_frame_is_unknown_while_its_head_is_not_whole(data: bytes) -> None:
    assert frame_size(data) is None


@pytest.mark.parametrize("opcode", [Opcode.CONT, Opcode.TEXT, Opcode.BINARY])
def test_part_of_a_message_is_as_large_as_its_head_says(opcode: int) -> None:
    whole = masked(opcode, bytes(300), is_final=False)

    assert len(whole) == part_size(whole) == part_size(whole[:4])
    assert 0 == part_size(whole[:3])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        masked(PING, b"?"),
        masked(PONG, b"?"),
        masked(CLOSE, b""),
        masked(3, b"no such opcode"),
        Frame(Opcode.TEXT, b"unmasked").serialize(mask=False),
        b"\xc1" + masked(TEXT, b"a reserved bit")[1:],
    ],
)
def test_what_is_no_part_of_a_message_or_breaks_a_rule_has_no_size_of_one(data: bytes) -> None:
    assert 0 == part_size(data)

"""What the first bytes of a frame tell of it (RFC 6455, 5.2)."""

from typing import Final

from websockets.frames import Opcode

SHORTEST: Final = 2
"""Bytes of a frame that tell how many its head has."""
LARGEST_HEAD: Final = 14
RESERVED: Final = 0x70
"""Bits of the first byte that nobody may set."""
PARTS: Final = frozenset({Opcode.CONT, Opcode.TEXT, Opcode.BINARY})
"""Frames that are a message, or a part of one."""


def frame_size(data: bytes | memoryview) -> int | None:
    """Bytes of the frame that `data` begins with, head and all; None if its head is not whole."""
    if len(data) < SHORTEST:
        return None
    length, head = data[1] & 0x7F, SHORTEST
    if length > 125:
        head += 2 if length == 126 else 8
        if len(data) < head:
            return None
        length = int.from_bytes(data[SHORTEST:head], "big")
    return head + (4 if data[1] & 0x80 else 0) + length


def part_size(data: bytes | memoryview) -> int:
    """The same for a part of a message that breaks no rule so far; 0 for every other frame, and
    while that is not known."""
    size = frame_size(data)
    if size is None or data[0] & RESERVED or data[0] & 0x0F not in PARTS or not data[1] & 0x80:
        return 0
    return size

"""The usual read: one whole text frame and nothing else, without a parser."""

from typing import Final

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it can be

FINAL_TEXT: Final = 0x81
MASKED: Final = 0x80
NO_MASK: Final = bytes(4)


def lone_text(data: bytes) -> str | None:
    """The text of `data` if it is just one whole, masked, final text frame (RFC 6455, 5.2).

    None for everything else, and for what is not UTF-8: the parser of `websockets` is to judge it.
    A frame of 64 KiB or more is never one.
    """
    if len(data) < 6 or data[0] != FINAL_TEXT:
        return None
    size, head = data[1] - MASKED, 2
    if size == 126:
        size, head = int.from_bytes(data[2:4], "big"), 4
    if not 0 <= size != 127 or len(data) != head + 4 + size:
        return None
    mask, payload = data[head : head + 4], data[head + 4 :]
    try:
        return (payload if mask == NO_MASK else apply_mask(payload, mask)).decode()
    except UnicodeDecodeError:
        return None

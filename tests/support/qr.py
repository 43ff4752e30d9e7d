"""A reader of QR codes, by ISO/IEC 18004: what a telephone would read of a drawn one.

Of bytes in versions 2 to 6, without the mending of what is unreadable: a wrong square is an error.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from segno import consts

Squares = Sequence[Sequence[bool]]
FORMAT_MASK = 0b101010000010010
LEVELS = {
    0b01: consts.ERROR_LEVEL_L,
    0b00: consts.ERROR_LEVEL_M,
    0b11: consts.ERROR_LEVEL_Q,
    0b10: consts.ERROR_LEVEL_H,
}
BYTES = 0b0100


def read(squares: Squares) -> str:
    """The text of a code; raises `AssertionError` where it is none or a square is wrong."""
    size = len(squares)
    version = (size - 17) // 4
    assert size == 17 + 4 * version
    assert 2 <= version <= 6
    told = number(squares[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)) >> 3 ^ FORMAT_MASK >> 10
    level, mask = LEVELS[told >> 3], told & 0b111
    bits = [squares[y][x] ^ is_turned(mask, y, x) for y, x in path(size)]
    words = [number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    return text(b"".join(blocks(words, version, level)))


def number(bits: Iterator[bool] | Sequence[bool]) -> int:
    """The bits as a number, the first one the highest."""
    return int("".join("01"[bit] for bit in bits), 2)


def is_turned(mask: int, y: int, x: int) -> bool:
    """Whether the mask turns this square."""
    return (
        (y + x) % 2,
        y % 2,
        x % 3,
        (y + x) % 3,
        (y // 2 + x // 3) % 2,
        y * x % 2 + y * x % 3,
        (y * x % 2 + y * x % 3) % 2,
        ((y + x) % 2 + y * x % 3) % 2,
    )[mask] == 0


def path(size: int) -> Iterator[tuple[int, int]]:
    """Where the data stands: in pairs of columns from the right, up and down by turns."""
    columns = [*range(size - 1, 6, -2), 5, 3, 1]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        yield from ((y, x) for y in rows for x in (right, right - 1) if not is_frame(size, y, x))


def is_frame(size: int, y: int, x: int) -> bool:
    """Corners with the format around them, the two dotted lines, and the small corner."""
    near, far = 9, size - 8
    is_corner = (y < near and (x < near or x >= far)) or (y >= far and x < near)
    small = range(size - 9, size - 4)
    return is_corner or 6 in (y, x) or (y in small and x in small)


def blocks(words: list[int], version: int, level: int) -> Iterator[bytes]:
    """The data of each block, once its check says that all of it was read rightly."""
    kinds: Any = consts.ECC
    shapes = [
        (kind.num_data, kind.num_total - kind.num_data)
        for kind in kinds[version][level]
        for _ in range(kind.num_blocks)
    ]
    coming = iter(words)
    found: list[list[int]] = [[] for _ in shapes]
    for lengths in ([data for data, _ in shapes], [check for _, check in shapes]):
        for n in range(max(lengths)):
            for block, length in zip(found, lengths, strict=True):
                if n < length:
                    block.append(next(coming))
    for block, (data, check) in zip(found, shapes, strict=True):
        assert not any(at_power(block, n) for n in range(check))
        yield bytes(block[:data])


def at_power(block: list[int], n: int) -> int:
    """The block as a polynomial over GF(256) at the n-th power of 2: 0 for each n of its check."""
    value = 0
    for word in block:
        for _ in range(n):
            value = value << 1 ^ (0x11D if value & 0x80 else 0)
        value ^= word
    return value


def text(data: bytes) -> str:
    """What stands in one segment of bytes."""
    bits = "".join(f"{byte:08b}" for byte in data)
    assert BYTES == int(bits[:4], 2)
    length = int(bits[4:12], 2)
    end = 12 + 8 * length
    assert "0000" == bits[end : end + 4]
    return bytes(int(bits[at : at + 8], 2) for at in range(12, end, 8)).decode()

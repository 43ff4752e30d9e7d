"""Whether the reader of QR codes reads."""

import pytest
import segno

from tests.support.qr import read

LINK = "http://localhost:8000/r/room#pbl_0123456789"


@pytest.mark.parametrize("level", list("lmqh"))
@pytest.mark.parametrize("mask", range(8))
def test_reader_reads_what_another_hand_drew(level: str, mask: int) -> None:
    drawn = segno.make_qr(LINK, error=level, mask=mask, mode="byte")

    assert LINK == read([[bool(square) for square in row] for row in drawn.matrix])


def test_reader_sees_one_wrong_square() -> None:
    drawn = segno.make_qr(LINK, error="m", mode="byte")
    squares = [[bool(square) for square in row] for row in drawn.matrix]
    squares[-1][-1] = not squares[-1][-1]

    with pytest.raises(AssertionError):
        read(squares)

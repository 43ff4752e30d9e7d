import pytest
from websockets.frames import Frame, Opcode

from benchmarks.line import NO_MASK, PING, TEXT, frame, frames


def sent(payload: bytes) -> bytes:
    """A server's text frame."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_frame_of_any_size_is_read_whole(size: int) -> None:
    payload = b"x" * size

    assert ([(TEXT, payload)], b"") == frames(sent(payload))


def test_frames_of_one_read_are_told_apart_and_the_rest_waits() -> None:
    data = sent(b"one") + sent(b"two") + sent(b"three")

    for cut in range(1, len(sent(b"three"))):
        found, rest = frames(data[:-cut])
        assert [(TEXT, b"one"), (TEXT, b"two")] == found
        assert [(TEXT, b"three")] == frames(rest + data[-cut:])[0]


@pytest.mark.parametrize(("size", "head"), [(0, 2), (125, 2), (126, 4), (65_535, 4)])
def test_what_is_said_is_masked_with_nothing(size: int, head: int) -> None:
    payload = b"y" * size
    said = frame(PING, payload)

    assert (0x80 | PING, 0x80) == (said[0], said[1] & 0x80)
    assert NO_MASK + payload == said[head:]


def test_frame_that_nobody_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        frame(TEXT, b"z" * 65_536)

import math
from array import array
from collections.abc import Iterable

import pytest
from aiortc.codecs.opus import OpusEncoder
from av import AudioFrame

from tests.support.loudness import AUDIBLE, FULL_SCALE, SILENCE, Ear, loudness
from tests.support.peers import SAMPLES, Hum, Hush


def samples(values: Iterable[float]) -> "memoryview[int]":
    return memoryview(array("h", (round(one) for one in values)))


def sine(peak: float) -> "memoryview[int]":
    return samples(peak * math.sin(math.tau * n / 48) for n in range(SAMPLES))


def test_level_is_the_root_of_the_mean_square_below_full_scale() -> None:
    assert loudness(sine(FULL_SCALE - 1)) == pytest.approx(-3.01, abs=0.01)
    assert loudness(sine((FULL_SCALE - 1) / 10)) == pytest.approx(-23.01, abs=0.01)
    assert loudness(samples([FULL_SCALE / 2] * 9)) == pytest.approx(-6.02, abs=0.01)


def test_nothing_is_silence() -> None:
    assert SILENCE == loudness(samples([])) == loudness(samples([0] * 9)) == Ear().level(b"")


@pytest.mark.parametrize(("track", "is_audible"), [(Hum, True), (Hush, False)])
async def test_packets_of_a_voice_are_audible_and_packets_of_silence_are_not(
    track: type[Hum], is_audible: bool
) -> None:
    ear, encoder, source = Ear(), OpusEncoder(), track()
    levels = []
    for _ in range(5):
        frame = await source.recv()
        assert isinstance(frame, AudioFrame)
        payloads, _ = encoder.encode(frame)
        levels += [ear.level(one) for one in payloads]

    assert levels
    assert is_audible == (max(levels) > AUDIBLE)

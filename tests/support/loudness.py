"""How loud what arrives is: decoded where it is listened to, for silence has packets too."""

import math

from aiortc.codecs.opus import OpusDecoder
from aiortc.jitterbuffer import JitterFrame
from av import AudioFrame
from av.frame import Frame

FULL_SCALE = 32_768
SILENCE = -120.0
"""dBFS of what has no sound at all, and of what is none."""
AUDIBLE = -40.0
"""dBFS. Speech at a microphone is above it in the mean, and the noise of a room below."""


class Ear:
    """Who decodes one stream of Opus."""

    def __init__(self) -> None:
        self._decoder = OpusDecoder()

    def level(self, payload: bytes) -> float:
        """The loudness of one packet, in dBFS."""
        if not payload:
            return SILENCE
        frames = self._decoder.decode(JitterFrame(payload, 0))
        return max((_left(one) for one in frames), default=SILENCE)


def _left(frame: Frame) -> float:
    """Of one channel: both are the same of somebody who has one microphone."""
    assert isinstance(frame, AudioFrame)
    return loudness(memoryview(frame.planes[0]).cast("h")[::2])


def loudness(samples: "memoryview[int]") -> float:
    """The root of the mean square, in dBFS."""
    power = sum(one * one for one in samples) / max(1, len(samples))
    return max(SILENCE, 10 * math.log10(power) - 20 * math.log10(FULL_SCALE)) if power else SILENCE

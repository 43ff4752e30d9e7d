"""Frames of a page about its own part in the call: bounded, validated, and never echoed."""

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from app.calls import frames
from app.rooms.errors import Invalid
from app.rooms.fields import ID_PATTERN
from app.web.shapes import Shape
from app.web.wire import Pong, shaped

MOST_BYTES = 64 * 1024
"""Of one frame; of what a circle of forty offers each other, an answer is the longest."""
MOST_SDP = 60_000
Sdp = Field(min_length=1, max_length=MOST_SDP)


class CallHello(Shape):
    """The first frame: a ticket, as of the live socket."""

    t: Literal["hello"]
    room: str = Field(pattern=f"^{ID_PATTERN}$")
    ticket: str = Field(min_length=8, max_length=200)


class PublishShape(Shape):
    """The offer of my microphone and camera."""

    t: Literal["publish"]
    sdp: str = Sdp


class AnswerShape(Shape):
    """The answer to the offer of everybody else's streams."""

    t: Literal["answer"]
    sdp: str = Sdp


class CandidateLine(Shape):
    """As browsers write it, `RTCIceCandidate.toJSON`; null where it says nothing."""

    candidate: str = Field(max_length=600)
    sdpMid: str | None = Field(default=None, pattern=r"^[A-Za-z0-9]{1,16}$")
    sdpMLineIndex: int | None = Field(default=None, ge=0, le=255)
    usernameFragment: str | None = Field(default=None, max_length=300)


class CandidateShape(Shape):
    """A way to reach one of the page's two connections; null when there are no more."""

    t: Literal["candidate"]
    of: Literal["out", "in"]
    candidate: CandidateLine | None


class MicrophoneShape(Shape):
    """My microphone, by my own hand."""

    t: Literal["microphone"]
    open: bool


class CameraShape(Shape):
    """My camera, by my own hand."""

    t: Literal["camera"]
    open: bool


class PicturesShape(Shape):
    """Whether others' pictures are sent to this page."""

    t: Literal["pictures"]
    on: bool


SHAPES: dict[str, type[Shape]] = {
    "publish": PublishShape,
    "answer": AnswerShape,
    "candidate": CandidateShape,
    "microphone": MicrophoneShape,
    "camera": CameraShape,
    "pictures": PicturesShape,
    "pong": Pong,
}
"""Every frame after `hello`."""


def _candidate(shape: CandidateShape) -> frames.Candidate:
    line = shape.candidate
    way = frames.Way(shape.of)
    if line is None:
        return frames.Candidate(way)
    return frames.Candidate(way, line.candidate, line.sdpMid, line.sdpMLineIndex)


MADE: dict[type[Shape], Callable[[Any], frames.Frame]] = {
    PublishShape: lambda shape: frames.Publish(shape.sdp),
    AnswerShape: lambda shape: frames.Answer(shape.sdp),
    CandidateShape: _candidate,
    MicrophoneShape: lambda shape: frames.SetMicrophone(shape.open),
    CameraShape: lambda shape: frames.SetCamera(shape.open),
    PicturesShape: lambda shape: frames.SetPictures(shape.on),
}


def call_hello(found: dict[str, Any]) -> CallHello:
    """The first frame; raises `Invalid`."""
    return shaped(CallHello, found)


def call_frame(found: dict[str, Any]) -> frames.Frame | None:
    """What the page says of its call, None for a sign of life; raises `Invalid`."""
    name = found.get("t")
    model = SHAPES.get(name) if isinstance(name, str) else None
    if model is None:
        raise Invalid("there is no such frame here")
    shape = shaped(model, found)
    return None if isinstance(shape, Pong) else MADE[model](shape)

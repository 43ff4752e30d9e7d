"""What a person's page says about their own part in the call; validated before it is one of these.

There is no frame for anything else: who one is, what others are sent, and what is closed is ours.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Way(StrEnum):
    """Which of a page's two connections: what it sends out, or what comes in."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Publish:
    """Send my microphone and camera: the offer of a new connection."""

    sdp: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the offer of everybody else's streams."""

    sdp: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way by which a connection may be reached; an empty `line` says that there are no more."""

    of: Way
    line: str = field(default="", repr=False)
    mid: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class SetMicrophone:
    """My own microphone, by my own hand."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class SetCamera:
    """My own camera, by my own hand."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class SetPictures:
    """Whether I am sent the pictures of others; what I send is not touched."""

    are_on: bool


Frame = Publish | Answer | Candidate | SetMicrophone | SetCamera | SetPictures

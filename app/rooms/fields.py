"""The shapes of what people and machines may put into a command, and the ids of a room.

The bounds stand here, in plain values; the wire turns them into validation and into schemas.
"""

from dataclasses import dataclass
from typing import Annotated, NewType

from app.phases.plan import StepId
from app.phases.units import Millis

RoomId = NewType("RoomId", str)
PersonId = NewType("PersonId", str)
CommandId = NewType("CommandId", str)
PlaceId = NewType("PlaceId", str)


@dataclass(frozen=True, slots=True)
class Length:
    """Bounds on the number of characters or items."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds on a number, both included."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that the whole text matches."""

    expression: str


ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_FORMATS = r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
"""What turns or hides the words around it; the joiners of scripts and emoji are none of these."""
_JOINERS = r"\u200c\u200d\ufe00-\ufe0f"
_MARKS = r"\u0300-\u036f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""What is nothing, or nothing by itself, to the eye."""
_POINTS = (
    r"!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u2010-\u2027\u2030-\u205e"
)
_IN_A_LINE = rf"[^{_CONTROLS}{_FORMATS}<>]"
_SIGN = rf"[^\s{_CONTROLS}{_FORMATS}{_JOINERS}{_MARKS}{_POINTS}]"
Name = Annotated[str, Length(1, 60), Pattern(rf"{_IN_A_LINE}*{_SIGN}{_IN_A_LINE}*")]
"""One line with at least one letter, number or emoji, and nothing in it that nobody sees."""
Person = Annotated[PersonId, Length(1, 64), Pattern(ID_PATTERN)]
PLACE_PATTERN = r"[0-9a-f]{32}"
Place = Annotated[PlaceId, Length(32, 32), Pattern(PLACE_PATTERN)]
"""A place in a call: a digest of the call's own name for it, so that no word can stand there."""
Step = Annotated[StepId, Length(1, 32), Pattern(r"[a-z0-9][a-z0-9._-]*")]
Amount = Annotated[Millis, Between(1_000, 4 * 3_600_000)]
Note = Annotated[str, Length(1, 200)]
Minutes = Annotated[float, Between(0, 240)]
StepCase = Annotated[int, Between(0, 6)]
CaseNumber = Annotated[int, Between(1, 6)]
FollowUps = Annotated[int, Between(0, 20)]

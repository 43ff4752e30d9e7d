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
_IN_A_LINE = r"[^\x00-\x1f\x7f<>]"
Name = Annotated[str, Length(1, 60), Pattern(rf"{_IN_A_LINE}*[^\s\x00-\x1f\x7f<>]{_IN_A_LINE}*")]
Person = Annotated[PersonId, Length(1, 64), Pattern(ID_PATTERN)]
Step = Annotated[StepId, Length(1, 32), Pattern(r"[a-z0-9][a-z0-9._-]*")]
Amount = Annotated[Millis, Between(1_000, 4 * 3_600_000)]
Note = Annotated[str, Length(1, 200)]
Minutes = Annotated[float, Between(0, 240)]
StepCase = Annotated[int, Between(0, 6)]
CaseNumber = Annotated[int, Between(1, 6)]
FollowUps = Annotated[int, Between(0, 20)]

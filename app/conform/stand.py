"""A stand: a call with pretend participants, at which our side can be played."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from app.calls.places import Ref
from app.conform.told import Told
from app.conform.wire import Act, Floor
from app.phases.units import Millis
from app.rooms.fields import PersonId


class Seal(Enum):
    """How a message is signed."""

    RIGHT = auto()
    FOREIGN = auto()
    """By a secret that is not the stand's."""
    NONE = auto()
    ALTERED = auto()
    """Rightly, and then the body was changed."""


@dataclass(frozen=True, slots=True)
class Posting:
    """How a state is brought. `skew`: how far the moment of the signature lies from now. `as_of`:
    how long ago the state was made. `has_more`: fields of a later minor version. `is_short`: it
    says that it lasts for a short time only. `copies` of one message are sent at once."""

    seal: Seal = Seal.RIGHT
    skew: Millis = Millis(0)
    as_of: Millis = Millis(0)
    has_more: bool = False
    is_short: bool = False
    copies: int = 1

    @property
    def is_usual(self) -> bool:
        """Whether nothing is special about it, but perhaps how often it is sent."""
        return self == Posting(copies=self.copies)


USUAL = Posting()


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a pretend participant is to be: a person of the room, with a grant that says so."""

    person: PersonId
    grant: str


class NotPlayable(Exception):
    """This stand cannot do that, or not now; one sentence says what it lacks."""


class Stand(Protocol):
    """What scenarios are played at. All raise `NotPlayable`. `tells`: whether it tells by itself
    what happens in the call."""

    told: Told
    tells: bool

    async def act(self, act: Act, ref: Ref | None, guest: Guest | None) -> Ref:
        """Have a pretend participant do that; where they are in the call from then on."""
        ...

    async def listen(self, at: Ref | None = None) -> frozenset[Ref]:
        """Of whom packets arrive right now: at a listener, or at that place in the call."""
        ...

    async def send(self, floor: Floor, posting: Posting) -> tuple[int, ...]:
        """Bring a state; the status of each answer, 0 where none came."""
        ...

    def away(self, *, is_away: bool) -> None:
        """From now on our side cannot be reached, or can again."""
        ...

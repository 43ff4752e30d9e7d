"""What leaders do with the meeting as a whole."""

from dataclasses import dataclass

from app.rooms.fields import FollowUps, Person, Step


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """Begin the meeting: `gathering` to `opening`."""


@dataclass(frozen=True, slots=True)
class Advance:
    """The next step; out of `select` it begins the case and needs a presenter."""


@dataclass(frozen=True, slots=True)
class Back:
    """One phase back within the case."""


@dataclass(frozen=True, slots=True)
class Skip:
    """On to a later step of this case."""

    to: Step


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    """The presenter takes the case back; the group goes to `close`."""


@dataclass(frozen=True, slots=True)
class AddCase:
    """Room for one more case."""


@dataclass(frozen=True, slots=True)
class DropCase:
    """One case fewer: the last one that has not begun."""


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    """On to `closing`, whatever was planned before it."""


@dataclass(frozen=True, slots=True)
class CountFollowUps:
    """How many follow-ups of former cases were told, in all; counted apart from cases."""

    told: FollowUps


@dataclass(frozen=True, slots=True)
class EndMeeting:
    """End the meeting for good; cannot be undone."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last move back."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop here: the clock pauses, push-back ends, the phase stays."""


@dataclass(frozen=True, slots=True)
class ConfirmAttendance:
    """A leader confirms on the record who was there; possible after the end."""

    people: tuple[Person, ...]

"""What the system alone may ask; none of it moves the group."""

from dataclasses import dataclass

from app.phases.plan import StepId
from app.phases.units import Instant, Millis
from app.rooms.fields import PersonId
from app.rooms.roles import Role


@dataclass(frozen=True, slots=True)
class ReachMark:
    """A step's clock reached zero (`mark` 0) or a band, at the instant it fell due."""

    step: StepId
    arming: int
    mark: int


@dataclass(frozen=True, slots=True)
class Arrive:
    """Somebody came by a link and is at the door."""

    person: PersonId
    name: str
    role: Role
    needs_confirmation: bool


@dataclass(frozen=True, slots=True)
class Join:
    """A socket of this person said hello; `visit` is the number the database gave it.

    `beside`: person and visit of others who came while the room was busy, in their order. Who of
    them has been removed meanwhile does not keep the rest from joining.
    """

    person: PersonId
    visit: int
    beside: tuple[tuple[PersonId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Lose:
    """No sign of life from this person since `at`."""

    person: PersonId
    visit: int
    at: Instant


@dataclass(frozen=True, slots=True)
class FailOpen:
    """No leader has been connected for the grace: every lock lifts."""

    opening: int


@dataclass(frozen=True, slots=True)
class LoseLeaders:
    """The leaders are lost: the clock pauses and the stand-in is offered the room."""

    loss: int


@dataclass(frozen=True, slots=True)
class AdvanceClock:
    """A room for practice is to be so much older; an integrator's test asked for it."""

    by: Millis


@dataclass(frozen=True, slots=True)
class EndAbandoned:
    """Nobody has been connected for very long."""

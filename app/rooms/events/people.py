"""People: at the door, in the circle, in their offices."""

from dataclasses import dataclass

from app.phases.units import Instant
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import CaseKind, Ring


@dataclass(frozen=True, slots=True)
class PresenterChosen:
    """Somebody, or nobody, presents a case."""

    at: Instant
    case: int
    person: PersonId | None
    kind: CaseKind = CaseKind.NEW


@dataclass(frozen=True, slots=True)
class LeadingSet:
    """Who leads a case."""

    at: Instant
    case: int
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class StandInNamed:
    """A stand-in, or "no stand-in", was chosen."""

    at: Instant
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class RoomTaken:
    """The stand-in took the room."""

    at: Instant


@dataclass(frozen=True, slots=True)
class RoomDeclined:
    """The stand-in would rather not."""

    at: Instant


@dataclass(frozen=True, slots=True)
class RingSet:
    """A seat changed rings."""

    at: Instant
    person: PersonId
    ring: Ring


@dataclass(frozen=True, slots=True)
class OuterRingOpened:
    """The outer ring may speak."""

    at: Instant


@dataclass(frozen=True, slots=True)
class OuterRingClosed:
    """The outer ring listens."""

    at: Instant


@dataclass(frozen=True, slots=True)
class ObserversAgreed:
    """The group agreed to be observed today."""

    at: Instant


@dataclass(frozen=True, slots=True)
class PersonArrived:
    """Somebody is at the door, or was given a seat by name."""

    at: Instant
    person: PersonId
    name: str
    role: Role
    needs_confirmation: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class PersonConfirmed:
    """A leader knows the newcomer."""

    at: Instant
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class PersonMerged:
    """`person` is somebody we know in another browser."""

    at: Instant
    person: PersonId
    into: PersonId


@dataclass(frozen=True, slots=True)
class PersonSeated:
    """Somebody has a chair, the same one as before if they had one."""

    at: Instant
    person: PersonId
    seat: int


@dataclass(frozen=True, slots=True)
class PersonSentOut:
    """The plan has no place for this person in this phase; they wait for the next."""

    at: Instant
    person: PersonId


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Connected, for the `visit`-th time."""

    at: Instant
    person: PersonId
    visit: int


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """No sign of life since `at`."""

    at: Instant
    person: PersonId
    visit: int


@dataclass(frozen=True, slots=True)
class PersonDeparted:
    """Had to go."""

    at: Instant
    person: PersonId


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """Removed by a leader."""

    at: Instant
    person: PersonId


@dataclass(frozen=True, slots=True)
class AgreementAccepted:
    """Accepted the group's agreement."""

    at: Instant
    person: PersonId
    version: int


@dataclass(frozen=True, slots=True)
class PrivacyAttested:
    """Said that nobody can hear and nothing is recorded."""

    at: Instant
    person: PersonId


@dataclass(frozen=True, slots=True)
class LedAgain:
    """A leader acted in a room that had opened by itself."""

    at: Instant

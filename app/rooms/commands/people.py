"""The door, the seats and the offices of people."""

from dataclasses import dataclass

from app.rooms.fields import CaseNumber, Name, Person, PersonId
from app.rooms.roles import Role
from app.rooms.state import CaseKind, Ring


@dataclass(frozen=True, slots=True)
class ChoosePresenter:
    """Who presents a case, the coming one unless `case` is named; nobody when `person` is null."""

    person: Person | None = None
    case: CaseNumber | None = None
    kind: CaseKind = CaseKind.NEW


@dataclass(frozen=True, slots=True)
class SetLeading:
    """Who leads a case."""

    people: tuple[Person, ...]
    case: CaseNumber | None = None


@dataclass(frozen=True, slots=True)
class NameStandIn:
    """Who would take the room if all leaders were lost; null is "no stand-in", chosen."""

    person: Person | None = None


@dataclass(frozen=True, slots=True)
class TakeRoom:
    """The stand-in takes the room that was offered."""


@dataclass(frozen=True, slots=True)
class DeclineRoom:
    """The stand-in would rather not."""


@dataclass(frozen=True, slots=True)
class SetRing:
    """Move a seat between the inner and the outer ring."""

    person: Person
    ring: Ring


@dataclass(frozen=True, slots=True)
class OpenOuterRing:
    """The outer ring may speak."""


@dataclass(frozen=True, slots=True)
class CloseOuterRing:
    """The outer ring listens again."""


@dataclass(frozen=True, slots=True)
class RecordObserversAgreed:
    """The group agreed today to be observed."""


@dataclass(frozen=True, slots=True)
class SeatByName:
    """Somebody on the telephone or beside the call gets a seat; the service draws `person`."""

    name: Name
    role: Role = Role.MEMBER
    person: PersonId = PersonId("")


@dataclass(frozen=True, slots=True)
class ConfirmPerson:
    """A leader knows this newcomer; `name` corrects how the circle calls them."""

    person: Person
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class SameAs:
    """`person`, at the door or seated, is somebody we know, `again`, in another browser."""

    person: Person
    again: Person


@dataclass(frozen=True, slots=True)
class Admit:
    """Let somebody in now, even while the door is shut."""

    person: Person


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Out of this meeting, and not back in."""

    person: Person


@dataclass(frozen=True, slots=True)
class Agree:
    """Accept the group's agreement in the version read."""

    version: int
    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class Attest:
    """The one line about privacy: alone, not overheard, nothing recorded."""

    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """I have to go."""

    said_by: Person | None = None

"""Roles of people, capacities they act in, and audiences that see alike.

A *role* is given at the door; a *capacity* is what a person or machine may act as at this moment,
and capacities add up; an *audience* is whose projection a socket receives.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.rooms.fields import PersonId


class Role(StrEnum):
    """What a seat's person is for the whole meeting. Presenter is an office of a case, no role."""

    LEADER = "leader"
    MEMBER = "member"
    OBSERVER = "observer"


class Capacity(StrEnum):
    """The columns of the permission table."""

    LEADER = "leader"
    PRESENTER = "presenter"
    MEMBER = "member"
    OBSERVER = "observer"
    STAND_IN = "stand_in"
    OFFERED_ROOM = "offered_room"
    WAITING = "waiting"
    INTEGRATION = "integration"
    OPERATOR = "operator"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who receives the same bytes."""

    LEADER = "leader"
    MEMBER = "member"
    SITTING_BACK = "sitting_back"
    OBSERVER = "observer"
    INTEGRATION = "integration"
    SCREEN = "screen"
    WAITING = "waiting"


class Kind(StrEnum):
    """What stands behind an actor."""

    PERSON = "person"
    INTEGRATION = "integration"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `id` is a person's id, an API key's id, or empty for the system; `may_lead` is an
    integration's grant `room:lead`."""

    kind: Kind
    id: str = ""
    may_lead: bool = False

    @property
    def person(self) -> PersonId | None:
        """The person behind the actor, if there is one."""
        return PersonId(self.id) if self.kind is Kind.PERSON else None


SYSTEM = Actor(Kind.SYSTEM)


def person(person_id: PersonId) -> Actor:
    """A person as an actor."""
    return Actor(Kind.PERSON, person_id)

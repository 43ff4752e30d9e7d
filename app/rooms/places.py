"""Places in a call that are nobody's of the room yet, as far as leaders are told of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.rooms.fields import PersonId, PlaceId


class Via(StrEnum):
    """By what somebody is in a call."""

    WEB = "web"
    APP = "app"
    TELEPHONE = "telephone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A place that is nobody's: `name` is what they call themselves there, empty if nothing;
    `claims`: whom the call says that they are, which a leader confirms."""

    name: str = field(default="", repr=False)
    claims: PersonId | None = None
    via: Via = Via.UNKNOWN


@dataclass(frozen=True, slots=True)
class Strangers:
    """Who is in the call and nobody's: some of the places, and how many `more` there are."""

    places: Mapping[PlaceId, Unmatched] = field(default_factory=dict)
    more: int = 0

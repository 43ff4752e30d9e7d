"""Whose place in the call is whose."""

from dataclasses import dataclass

from app.phases.units import Instant
from app.rooms.fields import PersonId, PlaceId


@dataclass(frozen=True, slots=True)
class PlaceMatched:
    """A leader said whose place this is."""

    at: Instant
    place: PlaceId
    person: PersonId


@dataclass(frozen=True, slots=True)
class PlaceFreed:
    """A leader said that the place is not theirs; it is nobody's again."""

    at: Instant
    place: PlaceId

"""Whose place in the call is whose, as leaders say."""

from dataclasses import dataclass

from app.rooms.fields import Person, Place


@dataclass(frozen=True, slots=True)
class MatchPlace:
    """This place in the call is this person's; what is asked of them is asked of it too."""

    place: Place
    person: Person


@dataclass(frozen=True, slots=True)
class FreePlace:
    """This place in the call is nobody's after all, and nobody closes it."""

    place: Place

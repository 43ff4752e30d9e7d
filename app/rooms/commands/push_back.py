"""Push-back and rejoin, asked and answered."""

from dataclasses import dataclass

from app.rooms.fields import Person


@dataclass(frozen=True, slots=True)
class OfferPushBack:
    """Offer the presenter to sit back."""


@dataclass(frozen=True, slots=True)
class InviteRejoin:
    """Invite the presenter to come back in."""


@dataclass(frozen=True, slots=True)
class Release:
    """End the push-back, by a leader's hand."""


@dataclass(frozen=True, slots=True)
class SitBack:
    """The presenter sits back; `camera` says whether they want to be seen."""

    camera: bool | None = None
    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """The presenter stays in the circle."""

    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class ChooseCamera:
    """Whether the presenter wants to be seen while sitting back."""

    on: bool
    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class ComeBackIn:
    """The presenter ends the push-back, by their own hand, without asking."""

    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class KeepListening:
    """The presenter would rather not come back in; the invitation stays open."""

    said_by: Person | None = None

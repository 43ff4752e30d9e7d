"""The presenter's chair."""

from dataclasses import dataclass

from app.phases.units import Instant


@dataclass(frozen=True, slots=True)
class PushBackOffered:
    """The presenter was offered to sit back."""

    at: Instant


@dataclass(frozen=True, slots=True)
class SatBack:
    """The presenter sits back."""

    at: Instant
    camera: bool | None


@dataclass(frozen=True, slots=True)
class Stayed:
    """The presenter stays in the circle."""

    at: Instant


@dataclass(frozen=True, slots=True)
class CameraChosen:
    """Whether the presenter wants to be seen."""

    at: Instant
    on: bool


@dataclass(frozen=True, slots=True)
class PushBackEnded:
    """The push-back is over: `by_presenter` by their own hand, else by a leader."""

    at: Instant
    by_presenter: bool


@dataclass(frozen=True, slots=True)
class RejoinInvited:
    """The presenter is invited to come back in."""

    at: Instant


@dataclass(frozen=True, slots=True)
class RejoinDeclined:
    """The presenter keeps listening."""

    at: Instant


@dataclass(frozen=True, slots=True)
class FailedOpen:
    """No leader was connected: every lock lifted."""

    at: Instant

"""The shapes of the ephemeral sections: `presence`, `signals`, `between`, `enforcement`, `own`."""

from typing import Literal

from app.rooms.presence import Presence
from app.web.shown.kinds import At, Id, Sent


class PresenceShown(Sent):
    """`presence`: how each seat's connection is shown."""

    people: dict[Id, Presence]


class DepartedShown(Sent):
    """Somebody who had to go."""

    person: Id
    name: str
    at: At


class PresenceForLeader(PresenceShown):
    """`presence` for leaders, who are told sooner."""

    presenter_missing: bool
    """The presenter has not been connected for 15 s; nothing pauses by itself."""
    another_device: list[Id]
    """Went on from another device while the first was still connected."""
    heard: dict[Id, At]
    """When somebody seated by name last spoke, as a leader entered it."""
    departed: list[DepartedShown]
    """Had to go, and is not back."""


class SignalsHidden(Sent):
    """`signals` where only leaders see who volunteers."""

    wants_in: list[Id]


class SignalsShown(SignalsHidden):
    """`signals` for the circle."""

    volunteers: list[Id]


class NeedShown(Sent):
    """Somebody needs a leader."""

    person: Id
    at: At
    seen_by: list[Id]


class ObjectionShown(Sent):
    """Somebody would rather not be observed."""

    by: Id
    observer: Id


class SignalsForLeader(SignalsShown):
    """`signals` for leaders."""

    needs: list[NeedShown]
    objections: list[ObjectionShown]


class LineShown(Sent):
    """A glance or a word between leaders."""

    at: At
    by: Id
    kind: Literal["signal", "text", "about_to", "not_yet"]
    value: str
    phase_rev: int
    """Of an `about_to`: the revision its move will bring."""
    to: str
    """Of an `about_to` that skips: the step it leads to, else empty."""


class BetweenShown(Sent):
    """`between`: what leaders tell each other."""

    lines: list[LineShown]


Claim = Literal["enforced", "requested", "agreed", "failed"]
Why = Literal["", "unreachable", "refused", "late", "lost", "not_closed", "silent"]


class EnforcementShown(Sent):
    """`enforcement`: how much of it a call has confirmed; without one everything is `agreed`."""

    locks: Claim
    door: Claim
    removal: Claim
    opened: list[Id]
    """Whose lock an emergency has lifted, whatever `floor` says."""


class EnforcementForLeader(EnforcementShown):
    """`enforcement` for leaders, who may do by hand what the call does not."""

    why: Why
    """Why the call has not confirmed, where something is known."""


class OwnNeed(Sent):
    """Your own request for a leader."""

    at: At
    seen_by: list[str]
    """Names."""


class OwnShown(Sent):
    """`own`: your receipts, your away state and your offer."""

    need: OwnNeed | None
    away: bool
    volunteers: bool
    """Said that they could present, whoever else may see it."""

"""The shapes of the ephemeral sections: `presence`, `signals`, `between`, `enforcement`, `own`."""

from typing import Literal

from app.rooms.places import Via
from app.rooms.presence import Presence
from app.web.shown.kinds import At, Id, Place, Sent


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
Tested = Literal["", "media-tested", "contract-tested", "community"]
Why = Literal[
    "", "unreachable", "refused", "late", "lost", "not_closed", "silent", "untold", "anybody"
]


class EnforcementShown(Sent):
    """`enforcement`: how much of it a call has confirmed; without one everything is `agreed`."""

    locks: Claim
    door: Claim
    removal: Claim
    opened: list[Id]
    """Whose lock an emergency has lifted, whatever `floor` says."""


class UnmatchedShown(Sent):
    """A place in the call that is nobody's; nobody closes it, and a leader may say whose it is."""

    place: Place
    name: str
    """What they call themselves there; empty where the call does not say."""
    claims: Id | None
    """Whom the call says that they are; a leader confirms it."""
    via: Via


class EnforcementForLeader(EnforcementShown):
    """`enforcement` for leaders, who may do by hand what the call does not."""

    why: Why
    """Why the call has not confirmed, where something is known."""
    since: At | None
    """Since when `locks` is what it is, for the same reason; null until a call has said so."""
    tested: Tested
    """How what closes microphones there is proven; empty while no node drives a call."""
    unmatched: list[UnmatchedShown]
    unmatched_more: int
    """How many such places there are beside these."""


class OwnNeed(Sent):
    """Your own request for a leader."""

    at: At
    seen_by: list[str]
    """Names."""


class OwnShown(Sent):
    """`own`: your receipts, your away state, your offer, your wish in the call, a reminder."""

    need: OwnNeed | None
    away: bool
    volunteers: bool
    """Said that they could present, whoever else may see it."""
    wished_at: At | None
    """When you opened your own microphone in the call while you sat back: ask whether you come back
    in. Doing it twice within 30 s is the answer."""
    reminded_at: At | None
    """When a leader last asked you to stay muted, where the call does not hold your microphone: say
    it once, quietly."""

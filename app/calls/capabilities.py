"""What a call can do to one participant, and how well that is known."""

from dataclasses import dataclass
from enum import StrEnum


class Strength(StrEnum):
    """How firmly a call closes something."""

    ENFORCED = "enforced"
    """Dropped by the media server; the participant cannot undo it, nor by coming again."""
    GUARDED = "guarded"
    """Dropped by the media server; what undoes it is seen, and undone."""
    REQUESTED = "requested"
    """The participant's program is asked, and may be told otherwise."""
    NONE = "none"


class Identity(StrEnum):
    """How a participant of the call is known to be a person of the room."""

    BOUND = "bound"
    """By an id that we have given and nobody else can bring."""
    CLAIMED = "claimed"
    """By what they say; a leader confirms it."""
    MANUAL = "manual"
    """By a leader alone."""


class Tested(StrEnum):
    """How an adapter is proven, as its label says on screen and in the documentation."""

    MEDIA = "media-tested"
    """Packets were counted at a listener."""
    CONTRACT = "contract-tested"
    """The messages were compared; what is heard was not."""
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`release_opens`: the call itself would let an open microphone through on release, so that
    the adapter keeps it closed until its person's key."""

    microphone: Strength
    camera: Strength
    door: Strength
    removal: Strength
    identity: Identity
    release_opens: bool
    tested: Tested


NO_CALL = Capabilities(
    Strength.NONE, Strength.NONE, Strength.NONE, Strength.NONE, Identity.MANUAL,
    release_opens=False, tested=Tested.COMMUNITY,
)  # fmt: skip
"""Beside a call that we know nothing of."""

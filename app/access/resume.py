"""The resume chain of one tab: each `welcome` brings a secret that the next `hello` presents.

A welcome can be lost, so a secret stays good until its successor has been presented. Presented
again it gets another successor in place of the one before, which nobody has read who comes again
with the older. So two are good, the one presented last and its newest successor, and one tab that
reads its welcomes in order brings no third: an older secret or a successor that was replaced is
held by two, and ends the pass.
"""

from dataclasses import dataclass, field, replace

from app.access.secrets import is_same
from app.rooms.fields import PersonId, RoomId


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain as stored: digests of the newest secret and of the one presented last."""

    id: str
    pass_id: str
    room: RoomId
    person: PersonId
    newest: bytes = field(repr=False)
    presented: bytes | None = field(default=None, repr=False)


def follow(chain: Chain, presented: bytes, successor: bytes) -> Chain | None:
    """The chain after `presented`, with `successor` as its newest; None if the pass must end.

    A secret that never was of this chain counts as an old one: only its holders know its id.
    """
    # Both comparisons are made: the time tells not even which of the two was presented.
    is_newest = is_same(presented, chain.newest)
    is_last = is_same(presented, chain.presented)
    return replace(chain, newest=successor, presented=presented) if is_newest | is_last else None

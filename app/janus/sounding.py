"""What the Janus at the other end is and whom it serves, asked as anybody could ask it.

That a lock holds rests on Janus serving us alone. A client whom it serves as well publishes there
under any id, and no lock knows of it: then nothing is enforced, whatever Janus confirms.
"""

from app.calls.capabilities import Capabilities, Identity, Strength, Tested
from app.calls.ports import CallUnavailable, Why
from app.janus.answers import JanusRefused
from app.janus.line import PLUGIN, Line, Patience, dialled

OURS_ALONE = Capabilities(
    Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Strength.ENFORCED, Identity.BOUND,
    release_opens=True, tested=Tested.MEDIA,
)  # fmt: skip
ANYBODYS = Capabilities(
    Strength.REQUESTED, Strength.REQUESTED, Strength.REQUESTED, Strength.REQUESTED,
    Identity.CLAIMED, release_opens=True, tested=Tested.MEDIA,
)  # fmt: skip
"""Of a Janus that serves whoever reaches it."""
OLDEST = 1000
"""As Janus numbers its version 1.0, since which each stream of a person can be closed by name."""
UNAUTHORIZED = 403


class Unfit(CallUnavailable):
    """No call can be had from it; `cure` says to the operator what to do."""

    def __init__(self, cure: str) -> None:
        super().__init__(Why.REFUSED)
        self.cure = cure


async def found_out(url: str, patience: Patience) -> Capabilities:
    """What it can do. Raises `CallUnavailable`, `Unfit`."""
    async with dialled(url, None, patience) as stranger:
        await _refuse_unfit(stranger)
        return ANYBODYS if await _serves(stranger) else OURS_ALONE


async def _refuse_unfit(stranger: Line) -> None:
    try:
        about = await stranger.ask("info")
    except JanusRefused:
        raise CallUnavailable(Why.REFUSED) from None
    if PLUGIN not in about.plugins:
        raise Unfit("it has no VideoRoom; let it load libjanus_videoroom.so")
    if about.version is None or about.version < OLDEST:
        raise Unfit("it is older than 1.0; install a newer Janus")


async def _serves(stranger: Line) -> bool:
    """Whether it makes a session for whoever has no secret. Whatever is not the one clear refusal
    is a yes: no more is claimed than was seen."""
    try:
        await stranger.ask("create")
    except JanusRefused as refused:
        return refused.number != UNAUTHORIZED
    return True

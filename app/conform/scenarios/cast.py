"""What scenarios begin with: who is there, and somebody locked.

What fails and could harm somebody leaves a vendor no class at all: a presenter who stays locked, a
microphone that is opened, a stranger who is closed, a floor that anybody may write. What fails and
only lets a lock slip leaves `requested`: then nobody is told that it holds.
"""

from app.calls.capabilities import Strength
from app.conform.steps import Comes, IsAnswered, IsHeard, IsSilent, Opens, Sends, Step, Wants, Who

ADA, CLEO, BEN, STRANGER = Who.ADA, Who.CLEO, Who.BEN, Who.STRANGER
NONE, REQUESTED = Strength.NONE, Strength.REQUESTED

NOBODY = Wants()
SITS_BACK = Wants(locked=frozenset({CLEO}))

TOGETHER: tuple[Step, ...] = (
    Comes(ADA), Comes(CLEO), Sends(), Opens(ADA), Opens(CLEO), IsHeard(ADA), IsHeard(CLEO),
)  # fmt: skip
"""Both are in the call and can be heard."""
LOCKED: tuple[Step, ...] = (*TOGETHER, SITS_BACK, Sends(), IsAnswered(), IsSilent(CLEO))
OPENED_AGAIN: tuple[Step, ...] = (Opens(CLEO), IsHeard(CLEO))

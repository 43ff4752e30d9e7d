"""What somebody locked may do: by accident, by other software, or by their own wish."""

from app.conform.scenarios.cast import BEN, CLEO, LOCKED, REQUESTED
from app.conform.steps import Comes, Evades, Renames, Scenario, StaysLocked
from app.conform.wire import Act

EVADING = (
    Scenario(
        "own_hand_closed",
        "Who is locked and opens their own microphone stays closed.",
        LOCKED,
        (Evades(Act.UNMUTE_SELF, CLEO),),
        "Close it where the person's program cannot open it, in the media server.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "second_stream",
        "A second stream of somebody locked stays closed.",
        LOCKED,
        (Evades(Act.SECOND_STREAM, CLEO),),
        "Lock the person's place and not one stream of it.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "rejoin",
        "Who is locked and comes again is closed before it is announced.",
        LOCKED,
        (Evades(Act.REJOIN, CLEO),),
        "Keep locks by person, and close whatever they publish before it is forwarded.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "second_ref",
        "A second place of somebody locked, as a telephone, is closed like the first.",
        LOCKED,
        (Evades(Act.SECOND_REF, CLEO),),
        "Keep locks by person: whatever else is theirs begins closed.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "rename",
        "Who is locked and takes another name stays closed.",
        LOCKED,
        (Renames(CLEO), StaysLocked(CLEO)),
        "A name is for reading: hang nothing on it.",
        REQUESTED,
        needs=("own_hand_closed",),
    ),
    Scenario(
        "newcomer_opens_nothing",
        "Who joins while somebody is locked lets nobody out of their lock.",
        LOCKED,
        (Comes(BEN), StaysLocked(CLEO)),
        "Somebody who comes changes nothing for those who are there.",
        REQUESTED,
        needs=("own_hand_closed",),
    ),
)  # fmt: skip

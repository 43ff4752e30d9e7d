"""What a stand tells by itself: all of it, as it was, and nothing else."""

from app.conform.scenarios.cast import ADA, CLEO, LOCKED, NONE, REQUESTED, TOGETHER
from app.conform.steps import (
    Comes,
    Evades,
    Goes,
    IsIntroduced,
    IsNoTry,
    IsTold,
    IsWellFormed,
    Opens,
    Scenario,
)
from app.conform.wire import Act

TELLING = (
    Scenario(
        "coming_and_going",
        "Coming and going are told as events.",
        TOGETHER,
        (IsTold("joined", CLEO), Goes(CLEO), IsTold("left", CLEO)),
        "POST an event `joined` when a place in the call is taken, and `left` when it is empty.",
        REQUESTED,
    ),
    Scenario(
        "own_hand_told",
        "Who is locked and opens their own microphone is told of, as of their own hand.",
        LOCKED,
        (Opens(CLEO), IsTold("microphone", CLEO, is_own=True)),
        "POST an event `microphone` with `open: true` and `by: self`, so that the room can let "
        "them through when they mean it.",
        NONE,
        needs=("lock_silent",),
    ),
    Scenario(
        "nothing_else_is_a_try",
        "A second stream and coming again are not told as somebody's own hand.",
        LOCKED,
        (Evades(Act.SECOND_STREAM, CLEO), Evades(Act.REJOIN, CLEO), IsNoTry(CLEO)),
        "Say `by: self` only where the person has pressed the key of their microphone; two such "
        "presses end push-back.",
        NONE,
        needs=("second_stream", "rejoin",),
    ),
    Scenario(
        "well_formed",
        "All that was told keeps to the contract.",
        (Comes(ADA), IsIntroduced(ADA)),
        (IsWellFormed(),),
        "Send the fields of the contract and no others; of speech there are none.",
        NONE,
    ),
)  # fmt: skip

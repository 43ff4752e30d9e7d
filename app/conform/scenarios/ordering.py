"""States that overtake each other: the newest is what is wanted."""

from app.conform.scenarios.cast import (
    CLEO,
    LOCKED,
    NOBODY,
    NONE,
    OPENED_AGAIN,
    REQUESTED,
    SITS_BACK,
    TOGETHER,
)
from app.conform.steps import (
    IsAnswered,
    IsSilent,
    Scenario,
    Sends,
    SendsOlder,
    StaysHeard,
    StaysLocked,
)

ORDERING = (
    Scenario(
        "older_opens_nothing",
        "An older state that arrives after a newer one opens nobody.",
        LOCKED,
        (SendsOlder(NOBODY), StaysLocked(CLEO)),
        "Keep the newest version that you have seen and pass over whatever is older.",
        REQUESTED,
        needs=("own_hand_closed",),
    ),
    Scenario(
        "older_locks_nothing",
        "An older state that arrives after a newer one locks nobody.",
        (*LOCKED, NOBODY, Sends(), IsAnswered(), *OPENED_AGAIN),
        (SendsOlder(SITS_BACK), StaysHeard(CLEO)),
        "Keep the newest version that you have seen and pass over whatever is older.",
        NONE,
        needs=("release_lets_through", "release_confirmed",),
    ),
    Scenario(
        "versions_compared",
        "Versions are compared by `seq` first and by `n` second.",
        (*TOGETHER, Sends()),
        (SITS_BACK, Sends(is_next_seq=True), IsAnswered(), IsSilent(CLEO),
         SendsOlder(NOBODY, by_seq=True), StaysLocked(CLEO)),
        "42.0 is newer than 41.7: compare the pair, `seq` before `n`.",
        REQUESTED,
        needs=("older_opens_nothing",),
    ),
)  # fmt: skip

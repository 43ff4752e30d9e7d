"""Releases: as reliable as locks, and no more than an invitation (promise 3)."""

from app.conform.scenarios.cast import CLEO, LOCKED, NOBODY, NONE, OPENED_AGAIN, SITS_BACK, TOGETHER
from app.conform.stand import Posting
from app.conform.steps import (
    IsAnswered,
    IsOver,
    IsSilent,
    Repeats,
    Scenario,
    Sends,
    StaysClosed,
    StaysHeard,
)

RELEASING = (
    Scenario(
        "release_confirmed",
        "A release is reported as reliably as a lock.",
        LOCKED,
        (NOBODY, Sends(), IsAnswered()),
        "Report `free` for whoever is free again, by the same deadline as a lock.",
        NONE,
        needs=("lock_silent",),
    ),
    Scenario(
        "release_opens_nothing",
        "A release opens no microphone.",
        LOCKED,
        (NOBODY, Sends(), StaysClosed(CLEO)),
        "After a lock leave the microphone closed until its person opens it.",
        NONE,
        needs=("lock_silent",),
    ),
    Scenario(
        "release_lets_through",
        "After a release the person's own hand opens their microphone.",
        LOCKED,
        (NOBODY, Sends(), *OPENED_AGAIN),
        "Let go of every part of a lock: what the media server drops, and what the person's "
        "program was told.",
        NONE,
        needs=("lock_silent",),
    ),
    Scenario(
        "release_doubled",
        "A release that comes twice, the second time late, lets through once and for all.",
        LOCKED,
        (NOBODY, Sends(Posting(copies=2)), IsAnswered(), *OPENED_AGAIN, Repeats(), IsAnswered(),
         StaysHeard(CLEO)),
        "To apply a state again must not touch what is so already.",
        NONE,
        needs=("release_lets_through", "release_confirmed", "doubled", "repeated",),
    ),
    Scenario(
        "lost_release",
        "A release that got lost is repaired by the next state.",
        LOCKED,
        (NOBODY, Sends(skipped=3), IsAnswered(), *OPENED_AGAIN),
        "Versions have gaps; a state is complete, so wait for none of them.",
        NONE,
        needs=("release_lets_through", "release_confirmed", "lost_lock",),
    ),
    Scenario(
        "let_go",
        "When no state has come for `lasts_ms`, every lock is let go of.",
        LOCKED,
        (Sends(Posting(is_short=True)), IsAnswered(), IsSilent(CLEO), IsOver(), *OPENED_AGAIN),
        "Count `lasts_ms` from the last state that came: when it is over we may be no more, and "
        "nobody may stay locked by who cannot release them.",
        NONE,
        needs=("release_lets_through",),
    ),
    Scenario(
        "every_version_reported",
        "Each version has its report.",
        TOGETHER,
        (SITS_BACK, Sends(), IsAnswered(), NOBODY, Sends(), IsAnswered(), SITS_BACK, Sends(),
         IsAnswered()),
        "Report each version that you apply, by its own numbers.",
        NONE,
        needs=("release_confirmed",),
    ),
)  # fmt: skip

"""How states arrive: late, doubled, after a gap; and whether they are ours."""

from app.conform.scenarios.cast import CLEO, LOCKED, NONE, REQUESTED, SITS_BACK, TOGETHER
from app.conform.stand import Posting, Seal
from app.conform.steps import (
    IsAnswered,
    IsRefused,
    IsSilent,
    Repeats,
    Scenario,
    Sends,
    StaysHeard,
    WeAreAway,
    WeAreBack,
)
from app.phases.units import MINUTE, SECOND, Millis

BRINGING = (
    Scenario(
        "late",
        "A state that comes late is applied all the same.",
        TOGETHER,
        (SITS_BACK, Sends(Posting(as_of=Millis(30 * SECOND))), IsAnswered(), IsSilent(CLEO)),
        "Judge a state by its version and not by `at`: the newest is what is wanted, however old.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "doubled",
        "The same message twice at once is one lock, and no fault.",
        TOGETHER,
        (SITS_BACK, Sends(Posting(copies=2)), IsAnswered(), IsSilent(CLEO)),
        "Answer 2xx to each copy of a message and do it again: a state can be applied as often as "
        "it comes.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "repeated",
        "The newest state, brought once more, is done and reported once more.",
        LOCKED,
        (Repeats(), IsAnswered(), IsSilent(CLEO)),
        "Apply a version that equals the newest again, and report it again.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "lost_lock",
        "A lock that got lost is repaired by the next state.",
        TOGETHER,
        (SITS_BACK, Sends(skipped=3), IsAnswered(), IsSilent(CLEO)),
        "Versions have gaps; a state is complete, so wait for none of them.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "new_fields_passed_over",
        "Fields of a later contract are passed over.",
        TOGETHER,
        (SITS_BACK, Sends(Posting(has_more=True)), IsAnswered(), IsSilent(CLEO)),
        "Read the fields that you know and pass over the others.",
        REQUESTED,
        needs=("lock_silent",),
    ),
    Scenario(
        "foreign_signature_refused",
        "A message without our signature is refused.",
        TOGETHER,
        (IsRefused(SITS_BACK, Posting(seal=Seal.FOREIGN)),
         IsRefused(SITS_BACK, Posting(seal=Seal.NONE)),
         IsRefused(SITS_BACK, Posting(seal=Seal.ALTERED)), StaysHeard(CLEO)),
        "Verify the bytes as they came, by Standard Webhooks, before anything is read of them; "
        "answer 4xx.",
        NONE,
    ),
    Scenario(
        "old_signature_refused",
        "A signature that is six minutes off is refused.",
        TOGETHER,
        (IsRefused(SITS_BACK, Posting(skew=Millis(-6 * MINUTE))),
         IsRefused(SITS_BACK, Posting(skew=Millis(6 * MINUTE))), StaysHeard(CLEO)),
        "Refuse a `webhook-timestamp` that is more than five minutes off with a 4xx: it may be "
        "somebody's copy.",
        NONE,
        needs=("foreign_signature_refused",),
    ),
    Scenario(
        "clocks_may_differ",
        "A clock that is four minutes off is good enough.",
        TOGETHER,
        (SITS_BACK, Sends(Posting(skew=Millis(-4 * MINUTE))), IsAnswered(),
         Sends(Posting(skew=Millis(4 * MINUTE))), IsAnswered()),
        "Take a `webhook-timestamp` of up to five minutes before or after now.",
        REQUESTED,
        needs=("lock_confirmed",),
    ),
    Scenario(
        "our_restart",
        "When our side comes back it is told again, and versions go on.",
        TOGETHER,
        (WeAreAway(), SITS_BACK, Sends(), WeAreBack(), Sends(), IsAnswered(), IsSilent(CLEO)),
        "Go on reporting after a 503; what could not be told is replaced by what is told next.",
        NONE,
        needs=("lock_silent",),
    ),
)  # fmt: skip

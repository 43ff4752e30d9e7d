"""Only what is new is told, and what is over is taken back."""

from app.calls.telling import news
from app.rooms.ephemeral import CallSaid, Claim, Said
from app.rooms.facts import NO_LONGER, stamped
from tests.support.clock import NOON
from tests.support.scenario import CLEO, DEV

WELL = CallSaid(Claim.ENFORCED, Claim.ENFORCED)
CLOSED = Said(Claim.ENFORCED)


def test_what_everybody_knows_is_not_told_again() -> None:
    first = news({}, {CLEO: CLOSED}, {}, WELL, NOON)

    assert {("lock", CLEO), ("call",)} == set(first)
    assert {} == news(stamped(first, NOON), {CLEO: CLOSED}, {}, WELL, NOON)


def test_lock_that_is_over_is_taken_back_and_told_anew_when_it_comes_again() -> None:
    known = stamped(news({}, {CLEO: CLOSED}, {}, WELL, NOON), NOON)
    over = news(known, {}, {}, WELL, NOON)

    assert {("lock", CLEO): NO_LONGER} == over
    again = news({**known, **stamped(over, NOON)}, {CLEO: CLOSED}, {}, WELL, NOON)
    assert {("lock", CLEO): (NOON, "enforced", "")} == again


def test_what_another_has_said_meanwhile_is_said_otherwise() -> None:
    theirs = stamped({("call",): (NOON, "failed", "failed", "lost")}, NOON)

    assert {("call",): (NOON, "enforced", "enforced", "")} == news(theirs, {}, {}, WELL, NOON)


def test_release_that_fails_is_told_of_its_person() -> None:
    failed = Said(Claim.FAILED, "unreachable")
    told = news({}, {}, {DEV: failed}, WELL, NOON)

    assert (NOON, "failed", "unreachable") == told["release", DEV]
    assert NO_LONGER == news(stamped(told, NOON), {}, {}, WELL, NOON)["release", DEV]

"""What is said of a call is no more than was told of it, and since it was first told."""

from dataclasses import replace

from app.phases.phase import Phase
from app.phases.units import SECOND, later
from app.rooms.enforcement import CallSaid, Claim, Locks, Said, call_of, lock_now, locks_of
from app.rooms.state import CallKind
from tests.support.clock import NOON
from tests.support.scenario import CLEO, DEV, given

ROOM = replace(given(Phase.DISCUSS).room, call=CallKind.BUILT_IN)
SOON = later(NOON, SECOND)
NONE: Locks = {}


def test_facts_of_the_driving_node_are_read_with_the_instant_at_which_they_were_said() -> None:
    assert {CLEO: Said(Claim.FAILED, "lost", NOON)} == locks_of(
        [(("lock", CLEO), (NOON, "failed", "lost"))]
    )
    assert CallSaid(Claim.ENFORCED, Claim.REQUESTED, "late", NOON) == call_of(
        [(("call",), (NOON, "enforced", "requested", "late"))]
    )
    assert call_of([]) is None


def test_claim_of_a_newer_node_is_agreed() -> None:
    read = locks_of([(("lock", CLEO), (NOON, "unheard_of", ""))])

    assert Claim.AGREED is read[CLEO].claim


def test_lock_of_which_nobody_has_said_anything_is_requested_since_nobody_knows_when() -> None:
    assert Said(Claim.REQUESTED) == lock_now(ROOM, NONE, NONE, None)
    assert Said(Claim.REQUESTED) == lock_now(ROOM, {DEV: Said(Claim.FAILED)}, NONE, None)


def test_lock_of_which_only_the_call_is_known_has_failed_since_the_call_has() -> None:
    call = CallSaid(Claim.FAILED, Claim.FAILED, "lost", NOON)

    assert Said(Claim.FAILED, "lost", NOON) == lock_now(ROOM, NONE, NONE, call)
    known = {CLEO: Said(Claim.ENFORCED, "", SOON)}
    assert known[CLEO] == lock_now(ROOM, known, NONE, call)


def test_that_somebody_could_not_be_put_out_is_no_word_of_a_lock() -> None:
    call = CallSaid(Claim.FAILED, Claim.FAILED, "", NOON)

    assert Said(Claim.REQUESTED) == lock_now(ROOM, NONE, NONE, call)


def test_release_that_fails_is_said_before_any_lock() -> None:
    still = Said(Claim.FAILED, "refused", SOON)

    assert still == lock_now(ROOM, {CLEO: Said(Claim.ENFORCED, "", NOON)}, {DEV: still}, None)


def test_beside_a_call_everything_is_agreed_and_has_no_beginning() -> None:
    beside = replace(ROOM, call=CallKind.BESIDE)

    assert Said(Claim.AGREED) == lock_now(beside, {CLEO: Said(Claim.FAILED, "", NOON)}, NONE, None)

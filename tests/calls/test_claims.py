"""Promise 4: never more than was verified, nor than the call can do."""

from dataclasses import replace
from itertools import permutations

import pytest

from app.calls.capabilities import Strength
from app.calls.claims import (
    FIRST_SAID,
    OF_A_FAILURE,
    OF_A_LOCK,
    OF_A_STRENGTH,
    of_door,
    of_locks,
    of_removal,
    of_several,
)
from app.calls.ports import Closed, Report, Why
from app.rooms.enforcement import Claim, Said
from app.rooms.fields import PersonId
from tests.support.pretend_call import FIRM, PretendCall
from tests.support.scenario import CLEO


def claim(closed: Closed, strength: Strength) -> Claim:
    call = PretendCall()
    call.weaker(strength)
    return of_locks(Report({CLEO: closed}), call.can)[CLEO].claim


@pytest.mark.parametrize("strength", [Strength.ENFORCED, Strength.GUARDED])
def test_what_was_read_back_from_a_call_that_can_is_enforced(strength: Strength) -> None:
    assert Claim.ENFORCED is claim(Closed.CONFIRMED, strength)


def test_call_that_can_only_ask_has_asked_whatever_it_confirms() -> None:
    assert Claim.REQUESTED is claim(Closed.CONFIRMED, Strength.REQUESTED)


def test_call_that_can_nothing_leaves_it_agreed() -> None:
    assert Claim.AGREED is claim(Closed.CONFIRMED, Strength.NONE)


def test_what_was_only_asked_is_requested() -> None:
    assert Claim.REQUESTED is claim(Closed.ASKED, Strength.ENFORCED)


@pytest.mark.parametrize("strength", Strength)
def test_failure_is_said_however_firm_the_call(strength: Strength) -> None:
    assert Claim.FAILED is claim(Closed.FAILED, strength)


def test_somebody_who_is_not_in_the_call_is_locked_by_agreement() -> None:
    assert Claim.AGREED is claim(Closed.ABSENT, Strength.ENFORCED)


def test_reason_is_said_beside_the_claim() -> None:
    said = of_locks(Report({CLEO: Closed.FAILED}, Why.REFUSED), FIRM)

    assert {CLEO: Said(Claim.FAILED, "refused")} == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((), Closed.ABSENT),
        ((Closed.ABSENT, Closed.ABSENT), Closed.ABSENT),
        ((Closed.CONFIRMED, Closed.ABSENT), Closed.CONFIRMED),
        ((Closed.ASKED, Closed.CONFIRMED, Closed.ABSENT), Closed.ASKED),
        ((Closed.FAILED, Closed.CONFIRMED), Closed.FAILED),
        ((Closed.FAILED, Closed.ASKED, Closed.ABSENT), Closed.FAILED),
    ],
)
def test_person_with_several_places_is_as_closed_as_the_worst_of_them(
    places: tuple[Closed, ...], said: Closed
) -> None:
    assert {said} == {of_several(order) for order in permutations(places)}


LOCKS = {
    Closed.CONFIRMED: "enforced enforced requested agreed",
    Closed.ASKED: "requested requested requested agreed",
    Closed.ABSENT: "agreed agreed agreed agreed",
    Closed.FAILED: "failed failed failed failed",
}
"""What the tables come to, said a second time: what the call says of a lock, against what it can
be at most, from enforced to none."""
OUT: dict[frozenset[PersonId] | None, str] = {
    frozenset(): "enforced enforced requested agreed",
    frozenset({CLEO}): "requested requested requested agreed",
    None: "requested requested requested agreed",
}
"""The same for the door and for removals, by who lingers, or that the call does not tell."""
FAILURES = {
    Why.LATE: "requested",
    Why.UNTOLD: "requested",
    Why.UNREACHABLE: "failed",
    Why.REFUSED: "failed",
    Why.LOST: "failed",
    Why.NOT_CLOSED: "failed",
    Why.SILENT: "failed",
    Why.ANYBODY: "requested",
}


@pytest.mark.parametrize("closed", LOCKS)
def test_of_a_lock_no_more_is_said_than_the_table_has(closed: Closed) -> None:
    assert LOCKS[closed].split() == [claim(closed, strength).value for strength in Strength]


@pytest.mark.parametrize("lingering", OUT, ids=str)
def test_of_door_and_removal_no_more_is_said_than_the_table_has(
    lingering: frozenset[PersonId] | None,
) -> None:
    report = Report(lingering=lingering)
    strong = [replace(FIRM, door=one, removal=Strength.NONE) for one in Strength]
    loose = [replace(FIRM, door=Strength.NONE, removal=one) for one in Strength]

    assert OUT[lingering].split() == [of_door(report, can).value for can in strong]
    assert OUT[lingering].split() == [of_removal(report, can).value for can in loose]


@pytest.mark.parametrize("why", Why)
def test_of_who_could_not_be_put_out_it_is_said_how_that_failed_of_door_and_removal_alike(
    why: Why,
) -> None:
    expected = ["failed"] * 4 if FAILURES[why] == "failed" else OUT[None].split()
    for lingering in OUT:
        report = Report(lingering=lingering, unremoved=why)
        calls = [replace(FIRM, door=one, removal=one) for one in Strength]

        assert expected == [of_door(report, can).value for can in calls]
        assert expected == [of_removal(report, can).value for can in calls]


def test_of_a_failure_no_less_is_said_than_the_table_has() -> None:
    assert FAILURES == {why: one.value for why, one in OF_A_FAILURE.items()}


def test_every_word_has_its_claim() -> None:
    assert set(Closed) == set(OF_A_LOCK)
    assert set(Closed) == set(FIRST_SAID)
    assert set(Strength) == set(OF_A_STRENGTH)
    assert set(Why) == set(OF_A_FAILURE)
    assert Claim.ENFORCED not in OF_A_FAILURE.values()

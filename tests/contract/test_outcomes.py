"""What a report comes to; every row of its tables, and what nobody has said."""

from typing import Any

import pytest

from app.calls import capabilities as known
from app.calls.capabilities import Identity, Strength
from app.calls.claims import of_door, of_locks, of_removal
from app.calls.ports import Closed, Report, Why
from app.calls.wanted import Desired, Version, Wanted
from app.contract.floor import floor_changed, nothing_wanted, seating
from app.contract.outcomes import UNHEARD, capabilities, is_whole, judged, takes_back
from app.contract.place import Place
from app.contract.wire import FloorReport, Holds, VersionSaid
from app.rooms.enforcement import Claim
from app.rooms.fields import PersonId
from app.rooms.places import Unmatched, Via
from tests.contracts.samples import ROOM
from tests.support.clock import NOON

ANN, BEN = PersonId("ann"), PersonId("ben")
SHUT = Wanted(microphone_locked=True)
BLIND = Wanted(microphone_locked=True, camera_locked=True)
TWO = {"a": Place("a", ANN), "b": Place("b", ANN)}
Said = dict[str, str | tuple[str, str]]


def report(said: Said, holds: str = "enforced") -> FloorReport:
    pairs = {ref: one if isinstance(one, tuple) else (one, "free") for ref, one in said.items()}
    outcomes = [{"ref": ref, "microphone": m, "camera": c} for ref, (m, c) in pairs.items()]
    body: dict[str, Any] = {"version": {"seq": 1, "n": 0}, "outcomes": outcomes, "at": 1}
    return FloorReport.model_validate(body | {"class": holds})


def found(
    said: Said, wanted: Wanted = SHUT, places: dict[str, Place] = TWO, holds: str = "enforced",
    proven: Strength | None = None,
) -> Report:  # fmt: skip
    desired = Desired({ANN: wanted})
    return judged(report(said, holds), desired, seating(desired, places), places, proven)


@pytest.mark.parametrize(
    ("outcome", "holds", "closed"),
    [
        ("locked", "enforced", Closed.CONFIRMED),
        ("locked", "guarded", Closed.CONFIRMED),
        ("locked", "requested", Closed.ASKED),
        ("requested", "enforced", Closed.ASKED),
        ("free", "enforced", Closed.FAILED),
        ("free", "requested", Closed.FAILED),
        ("failed", "enforced", Closed.FAILED),
        ("absent", "enforced", Closed.ABSENT),
    ],
)
def test_outcome_of_a_lock(outcome: str, holds: str, closed: Closed) -> None:
    place = {"a": Place("a", ANN)}

    assert closed is found({"a": outcome}, places=place, holds=holds).people[ANN]


@pytest.mark.parametrize(
    ("one", "other", "closed"),
    [
        ("locked", "locked", Closed.CONFIRMED),
        ("locked", "absent", Closed.CONFIRMED),
        ("locked", "requested", Closed.ASKED),
        ("requested", "failed", Closed.FAILED),
        ("locked", "free", Closed.FAILED),
        ("absent", "absent", Closed.ABSENT),
    ],
)
def test_person_is_as_good_as_the_worst_of_their_places(
    one: str, other: str, closed: Closed
) -> None:
    assert closed is found({"a": one, "b": other}).people[ANN]
    assert closed is found({"a": other, "b": one}).people[ANN]


def test_camera_counts_where_it_is_to_be_closed() -> None:
    said: Said = {"a": ("locked", "free"), "b": ("locked", "locked")}

    assert Closed.CONFIRMED is found(said).people[ANN]
    assert Closed.FAILED is found(said, BLIND).people[ANN]


def test_whoever_has_no_place_is_not_there() -> None:
    assert Closed.ABSENT is found({"a": "locked"}, places={"a": Place("a", claims=ANN)}).people[ANN]


def test_reason_is_ours() -> None:
    assert Why.NOT_CLOSED is found({"a": "free", "b": "locked"}).why
    assert Why.REFUSED is found({"a": "failed", "b": "locked"}).why
    assert None is found({"a": "locked", "b": "locked"}).why


def test_release_that_is_not_made_is_said() -> None:
    desired = Desired()
    for outcome, held in (("locked", {ANN}), ("failed", {ANN}), ("free", set()), ("absent", set())):
        seated = seating(desired, TWO)
        said = judged(report({"a": outcome}), desired, seated, TWO, None)

        assert (held, Why.REFUSED if held else None) == (set(said.held), said.why)


@pytest.mark.parametrize(
    ("wanted", "said", "is_held"),
    [
        (Wanted(), ("free", "locked"), True),
        (Wanted(), ("free", "failed"), True),
        (SHUT, ("locked", "locked"), True),
        (SHUT, ("locked", "free"), False),
        (BLIND, ("locked", "locked"), False),
    ],
)
def test_camera_that_is_not_let_go_of_is_said_as_well(
    wanted: Wanted, said: tuple[str, str], *, is_held: bool
) -> None:
    report = found({"a": said}, wanted, {"a": Place("a", ANN)})

    assert ({ANN} if is_held else set()) == report.held


@pytest.mark.parametrize(
    ("before", "now", "is_less"),
    [
        ("requested", "locked", False),
        ("free", "locked", False),
        ("locked", "locked", False),
        ("locked", "absent", False),
        ("locked", "free", True),
        ("locked", "failed", True),
        ("locked", "requested", True),
        ("requested", "free", True),
        (("locked", "free"), ("locked", "locked"), True),
    ],
)
def test_what_takes_back_what_was_said(
    before: str | tuple[str, str], now: str | tuple[str, str], *, is_less: bool
) -> None:
    desired = Desired({ANN: SHUT})
    state = floor_changed(ROOM, desired, seating(desired, TWO), NOON)

    assert is_less is takes_back(report({"a": before}), report({"a": now}), state)
    assert not takes_back(None, report({"a": now}), state)
    assert not takes_back(report({"b": before}), report({"a": now}), state)
    older = report({"a": before}).model_copy(update={"version": VersionSaid(seq=0, n=9)})
    assert not takes_back(older, report({"a": now}), state)


def test_weaker_class_takes_back_what_was_said() -> None:
    state = nothing_wanted(ROOM, Version(1), NOON)

    assert takes_back(report({}, "guarded"), report({}, "requested"), state)
    assert not takes_back(report({}, "requested"), report({}, "guarded"), state)


def test_whoever_may_not_be_in_the_call_lingers_until_they_are_said_to_be_gone() -> None:
    desired = Desired(out=frozenset({ANN}))
    gone = {"a": Place("a", ANN, is_here=False)}

    def lingering(said: Said, places: dict[str, Place]) -> set[PersonId]:
        found = judged(report(said), desired, seating(desired, places), places, None)
        assert found.lingering is not None
        return set(found.lingering)

    assert {ANN} == lingering({"a": "free"}, TWO)
    assert {ANN} == lingering({"a": "absent"}, TWO)
    assert set() == lingering({"a": "absent", "b": "absent"}, TWO)
    assert set() == lingering({}, gone)


def test_report_is_whole_when_it_speaks_of_all_who_are_there_and_to_be_closed() -> None:
    places = {**TWO, "gone": Place("gone", ANN, is_here=False), "ben": Place("ben", BEN)}
    desired = Desired({ANN: SHUT})
    seated = seating(desired, places)

    assert is_whole(report({"a": "locked", "b": "locked"}), desired, seated, places)
    assert not is_whole(report({"a": "locked", "ben": "free"}), desired, seated, places)
    assert is_whole(report({}), Desired(), seated, places)


@pytest.mark.parametrize("holds", Holds)
def test_class_is_believed_and_labelled_so_until_somebody_has_tested_it(holds: Holds) -> None:
    can = capabilities(holds, None)

    assert (holds.value, holds.value, known.Tested.COMMUNITY) == (
        can.microphone,
        can.removal,
        can.tested,
    )
    assert (Identity.BOUND, False) == (can.identity, can.release_opens)


@pytest.mark.parametrize(
    ("holds", "proven", "strength"),
    [
        (Holds.ENFORCED, Strength.GUARDED, Strength.GUARDED),
        (Holds.REQUESTED, Strength.ENFORCED, Strength.REQUESTED),
        (Holds.ENFORCED, Strength.REQUESTED, Strength.REQUESTED),
        (Holds.GUARDED, Strength.GUARDED, Strength.GUARDED),
    ],
)
def test_nothing_counts_for_more_than_was_proven(
    holds: Holds, proven: Strength, strength: Strength
) -> None:
    can = capabilities(holds, proven)

    assert (strength, known.Tested.CONTRACT) == (can.microphone, can.tested)


def test_vendor_whose_class_is_not_proven_to_hold_is_read_as_asked() -> None:
    said = found({"a": "locked", "b": "locked"}, proven=Strength.REQUESTED)

    assert said.can is not None
    assert Claim.REQUESTED is of_locks(said, said.can)[ANN].claim


def test_door_is_asked_for_at_most_and_a_removal_is_as_firm_as_the_class() -> None:
    said = found({"a": "locked", "b": "locked"})

    assert said.can is not None
    assert Claim.REQUESTED is of_door(said, said.can)
    assert Claim.ENFORCED is of_removal(said, said.can)


def test_before_the_first_report_nothing_is_said_to_hold() -> None:
    assert Strength.REQUESTED is UNHEARD.microphone
    assert {"a": Unmatched(via=Via.WEB)} == found({}, places={"a": Place("a")}).unmatched

"""Whose a place is, whether somebody is there, and what of it is a try."""

from dataclasses import replace
from typing import Any

import pytest

from app.contract.place import (
    MOST_PLACES,
    Place,
    after,
    announced,
    forgettable,
    is_own_unmute,
    reported,
    undoes,
)
from app.contract.wire import LATEST, EventSaid, FloorReport, ParticipantSaid
from app.phases.units import Instant
from app.rooms.fields import PersonId

ANN, BEN = PersonId("ann"), PersonId("ben")
CLOSED = Place("a", ANN, closed_at=Instant(100))


def participant(**more: Any) -> ParticipantSaid:
    return ParticipantSaid.model_validate({"ref": "a", "via": "web", **more})


def event(what: str, at: int = 200, **more: Any) -> EventSaid:
    return EventSaid.model_validate({"id": "e", "ref": "a", "type": what, "at": at, **more})


def report(microphone: str, at: int = 300) -> FloorReport:
    outcome = {"ref": "a", "microphone": microphone, "camera": "locked"}
    said = {"version": {"seq": 1, "n": 0}, "outcomes": [outcome], "class": "enforced", "at": at}
    return FloorReport.model_validate(said)


def test_grant_binds_and_a_new_name_unbinds_nobody() -> None:
    bound = announced(None, participant(grant="g"), ANN)

    renamed = announced(bound, participant(name="Somebody", via="telephone"), None)
    claimed = announced(renamed, participant(person="ben"), None)

    assert (ANN, ANN, ANN) == (bound.person, renamed.person, claimed.person)
    assert ("Somebody", None) == (renamed.name, renamed.claims)
    assert ("", BEN) == (claimed.name, claimed.claims)


def test_newer_grant_says_who_it_is() -> None:
    assert BEN == announced(CLOSED, participant(grant="g"), BEN).person


def test_whoever_has_left_is_there_again_when_they_come() -> None:
    gone = after(CLOSED, event("left"))

    assert (False, None, ANN) == (gone.is_here, gone.closed_at, gone.person)
    assert after(gone, event("joined")).is_here
    assert announced(gone, participant(), None).is_here
    assert Place("a") == after(None, event("microphone", open=False))


@pytest.mark.parametrize(
    ("said", "undone"),
    [
        (event("joined"), True),
        (event("microphone", open=True), True),
        (event("camera", open=True), True),
        (event("microphone", open=False), False),
        (event("left"), False),
    ],
)
def test_what_may_undo_a_lock(said: EventSaid, *, undone: bool) -> None:
    assert undone is undoes(said)


NOW = Instant(1_000)
OWN = event("microphone", open=True, by="self")


def test_own_unmute_of_a_closed_bound_place_is_a_try() -> None:
    assert is_own_unmute(CLOSED, OWN)
    assert is_own_unmute(CLOSED, event("microphone", at=100, open=True, by="self"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        pytest.param(CLOSED, event("microphone", open=True), id="another's hand"),
        pytest.param(CLOSED, event("microphone", open=False, by="self"), id="closing it"),
        pytest.param(CLOSED, event("camera", open=True, by="self"), id="the camera"),
        pytest.param(CLOSED, event("joined", by="self"), id="coming again"),
        pytest.param(replace(CLOSED, closed_at=None), OWN, id="what is not closed"),
        pytest.param(replace(CLOSED, person=None, claims=ANN), OWN, id="who only says so"),
        pytest.param(
            CLOSED, event("microphone", at=99, open=True, by="self"), id="said late, of before"
        ),
    ],
)
def test_nothing_else_ever_is(place: Place, said: EventSaid) -> None:
    assert not is_own_unmute(place, said)


def test_place_is_closed_since_the_vendor_first_said_so() -> None:
    free = replace(CLOSED, closed_at=None)

    assert [closed_since(300)] == reported({"a": free}, report("locked"), NOW)
    assert [closed_since(300)] == reported({"a": free}, report("requested"), NOW)
    assert [] == reported({"a": CLOSED}, report("locked"), NOW)
    assert [free] == reported({"a": CLOSED}, report("free"), NOW)
    assert [] == reported({}, report("locked"), NOW)


def test_place_is_never_closed_from_later_than_now_on() -> None:
    """A vendor's clock that was ahead takes nobody's way back, once it is set right (L10)."""
    free = replace(CLOSED, closed_at=None)

    assert [closed_since(NOW)] == reported({"a": free}, report("locked", at=NOW), NOW)
    assert [closed_since(NOW)] == reported({"a": free}, report("locked", at=NOW + 1), NOW)
    assert [closed_since(NOW)] == reported({"a": free}, report("locked", at=LATEST), NOW)
    assert is_own_unmute(closed_since(NOW), event("microphone", at=NOW, open=True, by="self"))


def closed_since(at: int) -> Place:
    return replace(CLOSED, closed_at=Instant(at))


def test_of_too_many_those_who_left_longest_ago_are_forgotten() -> None:
    here = [Place(f"h{n}", seen=0) for n in range(MOST_PLACES - 1)]
    gone = [Place(f"g{n}", is_here=False, seen=n) for n in (3, 1, 2)]

    assert ["g1", "g2"] == forgettable(here + gone)
    assert [] == forgettable(here)
    assert [] == forgettable([*here, Place("x"), Place("y")])

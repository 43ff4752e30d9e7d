from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.rooms.evolving.changes import (
    bump_case,
    bump_phase,
    bump_plan,
    chair_ended,
    clock_paused,
    clock_started,
    offered,
    with_case,
    with_clock,
    with_person,
    without_office,
)
from app.rooms.state import Case, Chair, PushBack, Revs, StandIn
from tests.support.clock import NOON
from tests.support.scenario import CLEO, DEV, EVE, given


def test_each_revision_rises_alone() -> None:
    room = replace(given().room, revs=Revs(1, 1, 1, 1))

    assert Revs(2, 1, 1, 1) == bump_phase(room).revs
    assert Revs(1, 1, 2, 1) == bump_case(room).revs
    assert Revs(1, 1, 1, 2) == bump_plan(room).revs


def test_one_person_changes_and_nobody_else() -> None:
    room = given().room
    other = replace(room.people[DEV], name="Devika")

    assert {**room.people, DEV: other} == with_person(room, other).people


def test_a_changed_case_raises_its_revision() -> None:
    room = given(Phase.DISCUSS).room
    changed = with_case(room, Case(2, presenter=DEV))

    assert (DEV, CLEO) == (changed.cases[2].presenter, changed.cases[1].presenter)
    assert room.revs.case_rev + 1 == changed.revs.case_rev


def test_the_clock_is_started_and_paused_and_its_revision_rises() -> None:
    room = given(Phase.DISCUSS).room
    paused = clock_paused(room, NOON)
    started = clock_started(paused, NOON)

    assert [False, True] == [r.clock.timer.is_running for r in (paused, started) if r.clock]
    assert room.revs.timer_rev + 2 == started.revs.timer_rev


def test_where_no_step_runs_no_clock_is_changed() -> None:
    room = given().room
    clock = given(Phase.DISCUSS).room.clock

    assert clock is not None
    assert room is clock_paused(room, NOON) is clock_started(room, NOON) is with_clock(room, clock)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Chair.IN_CIRCLE, Chair.IN_CIRCLE),
        (Chair.OFFERED, Chair.ENDED),
        (Chair.SITTING_BACK, Chair.ENDED),
        (Chair.STAYING, Chair.STAYING),
        (Chair.ENDED, Chair.ENDED),
    ],
)
def test_what_was_asked_or_accepted_ends_and_nothing_else(before: Chair, after: Chair) -> None:
    case = Case(1, push_back=PushBack(before, camera=False, invited=True))

    assert PushBack(after, camera=False, invited=True) == chair_ended(case).push_back


def test_only_the_stand_ins_own_leaving_opens_the_choice() -> None:
    room = replace(given().room, stand_in=StandIn(True, EVE, NOON, NOON))

    assert StandIn() == without_office(room, EVE).stand_in
    assert room is without_office(room, DEV)


def test_the_room_is_offered_until_an_instant_or_not_yet() -> None:
    named = StandIn(named=True, person=EVE)

    assert StandIn(True, EVE, offered_until=NOON, was_offered=True) == offered(named, NOON)
    assert named == offered(named, None)

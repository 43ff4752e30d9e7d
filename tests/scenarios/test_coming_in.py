"""Scenario 5: the door."""

import pytest

from app.phases.phase import Phase
from app.phases.units import MINUTE, Millis, later
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.capacities import audience
from app.rooms.errors import Forbidden
from app.rooms.fields import PersonId
from app.rooms.roles import Audience
from app.rooms.state import Standing
from app.rooms.views import SEES, Section, mine, view
from tests.support.scenario import ADA, CLEO, FINN, Scene, given


def test_scenario_05_a_member_arrives_while_a_case_is_presented() -> None:
    """They wait, are told when the gap is likely, and come in between cases, by a leader's move."""
    present = given(Phase.PRESENT).at(2 * MINUTE)
    circle = view(present.room, Audience.MEMBER)

    waits = present.arrives(FINN)

    assert Standing.WAITING is waits.room.people[FINN].standing
    assert circle == view(waits.room, Audience.MEMBER), "the waiting list is quiet until then"
    told = view(waits.room, audience(waits.room, waits.room.people[FINN]))
    assert {Section.ROOM, Section.DOOR} == set(told)
    assert later(present.began, Millis(35 * MINUTE)) == told[Section.DOOR]["gap_at"]

    clarify = waits.by(ADA).does(c.Advance())
    assert Standing.WAITING is clarify.room.people[FINN].standing, "a phase is no gap"

    close = clarify.does(c.Advance()).does(c.Advance()).does(c.Advance())
    gap = close.does(c.Advance()).then(e.PhaseEntered, e.PersonSeated)
    assert Phase.SELECT is gap.room.phase
    assert Standing.SEATED is gap.room.people[FINN].standing


def test_scenario_05_who_comes_in_sees_the_phase_and_the_circle_and_no_replay() -> None:
    """Sections are what is so now; what was before is in none of them."""
    gap = between_cases(given(Phase.PRESENT).arrives(FINN))
    newcomer = gap.room.people[FINN]

    seen = view(gap.room, audience(gap.room, newcomer))

    assert SEES[Audience.MEMBER] == frozenset(seen)
    assert "select" == seen[Section.PHASE]["phase"]
    assert {"number": 2, "of": 2, "presenter": None, "kind": "new", "stopped": False} == (
        seen[Section.PHASE]["case"]
    )
    assert FINN in [seat["person"] for seat in seen[Section.CIRCLE]["seats"]]
    assert CLEO not in str({k: v for k, v in seen.items() if k is Section.PHASE})
    assert "chair" not in mine(gap.room, newcomer)


def test_scenario_05_a_leader_may_let_somebody_in_all_the_same() -> None:
    """Mid-case it is a leader's deliberate exception, and nobody else's."""
    waits = given(Phase.CLARIFY).arrives(FINN)

    for somebody in (CLEO, FINN):
        with pytest.raises(Forbidden):
            waits.by(somebody).does(c.Admit(FINN))

    waits.by(ADA).does(c.Admit(FINN)).then(e.PersonSeated)


def test_scenario_05_whoever_was_in_the_circle_when_the_door_shut_returns_unasked() -> None:
    present = given(Phase.PRESENT)
    seat = present.room.people[CLEO].seat
    left = present.by(PersonId("dev")).does(c.Leave())

    back = left.by(PersonId("dev")).does(c.Attest())
    again = back.by(CLEO).does(c.Leave())

    assert Standing.DEPARTED is again.room.people[CLEO].standing
    assert seat == again.room.people[CLEO].seat


def between_cases(scene: Scene) -> Scene:
    leading = scene.by(ADA)
    while leading.room.phase is not Phase.SELECT:
        leading = leading.does(c.Advance())
    return leading

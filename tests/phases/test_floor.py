"""Who may speak in which phase; `o` is open and `l` listening."""

import pytest

from app.phases.floor import FLOORS, Floor, Place, floor_of
from app.phases.phase import Phase

#              leader presenter member outer observer
EXPECTED = {
    "gathering": "oooo l",
    "opening": "oooo l",
    "select": "oooo l",
    "present": "ooll l",
    "clarify": "oool l",
    "discuss": "olol l",
    "rejoin": "oool l",
    "close": "oool l",
    "closing": "oooo l",
    "leadership": "oooo o",
    "debrief": "oooo o",
    "corridor": "oooo o",
    "ended": "oooo o",
}


@pytest.mark.parametrize("phase", Phase)
def test_floor_of_every_place_in_the_phase(phase: Phase) -> None:
    found = "".join(FLOORS[phase][place].value[0] for place in Place)

    assert EXPECTED[phase].replace(" ", "") == found


def test_table_covers_every_phase_and_place() -> None:
    cells = {(phase, place) for phase in Phase for place in Place}

    assert cells == {(phase, place) for phase, row in FLOORS.items() for place in row}


def test_nobody_is_locked_by_a_table() -> None:
    assert Floor.LOCKED not in {floor for row in FLOORS.values() for floor in row.values()}


def test_leaders_may_always_speak() -> None:
    assert {Floor.OPEN} == {row[Place.LEADER] for row in FLOORS.values()}


def test_a_plan_says_otherwise_only_for_what_it_names() -> None:
    changes = {Phase.CLARIFY: {Place.OUTER: Floor.OPEN}}

    assert Floor.OPEN is floor_of(Phase.CLARIFY, Place.OUTER, changes)
    assert Floor.LISTENING is floor_of(Phase.CLARIFY, Place.OBSERVER, changes)
    assert Floor.LISTENING is floor_of(Phase.DISCUSS, Place.OUTER, changes)

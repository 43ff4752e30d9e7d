"""The legal moves of design.md, written down a second time and by hand."""

import pytest

from app.phases.errors import IllegalMove
from app.phases.phase import Phase
from app.phases.table import TRANSITIONS, Move, targets

STAYS = "add_case drop_case close_meeting"
LEGAL = {
    "gathering": {"open": "opening", "end": "ended"},
    "opening": {"advance": "select closing"},
    "select": {"begin": "present"},
    "present": {"advance": "clarify", "skip": "clarify discuss rejoin close", "withdraw": "close"},
    "clarify": {
        "advance": "discuss",
        "back": "present",
        "skip": "discuss rejoin close",
        "withdraw": "close",
    },
    "discuss": {
        "advance": "rejoin",
        "back": "clarify",
        "skip": "rejoin close",
        "withdraw": "close",
    },
    "rejoin": {"advance": "close", "back": "discuss", "skip": "close", "withdraw": "close"},
    "close": {"advance": "select closing"},
    "closing": {"advance": "leadership debrief corridor ended", "end": "ended"},
    "leadership": {"advance": "debrief corridor ended", "end": "ended"},
    "debrief": {"advance": "corridor ended", "end": "ended"},
    "corridor": {"advance": "ended", "end": "ended"},
    "ended": {},
}
CLOSABLE = ["opening", "select", "present", "clarify", "discuss", "rejoin", "close"]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("move", Move)
def test_table_holds_the_legal_moves_and_no_other(phase: Phase, move: Move) -> None:
    expected = set(LEGAL[phase].get(move, "").split())
    if phase in CLOSABLE and move in STAYS.split():
        expected = {"closing"} if move is Move.CLOSE_MEETING else {phase}

    assert expected == set(TRANSITIONS[phase].get(move, ()))


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_reaches_the_end(phase: Phase) -> None:
    reached = {phase}
    for _ in Phase:
        reached |= {to for at in reached for way in TRANSITIONS[at].values() for to in way}

    assert Phase.ENDED in reached


def test_nothing_leads_out_of_the_end() -> None:
    assert {} == TRANSITIONS[Phase.ENDED]


def test_no_case_is_withdrawn_straight_to_select() -> None:
    ways = {row[Move.WITHDRAW] for row in TRANSITIONS.values() if Move.WITHDRAW in row}

    assert {frozenset({Phase.CLOSE})} == ways


def test_an_illegal_move_is_refused_with_phase_and_move() -> None:
    with pytest.raises(IllegalMove) as refused:
        targets(Phase.SELECT, Move.BACK)

    assert ("select", "back") == (refused.value.phase, refused.value.move)

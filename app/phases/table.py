"""The one transition table: every legal move, and nothing about it lives anywhere else.

A row says which phases a move may lead to; the plan decides which of them is next. `undo` is no
row because it reverses a move instead of making one, `stop` because the phase stays.
"""

from enum import StrEnum

from app.phases.errors import IllegalMove
from app.phases.phase import Phase


class Move(StrEnum):
    """What a leader does with the meeting's phase."""

    OPEN = "open"
    BEGIN = "begin"
    ADVANCE = "advance"
    BACK = "back"
    SKIP = "skip"
    WITHDRAW = "withdraw"
    ADD_CASE = "add_case"
    DROP_CASE = "drop_case"
    CLOSE_MEETING = "close_meeting"
    END = "end"


_P = Phase
_TO_CLOSING = frozenset({_P.CLOSING})
_TO_CLOSE = frozenset({_P.CLOSE})
_TO_END = frozenset({_P.ENDED})


def _stay(phase: Phase) -> dict[Move, frozenset[Phase]]:
    here = frozenset({phase})
    return {Move.ADD_CASE: here, Move.DROP_CASE: here, Move.CLOSE_MEETING: _TO_CLOSING}


TRANSITIONS: dict[Phase, dict[Move, frozenset[Phase]]] = {
    _P.GATHERING: {Move.OPEN: frozenset({_P.OPENING}), Move.END: _TO_END},
    _P.OPENING: {Move.ADVANCE: frozenset({_P.SELECT, _P.CLOSING}), **_stay(_P.OPENING)},
    _P.SELECT: {Move.BEGIN: frozenset({_P.PRESENT}), **_stay(_P.SELECT)},
    _P.PRESENT: {
        Move.ADVANCE: frozenset({_P.CLARIFY}),
        Move.SKIP: frozenset({_P.CLARIFY, _P.DISCUSS, _P.REJOIN, _P.CLOSE}),
        Move.WITHDRAW: _TO_CLOSE,
        **_stay(_P.PRESENT),
    },
    _P.CLARIFY: {
        Move.ADVANCE: frozenset({_P.DISCUSS}),
        Move.BACK: frozenset({_P.PRESENT}),
        Move.SKIP: frozenset({_P.DISCUSS, _P.REJOIN, _P.CLOSE}),
        Move.WITHDRAW: _TO_CLOSE,
        **_stay(_P.CLARIFY),
    },
    _P.DISCUSS: {
        Move.ADVANCE: frozenset({_P.REJOIN}),
        Move.BACK: frozenset({_P.CLARIFY}),
        Move.SKIP: frozenset({_P.REJOIN, _P.CLOSE}),
        Move.WITHDRAW: _TO_CLOSE,
        **_stay(_P.DISCUSS),
    },
    _P.REJOIN: {
        Move.ADVANCE: _TO_CLOSE,
        Move.SKIP: _TO_CLOSE,
        Move.BACK: frozenset({_P.DISCUSS}),
        Move.WITHDRAW: _TO_CLOSE,
        **_stay(_P.REJOIN),
    },
    _P.CLOSE: {Move.ADVANCE: frozenset({_P.SELECT, _P.CLOSING}), **_stay(_P.CLOSE)},
    _P.CLOSING: {
        Move.ADVANCE: frozenset({_P.LEADERSHIP, _P.DEBRIEF, _P.CORRIDOR, _P.ENDED}),
        Move.END: _TO_END,
    },
    _P.LEADERSHIP: {
        Move.ADVANCE: frozenset({_P.DEBRIEF, _P.CORRIDOR, _P.ENDED}),
        Move.END: _TO_END,
    },
    _P.DEBRIEF: {Move.ADVANCE: frozenset({_P.CORRIDOR, _P.ENDED}), Move.END: _TO_END},
    _P.CORRIDOR: {Move.ADVANCE: _TO_END, Move.END: _TO_END},
    _P.ENDED: {},
}


def targets(phase: Phase, move: Move) -> frozenset[Phase]:
    """The phases that `move` may lead to from `phase`; raises `IllegalMove` where there is none."""
    try:
        return TRANSITIONS[phase][move]
    except KeyError:
        raise IllegalMove(phase, move) from None

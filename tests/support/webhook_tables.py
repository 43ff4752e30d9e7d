"""The tables of docs/webhooks.md, printed from the tables of the code."""

from app.phases.machine import Position
from app.phases.phase import Phase
from app.phases.table import Move
from app.phases.units import Instant
from app.rooms.events import PhaseEntered
from app.rooms.fields import RoomId
from app.rooms.ports import StoredEvent
from app.rooms.record import Record
from app.webhooks import facts, reply
from app.webhooks.facts import PHASES, Fact, Kind
from tests.support.printed import table

ROOM, AT = RoomId("r"), Instant(0)
NOBODY = Record("", False, None, AT, False, (), (), {})  # a record's columns


def message_table() -> str:
    """Every type of message: when it is sent, and what stands in `data`."""
    rows = [
        (
            f"`{kind}`",
            facts.SAYS[kind],
            ", ".join(f"`{name}`" for name in _example(kind).data) or "nothing",
        )
        for kind in Kind
    ]
    return table(("type", "when", "`data`"), *rows)


def _example(kind: Kind) -> Fact:
    if kind is Kind.TEST:
        return facts.greeting(AT)
    if kind is Kind.RECORDED:
        return facts.recorded(ROOM, 1, NOBODY, AT)
    phase = next(phase for phase in PHASES if PHASES[phase] is kind)
    found = facts.told(ROOM, StoredEvent(1, PhaseEntered(AT, Move.ADVANCE, _at(phase)), None))
    assert found is not None
    return found


def _at(phase: Phase) -> Position:
    return Position(phase, None)


def answer_table() -> str:
    """Every answer, as the log of deliveries shows it."""
    return table(
        ("answer", "what"), *((f"`{answer}`", reply.SAYS[answer]) for answer in reply.Answer)
    )

"""A room's log, as what the checker compares a history with."""

import hashlib
from collections.abc import Mapping
from typing import Any

from app.rooms.command_table import ON_THE_WIRE, TABLE
from app.rooms.evolve import born, evolve, fold
from app.rooms.fields import RoomId
from app.rooms.frames import encode
from app.rooms.ports import Log
from app.rooms.roles import Audience
from app.rooms.state import Room
from app.rooms.views import Section, view
from tests.support.history import Held, Row, Truth

SHARED = frozenset(section.value for section in Section if section is not Section.YOU)
NEEDS = {
    name: TABLE[command].expect.value  # type: ignore[union-attr]  # asked for below
    for name, command in ON_THE_WIRE.items()
    if TABLE[command].expect is not None
}
REVS = ("phase_rev", "timer_rev", "case_rev", "plan_rev")


def digest(section: Any) -> str:
    """Of a section: equal for equal bytes on the wire."""
    return hashlib.blake2b(encode(section), digest_size=8).hexdigest()


def held(sections: Mapping[str, Any]) -> Held:
    """The shared logged ones among these sections."""
    return {name: digest(one) for name, one in sections.items() if name in SHARED}


def truth_of(room_id: RoomId, log: Log, answers: Mapping[str, bytes]) -> Truth:
    """The whole log of a room, and the acceptances recorded with it."""
    rows = tuple(Row(one.seq, one.command_id) for one in log.events)
    room = born(room_id, log.head.epoch, log.events[0].event)
    states = [room, room]  # there is no state at 0; whoever asks for it sees the first
    for one in log.events[1:]:
        room = evolve(room, one.event)
        states.append(room)
    return Truth(
        room=room_id,
        rows=rows,
        answers={name: answer.decode() for name, answer in answers.items()},
        revs=tuple({rev: getattr(state.revs, rev) for rev in REVS} for state in states),
        shown=tuple(_shown(state) for state in states),
        needs=NEEDS,
    )


def shown_by(room_id: RoomId, log: Log) -> Mapping[str, Held]:
    """What the whole log of a room shows each audience at its end."""
    first, *rest = (one.event for one in log.events)
    return _shown(fold(born(room_id, log.head.epoch, first), rest))


def _shown(room: Room) -> Mapping[str, Held]:
    return {
        to.value: {section.value: digest(one) for section, one in view(room, to).items()}
        for to in Audience
    }

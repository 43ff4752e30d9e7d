"""A room's log, as what the checker compares a history with."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
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


def hashed(sections: Mapping[str, Any], names: Collection[str] = SHARED) -> str:
    """Of the sections among these names, as a ping says it."""
    encoded = {name: encode(one) for name, one in sections.items() if name in names}
    lines = (b"%s:%s\n" % (name.encode(), encoded[name]) for name in sorted(encoded))
    return hashlib.blake2b(b"".join(lines), digest_size=8).hexdigest()


def truth_of(room_id: RoomId, log: Log, answers: Mapping[str, bytes]) -> Truth:
    """The whole log of a room, the acceptances recorded with it, and what it shows."""
    states = states_of(room_id, log)
    return replace(
        line_of(room_id, log, answers),
        shown=tuple(_shown(state) for state in states),
        hashes=tuple(_hashes(state) for state in states),
    )


def line_of(room_id: RoomId, log: Log, answers: Mapping[str, bytes]) -> Truth:
    """As `truth_of`, where nobody has looked at anything: a line of commands and revisions."""
    return Truth(
        room=room_id,
        rows=tuple(Row(one.seq, one.command_id) for one in log.events),
        answers={name: answer.decode() for name, answer in answers.items()},
        revs=tuple(revs_of(state) for state in states_of(room_id, log)),
        shown=(),
        hashes=(),
        needs=NEEDS,
    )


def revs_of(room: Room) -> dict[str, int]:
    """The room's revisions by name."""
    return {rev: getattr(room.revs, rev) for rev in REVS}


def states_of(room_id: RoomId, log: Log) -> list[Room]:
    """The room after each event; there is no state at 0, whoever asks for it sees the first."""
    room = born(room_id, log.head.epoch, log.events[0].event)
    states = [room, room]
    for one in log.events[1:]:
        room = evolve(room, one.event)
        states.append(room)
    return states


def shown_by(room_id: RoomId, log: Log) -> Mapping[str, Held]:
    """What the whole log of a room shows each audience at its end."""
    first, *rest = (one.event for one in log.events)
    return _shown(fold(born(room_id, log.head.epoch, first), rest))


def _shown(room: Room) -> Mapping[str, Held]:
    return {
        to.value: {section.value: digest(one) for section, one in view(room, to).items()}
        for to in Audience
    }


def _hashes(room: Room) -> Mapping[str, str]:
    shown = {to: view(room, to) for to in Audience}
    return {to.value: hashed({s.value: one for s, one in shown[to].items()}) for to in Audience}

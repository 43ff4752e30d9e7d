"""Decides once more what a history says was decided: each acceptance on the very state that the log
had before it, each refusal on some state between press and answer. Pure.

So a refusal is not believed because it came, whatever its code, and neither is "already so"; and a
command that brings no revision is held to its state as well. Of what came of it all is compared but
what another time of day would have changed: clocks are among what goes wrong.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from app.phases.units import Instant, Millis, later
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.errors import RoomError
from app.rooms.events import Event
from app.rooms.ports import Log
from app.rooms.state import Room
from tests.faults.checker import Complaint, acknowledged, decided_within
from tests.support.history import Press

Outcome = list[tuple[str, dict[str, Any]]] | tuple[str, dict[str, Any]]
"""The events in order, each its kind and all it says; or a refusal, by its code and facts."""
A_WHILE = Millis(7_919)
"""What is decided otherwise so much later hangs on the time."""


@dataclass(slots=True)
class Asked:
    """What was asked for, and between which times of day. Whoever gives up does so within
    milliseconds, and a decision that comes later yet depends on the time in nothing seen here."""

    ask: Ask
    began: Instant
    ended: Instant


def misjudged(
    room: str, presses: list[Press], asked: Mapping[str, Asked], states: Sequence[Room],
    log: Log, answers: Mapping[str, bytes],
) -> Iterator[Complaint]:  # fmt: skip
    """Each press of a room with an outcome that `decide` gives on no state it can have met.

    `states[n]` is the room after event n; `answers` are the recorded ones by command id.
    """
    known, head = acknowledged(presses), len(states) - 1
    for press in presses:
        about, recorded = asked[press.id], answers.get(press.id)
        if recorded is not None:
            became = _told(one.event for one in log.events if one.command_id == press.id)
            before = json.loads(recorded)["seq"] - len(became)
            met = range(before, before + 1)
            outcome: Outcome = became
        elif press.refused is not None:
            met = decided_within(press, known, head)
            outcome = (press.refused["code"], press.refused["facts"])
        else:
            continue
        if not any(_comes_to(outcome, states[seq], about) for seq in met if seq <= head):
            said = f"{press.id} ({press.type}) came to {outcome}, on no state that it can have met"
            yield Complaint("L5 legal", room, said)


def _comes_to(outcome: Outcome, state: Room, about: Asked) -> bool:
    """Whether it comes to that there, at the first instant or at the last."""
    for now in (about.began, about.ended):
        here = _decided(state, about.ask, now)
        if _kinds(outcome) == _kinds(here) and _agrees(
            outcome, here, _decided(state, about.ask, later(now, A_WHILE))
        ):
            return True
    return False


def _decided(state: Room, ask: Ask, now: Instant) -> Outcome:
    try:
        return _told(decide(state, ask, now=now))
    except RoomError as refusal:
        return refusal.code, dict(refusal.facts)


def _agrees(found: object, here: object, in_a_while: object) -> bool:
    """Whether this is what was decided, but for what is decided otherwise in a while."""
    three = (found, here, in_a_while)
    if all(isinstance(one, dict) for one in three):
        names, *others = (cast("dict[str, object]", one) for one in three)
        if all(one.keys() == names.keys() for one in others):
            return all(_agrees(names[key], *(one[key] for one in others)) for key in names)
    if all(isinstance(one, list | tuple) for one in three):
        parts = [cast("Sequence[object]", one) for one in three]
        if len({len(one) for one in parts}) == 1:
            return all(_agrees(*one) for one in zip(*parts, strict=True))
    return found == here or here != in_a_while


def _told(events: Iterable[Event]) -> list[tuple[str, dict[str, Any]]]:
    return [(type(one).__name__, asdict(one)) for one in events]


def _kinds(outcome: Outcome) -> object:
    """Of a refusal everything: neither its code nor its facts hang on the time."""
    return [kind for kind, _ in outcome] if isinstance(outcome, list) else outcome

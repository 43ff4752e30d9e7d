"""Decides once more what a history says was decided: each acceptance on the very state that the log
had before it, each refusal on some state between press and answer. Pure.

So a refusal is not believed because it came, whatever its code, and neither is "already so"; and a
command that brings no revision is held to its state as well.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.phases.units import Instant
from app.rooms.decide import decide
from app.rooms.deciding.scene import Ask
from app.rooms.errors import RoomError
from app.rooms.ports import Log
from app.rooms.state import Room
from tests.faults.checker import Complaint, acknowledged, decided_within
from tests.support.history import Press

Outcome = tuple[str, ...] | tuple[str, dict[str, Any]]
"""The kinds of events, in order; or a refusal, by its code and facts."""


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
            became = tuple(_kind(one.event) for one in log.events if one.command_id == press.id)
            before = json.loads(recorded)["seq"] - len(became)
            met, outcome = range(before, before + 1), became
        elif press.refused is not None:
            met = decided_within(press, known, head)
            outcome = (press.refused["code"], press.refused["facts"])
        else:
            continue
        if not any(outcome in _outcomes(states[seq], about) for seq in met if seq <= head):
            said = f"{press.id} ({press.type}) came to {outcome}, on no state that it can have met"
            yield Complaint("L5 legal", room, said)


def _outcomes(state: Room, about: Asked) -> Iterator[Outcome]:
    """What it comes to there, at the first instant and at the last."""
    for now in (about.began, about.ended):
        try:
            yield tuple(map(_kind, decide(state, about.ask, now=now)))
        except RoomError as refusal:
            yield refusal.code, dict(refusal.facts)


def _kind(event: object) -> str:
    return type(event).__name__

"""What the kit says to a stand: states as the contract has them, and requests of its own.

What comes back is read by `app/contract/wire.py`, as a server reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from app.calls.places import Ref
from app.calls.wanted import Version, Wanted
from app.contract import wire
from app.contract.wire import FloorChanged, Lock, ParticipantSent, VersionSent
from app.phases.units import Instant
from app.rooms.fields import PersonId

Json = dict[str, Any]

PREFIX = "/api/calls"
MOST_FIELDS = 5


class Act(StrEnum):
    """What a pretend participant of a stand is asked to do."""

    JOIN = "join"
    LEAVE = "leave"
    REJOIN = "rejoin"
    UNMUTE_SELF = "unmute_self"
    SECOND_STREAM = "second_stream"
    SECOND_REF = "second_ref"
    RENAME = "rename"


@dataclass(frozen=True, slots=True)
class Floor:
    """The complete desired state. `places`: whose each known reference is, and what is wanted."""

    version: Version
    at: Instant
    places: Mapping[Ref, tuple[PersonId, Wanted]]
    out: frozenset[Ref]


def floor_changed(call: str, floor: Floor, *, deadline_ms: int, lasts_ms: int) -> Json:
    """The message of a state."""
    participants = [
        ParticipantSent(
            ref=ref,
            person=person,
            microphone=_lock(is_locked=wanted.microphone_locked),
            camera=_lock(is_locked=wanted.camera_locked),
        )
        for ref, (person, wanted) in floor.places.items()
    ]
    return FloorChanged(
        call=call,
        version=VersionSent(seq=floor.version.seq, n=floor.version.n),
        at=floor.at,
        deadline_ms=deadline_ms,
        lasts_ms=lasts_ms,
        participants=participants,
        out=sorted(floor.out),
    ).model_dump(mode="json")


def conform_act(call: str, act: Act, given: Mapping[str, str | None]) -> Json:
    """The request that a pretend participant does something."""
    known = {name: value for name, value in given.items() if value is not None}
    return {
        "type": "conform.act", "contract": wire.CONTRACT, "call": call, "act": act.value, **known,
    }  # fmt: skip


def conform_listen(call: str, at: Ref | None) -> Json:
    """The request to say who is heard: at the stand's listener, or at that place in the call."""
    asked: Json = {"type": "conform.listen", "contract": wire.CONTRACT, "call": call}
    return asked if at is None else asked | {"at": at}


def fields_of(errors: Iterable[Mapping[str, Any]]) -> str:
    """Where something was wrong, in our own words: a name that a vendor made up is not said."""
    return ", ".join(sorted({_place(error) for error in errors})[:MOST_FIELDS])


def _place(error: Mapping[str, Any]) -> str:
    known = (str(one) for one in error["loc"] if isinstance(one, int) or one in _KNOWN)
    place = ".".join(known) or "the whole"
    return f"{place} has a field of its own" if error["type"] == "extra_forbidden" else place


_SHAPES: tuple[type[BaseModel], ...] = (
    wire.ParticipantsSaid, wire.ParticipantSaid, wire.EventsSaid, wire.EventSaid, wire.FloorReport,
    wire.VersionSaid, wire.OutcomeSaid,
)  # fmt: skip
_KNOWN = frozenset({name for shape in _SHAPES for name in shape.model_fields} | {"class"})


def _lock(*, is_locked: bool) -> Lock:
    return Lock.LOCKED if is_locked else Lock.FREE

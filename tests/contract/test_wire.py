"""What may come in, and in what form a state goes out."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.calls.capabilities import Strength
from app.calls.wanted import Version
from app.contract import wire
from app.contract.wire import (
    EventSaid,
    EventsSaid,
    FloorChanged,
    FloorReport,
    Holds,
    ParticipantsSaid,
    VersionSent,
)

CANARY = "canary"
WEB = {"ref": "a", "via": "web"}
EVENT = {"id": "e1", "ref": "a", "type": "joined", "at": 1}
OUTCOME = {"ref": "a", "microphone": "locked", "camera": "free"}
REPORT = {"version": {"seq": 4, "n": 1}, "outcomes": [OUTCOME], "class": "guarded", "at": 5}


def said(*participants: dict[str, Any]) -> dict[str, Any]:
    return {"participants": list(participants)}


def happened(**more: Any) -> dict[str, Any]:
    return {"events": [EVENT | more]}


REFUSED: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "nobody": (ParticipantsSaid, said()),
    "more than may come at once": (
        ParticipantsSaid, said(*(WEB | {"ref": f"r{n}"} for n in range(101))),
    ),
    "the same place twice": (ParticipantsSaid, said(WEB, WEB)),
    "a place with a space": (ParticipantsSaid, said(WEB | {"ref": "a b"})),
    "a place without a name": (ParticipantsSaid, said(WEB | {"ref": ""})),
    "a place with a long name": (ParticipantsSaid, said(WEB | {"ref": "a" * 129})),
    "a place beyond ASCII": (ParticipantsSaid, said(WEB | {"ref": "ä"})),
    "both a grant and a person": (ParticipantsSaid, said(WEB | {"grant": "g", "person": "p"})),
    "a name of two lines": (ParticipantsSaid, said(WEB | {"name": "a\nb"})),
    "a long name": (ParticipantsSaid, said(WEB | {"name": "a" * 61})),
    "no way in": (ParticipantsSaid, said({"ref": "a"})),
    "another way in": (ParticipantsSaid, said(WEB | {"via": CANARY})),
    "an unknown field": (ParticipantsSaid, said(WEB | {"level": 3})),
    "a microphone that is neither": (EventsSaid, happened(type="microphone")),
    "somebody who comes open": (EventsSaid, happened(open=True)),
    "speech": (EventsSaid, happened(type="talking")),
    "a level": (EventsSaid, happened(level=3)),
    "an event without an id": (EventsSaid, happened(id="")),
    "an event of no time": (EventsSaid, happened(at=-1)),
    "an event of text": (EventsSaid, happened(at="1")),
    "another hand": (EventsSaid, happened(by=CANARY)),
    "no event": (EventsSaid, {"events": []}),
    "an outcome twice": (FloorReport, REPORT | {"outcomes": [OUTCOME, OUTCOME]}),
    "another class": (FloorReport, REPORT | {"class": CANARY}),
    "another outcome": (FloorReport, REPORT | {"outcomes": [OUTCOME | {"camera": CANARY}]}),
    "a version below none": (FloorReport, REPORT | {"version": {"seq": -1, "n": 0}}),
    "half a version": (FloorReport, REPORT | {"version": {"seq": 1}}),
    "a field of a report": (FloorReport, REPORT | {"speech": CANARY}),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused_without_a_word_of_it(what: str) -> None:
    model, body = REFUSED[what]

    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)

    assert CANARY not in str(refused.value)


def test_taken_as_it_is_meant() -> None:
    bounds = said(*(WEB | {"ref": "a" * 124 + f"{n:04}"} for n in range(100)))

    assert 100 == len(ParticipantsSaid.model_validate(bounds).participants)
    event = EventSaid.model_validate(EVENT | {"type": "camera", "open": False, "by": "self"})
    assert (wire.Happened.CAMERA, False, wire.By.SELF) == (event.type, event.open, event.by)
    assert wire.By.OTHER is EventSaid.model_validate(EVENT).by


def test_report_is_read_again_as_it_was_written() -> None:
    report = FloorReport.model_validate(REPORT)

    assert Version(4, 1) == report.version.version
    assert report == FloorReport.model_validate_json(report.model_dump_json())


def test_every_class_is_a_strength() -> None:
    assert set(Holds) == set(wire.STRENGTH)
    assert {s.value for s in Strength} - {"none"} == {h.value for h in Holds}


def test_state_says_which_contract_and_how_long_it_lasts() -> None:
    version = VersionSent(seq=1, n=0)
    state = FloorChanged(call="room-1", version=version, at=5, participants=[], out=[])

    assert {
        "type": "floor.changed", "contract": 1, "call": "room-1", "version": {"seq": 1, "n": 0},
        "at": 5, "deadline_ms": 2_000, "lasts_ms": 30_000, "participants": [], "out": [],
    } == state.model_dump()  # fmt: skip


def test_lease_outlives_two_repetitions_and_a_change_of_drivers() -> None:
    from app.calls.drive import LOOK_EVERY
    from app.calls.tenure import LEASE_LIFE

    assert max(2 * LOOK_EVERY, LEASE_LIFE + LOOK_EVERY) < wire.LASTS_MS

"""What the kit says, and how it says what was wrong."""

import pytest
from pydantic import ValidationError

from app.calls.wanted import Version, Wanted
from app.conform.wire import Act, Floor, conform_act, conform_listen, fields_of, floor_changed
from app.contract.wire import EventsSaid
from app.phases.units import Instant
from app.rooms.fields import PersonId

FLOOR = Floor(
    Version(42, 1), Instant(7), {"abc": (PersonId("p1"), Wanted(True, False))}, frozenset({"x"})
)


def test_state_is_that_of_the_contract() -> None:
    assert {
        "type": "floor.changed", "contract": 1, "call": "r1", "version": {"seq": 42, "n": 1},
        "at": 7, "deadline_ms": 2000, "lasts_ms": 30000, "out": ["x"],
        "participants": [
            {"ref": "abc", "person": "p1", "microphone": "locked", "camera": "free"}
        ],
    } == floor_changed("r1", FLOOR, deadline_ms=2000, lasts_ms=30000)  # fmt: skip


def test_requests_name_what_is_known_and_nothing_else() -> None:
    act = {"type": "conform.act", "contract": 1, "call": "r1", "act": "leave", "ref": "abc"}
    assert act == conform_act("r1", Act.LEAVE, {"ref": "abc", "person": None})
    assert {"type", "contract", "call"} == conform_listen("r1", None).keys()
    assert "abc" == conform_listen("r1", "abc")["at"]


def test_what_was_wrong_is_said_without_a_word_of_the_vendor() -> None:
    said = '{"events":[{"id":"1","ref":"a","type":"joined","at":1,"canary_level":-3}]}'
    with pytest.raises(ValidationError) as caught:
        EventsSaid.model_validate_json(said)

    assert "events.0 has a field of its own" == fields_of(caught.value.errors())

"""Frames from the client: bounded, typed, and never echoed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phases.units import Millis
from app.rooms import commands as c
from app.rooms.command_table import ON_THE_WIRE
from app.rooms.errors import Invalid
from app.rooms.fields import PersonId, PlaceId
from app.rooms.reception import Cursor
from app.rooms.roles import person
from app.web import wire
from app.web.wire import CursorShape, Hello, WireVersionUnsupported

ADA = person(PersonId("ada"))
ID = "0190b0a4-8f6e-7d5c-9a3b-1c2d3e4f5a6b"
EXTEND: dict[str, Any] = {
    "t": "do", "id": ID, "type": "extend", "expect": {"timer_rev": 3}, "by": 60_000,
}  # fmt: skip
HELLO: dict[str, Any] = {"t": "hello", "room": "r1", "ticket": "pbt_0123456789"}


def test_a_press_is_its_command_its_revision_and_who_pressed() -> None:
    pressed = wire.press(EXTEND, ADA)
    assert pressed.id == ID
    assert pressed.ask.command == c.Extend(Millis(60_000))
    assert pressed.ask.by == ADA
    assert pressed.ask.expect == {"timer_rev": 3}
    assert pressed.ask.confirm is None


def test_a_press_brings_the_revisions_that_say_something() -> None:
    expect = {"timer_rev": 3, "phase_rev": None}
    assert wire.press({**EXTEND, "expect": expect}, ADA).ask.expect == {"timer_rev": 3}


def test_a_confirmation_comes_along() -> None:
    assert wire.press({**EXTEND, "confirm": 4}, ADA).ask.confirm == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"by": "60000"},
        {"by": None},
        {"canary": 1},
        {"type": "reach_mark"},
        {"type": "canary"},
        {"type": ["extend"]},
        {"type": None},
        {"id": "zero:r1:closing:1"},
        {"id": "canary"},
        {"id": 7},
        {"expect": {"canary": 1}},
        {"expect": {"timer_rev": "3"}},
        {"expect": {"timer_rev": -1}},
        {"expect": 3},
        {"confirm": "canary"},
    ],
)
def test_a_press_that_is_none_is_refused_and_nothing_of_it_is_echoed(
    changed: dict[str, Any],
) -> None:
    with pytest.raises(Invalid) as refused:
        wire.press({**EXTEND, **changed}, ADA)
    assert "canary" not in refused.value.say
    assert "canary" not in json.dumps(dict(refused.value.facts))


@pytest.mark.parametrize(
    "spelling", [ID.upper(), ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}"]
)
def test_an_id_has_one_spelling_so_that_it_has_one_effect(spelling: str) -> None:
    with pytest.raises(Invalid, match="the field id is not as it must be"):
        wire.press({**EXTEND, "id": spelling}, ADA)
    assert wire.id_of({"id": spelling}) is None


def test_a_field_of_ours_is_named_and_a_field_of_theirs_is_not() -> None:
    with pytest.raises(Invalid, match="the field by is missing"):
        wire.press({k: v for k, v in EXTEND.items() if k != "by"}, ADA)
    with pytest.raises(Invalid, match="the field by is not as it must be"):
        wire.press({**EXTEND, "by": 1}, ADA)
    with pytest.raises(Invalid, match="does not have"):
        wire.press({**EXTEND, "patient": 1}, ADA)


def test_every_command_of_the_table_has_a_frame() -> None:
    assert set(wire.DO) == set(ON_THE_WIRE)


def test_commands_of_the_system_have_none() -> None:
    for name in ("reach_mark", "join", "lose", "fail_open", "lose_leaders", "arrive"):
        assert name not in wire.DO


def test_the_digest_is_of_everything_but_the_id() -> None:
    again = {**dict(reversed(EXTEND.items())), "id": ID.replace("0", "1")}
    assert wire.digest(EXTEND) == wire.digest(again)
    others: list[dict[str, Any]] = [
        {"by": 60_001}, {"type": "shorten"}, {"expect": {}}, {"confirm": 1},
    ]  # fmt: skip
    for other in others:
        assert wire.digest(EXTEND) != wire.digest({**EXTEND, **other})


@pytest.mark.parametrize(
    "text",
    [
        "canary", "", "[]", "7", "null", '"canary"', "{", '{"a":' * 9 + "1" + "}" * 9,
        '{"a":' + "[" * 700 + "]" * 700 + "}", '{"a":NaN}', '{"a":1}x',
    ],
)  # fmt: skip
def test_what_is_not_one_shallow_json_object_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        wire.loads(text)
    assert "canary" not in refused.value.say


def test_a_frame_has_a_size() -> None:
    body = '{"a":"' + "x" * (wire.MOST_BYTES - 8) + '"}'
    assert len(body) == wire.MOST_BYTES
    assert wire.loads(body)
    with pytest.raises(Invalid, match="too large"):
        wire.loads(body + " ")
    with pytest.raises(Invalid, match="too large"):
        wire.loads('{"a": 1}', 4)


def test_depth_is_counted_through_lists_and_objects_alike() -> None:
    assert wire.loads('{"a":[{"b":[{"c":[{"d":1}]}]}]}')
    with pytest.raises(Invalid, match="nested"):
        wire.loads('{"a":[{"b":[{"c":[{"d":[{"e":1}]}]}]}]}')


def test_what_stands_side_by_side_is_not_deep() -> None:
    assert wire.loads('{"a":[' + "{}," * wire.MOST_DEPTH + "[]]}")


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_whatever_a_peer_sends_is_an_object_or_a_refusal(text: str) -> None:
    try:
        found = wire.loads(text.encode("utf-8", "surrogatepass"))
        wire.press(found, ADA)
    except Invalid:
        pass


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=9,
)


@given(st.sampled_from(sorted(ON_THE_WIRE)), st.dictionaries(st.sampled_from(
    ["expect", "confirm", "by", "to", "steps", "person", "people", "case", "at", "name", "on"]
), _JSON))  # fmt: skip
def test_no_value_of_a_field_is_more_than_a_refusal(name: str, values: dict[str, Any]) -> None:
    try:
        pressed = wire.press({"t": "do", "id": ID, "type": name, **values}, ADA)
    except Invalid:
        return
    assert type(pressed.ask.command) is ON_THE_WIRE[name]


def test_a_hello_brings_a_ticket_or_the_last_resume_and_perhaps_a_cursor() -> None:
    cursor = {"epoch": "e1", "view": "member.v1", "seq": 42}
    found = wire.hello({**HELLO, "cursor": cursor})
    assert found.ticket == "pbt_0123456789"
    assert wire.cursor(found.cursor) == Cursor("e1", "member.v1", 42)
    assert wire.cursor(None) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"room": "../canary"},
        {"room": ""},
        {"ticket": "x"},
        {"ticket": "x" * 201},
        {"cursor": {"epoch": "e1", "view": "v", "seq": -1}},
        {"cursor": {"epoch": "e1", "view": "v"}},
        {"cursor": "canary"},
        {"token": "canary"},
        {"t": "do"},
        {"wire": "1"},
    ],
)
def test_a_hello_that_is_none_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        wire.hello({**HELLO, **changed})
    assert "canary" not in refused.value.say


def test_a_hello_of_another_version_of_the_wire_is_told_so() -> None:
    with pytest.raises(WireVersionUnsupported):
        wire.hello({**HELLO, "wire": 2})


def test_the_id_of_a_press_that_was_not_understood_is_known_if_it_is_one() -> None:
    assert wire.id_of({"id": ID}) == ID
    for wrong in ({}, {"id": 7}, {"id": "canary"}, {"id": "zero:r1:a:1"}):
        assert wire.id_of(wrong) is None


def test_shapes_of_the_door_are_frozen() -> None:
    assert Hello.model_config["frozen"]
    assert CursorShape.model_config["extra"] == "forbid"


@pytest.mark.parametrize(
    "place",
    ["Canary", "+49 30 1234567", "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n", 7, None, ""],
)
def test_place_in_the_call_is_a_digest_and_no_word_can_be_put_there(place: object) -> None:
    press = {"t": "do", "id": ID, "type": "match_place", "place": place, "person": "ada"}

    with pytest.raises(Invalid) as refused:
        wire.press(press, ADA)

    assert "Canary" not in str(refused.value) + str(refused.value.facts)
    assert c.MatchPlace(PlaceId("a" * 32), PersonId("ada")) == (
        wire.press({**press, "place": "a" * 32}, ADA).ask.command
    )

"""Messages between nodes, as bytes and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bus.codec import MOST_BYTES, NotCarried, decode, encode
from app.rooms.fields import RoomId
from app.rooms.ports import Hint, Share

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
MESSAGES = st.builds(Hint, st.builds(RoomId, WORDS), WORDS, st.integers(0, 2**53)) | st.builds(
    Share, st.builds(RoomId, WORDS), WORDS, st.dictionaries(WORDS, JSON, max_size=4)
)


@given(MESSAGES)
def test_message_comes_out_as_it_went_in_and_on_one_line(message: Hint | Share) -> None:
    data = encode(message)

    assert message == decode(data)
    assert b"\n" not in data


@given(st.binary(max_size=200) | st.builds(b"hint ".__add__, st.binary(max_size=200)))
def test_anything_else_is_refused_by_a_name_of_ours(data: bytes) -> None:
    with pytest.raises(NotCarried) as refused:
        decode(data)

    assert refused.value.why in ("malformed", "unknown")


@pytest.mark.parametrize("facts", [{"canary": object()}, {"canary": 2**80}, {"c": "\ud800"}])
def test_facts_are_json(facts: dict[str, Any]) -> None:
    with pytest.raises(NotCarried, match="unencodable"):
        encode(Share(RoomId("r"), "n", facts))


def test_bounds_hold_on_both_sides() -> None:
    largest = {"x": "x" * (MOST_BYTES - len(encode(Share(RoomId("r"), "n", {"x": ""}))))}
    assert MOST_BYTES == len(encode(Share(RoomId("r"), "n", largest)))
    with pytest.raises(NotCarried, match="too_large"):
        encode(Share(RoomId("r"), "n", largest | {"y": 1}))
    with pytest.raises(NotCarried, match="too_large"):
        decode(b"hint " + b" " * MOST_BYTES)


def test_field_of_a_newer_node_is_ignored_and_a_kind_of_one_is_refused() -> None:
    said = {"room": "r", "epoch": "e", "seq": 1, "lately": True}

    assert Hint(RoomId("r"), "e", 1) == decode(b"hint " + json.dumps(said).encode())
    with pytest.raises(NotCarried, match="unknown"):
        decode(b"gossip {}")

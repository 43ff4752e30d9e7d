"""What comes is a frame, or nothing is made of it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pushback.frames import BadFrame, frame_of

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.text() | st.binary())
def test_any_message_is_a_frame_or_none(said: str | bytes) -> None:
    with suppress(BadFrame):
        assert isinstance(frame_of(said)["t"], str)


@given(st.dictionaries(st.sampled_from(("seq", "now", "set", "full", "code", "id")), ANYTHING))
def test_no_field_of_another_kind_is_let_through(fields: dict[str, object]) -> None:
    try:
        frame = frame_of(json.dumps({"t": "state", **fields}))
    except BadFrame:
        return

    assert isinstance(frame["now"], int)
    assert all(isinstance(section, dict) for section in frame["set"].values())
    assert isinstance(frame.get("seq", 0), int)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"state"',
        "{}",
        '{"t": 1}',
        '{"t": "state"}',
        '{"t": "state", "now": 1, "set": []}',
        '{"t": "state", "now": 1, "set": {"phase": "discuss"}}',
        '{"t": "state", "now": 1, "set": {}, "seq": "7"}',
        b'{"t": "weather"}',
        '{"t": "sync", "c0": 1, "s1": NaN, "s2": 1}',
        '{"t": "welcome", "epoch": "e"}',
        '{"t": "refused", "code": "stale", "say": "", "retry": "no"}',
        "[" * 100_000,
    ],
)
def test_what_no_server_says_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadFrame):
        frame_of(text)


def test_new_kinds_and_new_fields_are_kept() -> None:
    assert {"t": "weather", "is": "fine"} == frame_of('{"t": "weather", "is": "fine"}')
    assert 7 == frame_of('{"t": "done", "id": "a", "later": 7}')["later"]

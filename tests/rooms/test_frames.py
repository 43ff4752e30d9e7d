"""Frames are joined from sections that were encoded once; equal values are equal bytes."""

import orjson

from app.phases.units import Instant
from app.rooms.errors import Stale, Unavailable
from app.rooms.fields import CommandId
from app.rooms.frames import done, encode, frame, refused, state

NOW = Instant(7)


def test_equal_values_are_equal_bytes() -> None:
    assert encode({"a": 1, "b": {"d": 2, "c": 3}}) == encode({"b": {"c": 3, "d": 2}, "a": 1})


def test_state_frame_carries_whole_sections() -> None:
    made = state({"clock": b'{"since":1}', "you": b"{}"}, now=NOW, seq=42, because=["x"])

    assert {
        "t": "state",
        "now": 7,
        "seq": 42,
        "because": ["x"],
        "set": {"clock": {"since": 1}, "you": {}},
    } == orjson.loads(made.payload)


def test_passing_sections_carry_neither_seq_nor_cause() -> None:
    made = orjson.loads(state({"presence": b"{}"}, now=NOW).payload)

    assert {"t": "state", "now": 7, "set": {"presence": {}}} == made


def test_full_frame_names_its_view() -> None:
    made = orjson.loads(state({}, now=NOW, seq=1, view="member.v1").payload)

    assert (True, "member.v1", {}) == (made["full"], made["view"], made["set"])


def test_frame_is_not_wrapped_before_a_socket_wraps_it() -> None:
    made = frame("ping", n=1)

    assert b'{"n":1,"t":"ping"}' == made.payload
    assert made.wrapped is None


def test_answer_to_what_is_not_recorded_has_no_seq() -> None:
    assert b'{"id":"x","t":"done"}' == done(CommandId("x"), None)
    assert b'{"id":"x","seq":3,"t":"done"}' == done(CommandId("x"), 3)


def test_refusal_says_whether_to_retry_and_brings_its_facts() -> None:
    stale = orjson.loads(refused("x", Stale(rev="phase_rev", current=4)).payload)
    away = orjson.loads(refused(None, Unavailable()).payload)

    assert {"rev": "phase_rev", "current": 4} == stale.pop("facts")
    assert {"t": "refused", "id": "x", "code": "stale", "retry": False} == {
        k: v for k, v in stale.items() if k != "say"
    }
    assert (True, None, False) == (away["retry"], away["id"], "facts" in away)

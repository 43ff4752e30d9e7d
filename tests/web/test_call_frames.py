"""What a page may say of its own part in the call: these frames, within bounds, and no other."""

from typing import Any

import pytest

from app.calls.frames import (
    Answer,
    Candidate,
    Publish,
    SetCamera,
    SetMicrophone,
    SetPictures,
    Way,
)
from app.rooms.errors import Invalid
from app.web.call_frames import MOST_SDP, call_frame, call_hello

LINE = "candidate:1 1 udp 1 127.0.0.1 9 typ host"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"t": "publish", "sdp": "v=0"}, Publish("v=0")),
        ({"t": "answer", "sdp": "v=0"}, Answer("v=0")),
        ({"t": "microphone", "open": True}, SetMicrophone(True)),
        ({"t": "camera", "open": False}, SetCamera(False)),
        ({"t": "pictures", "on": False}, SetPictures(False)),
        ({"t": "candidate", "of": "in", "candidate": None}, Candidate(Way.IN)),
        (
            {
                "t": "candidate",
                "of": "out",
                "candidate": {
                    "candidate": LINE,
                    "sdpMid": "0",
                    "sdpMLineIndex": 0,
                    "usernameFragment": "abcd",
                },
            },
            Candidate(Way.OUT, LINE, "0", 0),
        ),
        ({"t": "pong", "n": 1}, None),
    ],
)
def test_a_frame_is_what_it_says(frame: dict[str, Any], said: object) -> None:
    assert call_frame(frame) == said


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"t": 1},
        {"t": "configure", "sdp": "canary"},
        {"t": "join", "id": "canary"},
        {"t": "publish"},
        {"t": "publish", "sdp": ""},
        {"t": "publish", "sdp": "c" * (MOST_SDP + 1)},
        {"t": "publish", "sdp": "v=0", "canary": "canary"},
        {"t": "microphone", "open": "true"},
        {"t": "microphone", "open": 1},
        {"t": "camera"},
        {"t": "pictures"},
        {"t": "pictures", "on": 0},
        {"t": "pictures", "on": False, "of": "canary"},
        {"t": "candidate", "of": "canary", "candidate": None},
        {"t": "candidate", "of": "out"},
        {"t": "candidate", "of": "out", "candidate": {"candidate": "c" * 601}},
        {"t": "candidate", "of": "out", "candidate": {"candidate": LINE, "sdpMid": "canary\n"}},
        {"t": "candidate", "of": "out", "candidate": {"candidate": LINE, "sdpMLineIndex": -1}},
    ],
)
def test_anything_else_is_refused_without_echo(frame: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        call_frame(frame)
    assert "canary" not in refused.value.say


def test_hello_brings_a_room_and_a_ticket() -> None:
    assert call_hello({"t": "hello", "room": "r1", "ticket": "12345678"}).room == "r1"


@pytest.mark.parametrize("wrong", [{}, {"ticket": None}, {"ticket": "12345678", "resume": "x" * 9}])
def test_hello_brings_nothing_else(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        call_hello({"t": "hello", "room": "r1", **wrong})

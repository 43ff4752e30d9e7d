"""Reading what a bot sent and received."""

import json

from app.rehearsal.page import Json
from app.rehearsal.recording import CAME, SENT, Recording, Text, merged

WELCOME = {"t": "welcome", "epoch": "e", "view": "waiting.v1", "person": "p", "resume": "s"}


def recording(*texts: tuple[str, Json]) -> Recording:
    """A recording of these frames, one a millisecond."""
    told = [Text(float(n), way, json.dumps(frame)) for n, (way, frame) in enumerate(texts)]
    return Recording("Ann", "member", "member", told)


def do(name: str, type_: str = "agree") -> tuple[str, Json]:
    return SENT, {"t": "do", "id": name, "type": type_, "expect": {}}


def test_each_frame_is_seen_as_the_audience_it_was_for() -> None:
    full = {"t": "state", "seq": 2, "full": True, "view": "member.v1", "set": {}}
    told = recording((CAME, WELCOME), (CAME, full), (SENT, {"t": "pong", "n": 1}))
    assert [(seen.frame["t"], seen.audience) for seen in told.seen()] == [
        ("welcome", "waiting"),
        ("state", "member"),
    ]
    assert told.person == "p"


def test_a_press_has_its_first_answer_its_place_and_how_often_it_was_sent() -> None:
    done = {"t": "done", "id": "x", "seq": 4}
    told = recording(do("x"), do("x"), (CAME, done), (CAME, done))
    (press,) = told.pressed()
    assert (press.type, press.seq, press.at, press.answered_at) == ("agree", 4, 0.0, 2.0)
    assert (press.sendings, len(press.answers)) == (2, 2)


def test_a_refused_press_has_no_place_in_the_log() -> None:
    refused = {"t": "refused", "id": "x", "code": "stale"}
    (press,) = recording(do("x"), (CAME, refused)).pressed()
    assert not press.is_accepted
    assert press.seq is None


def test_a_press_without_an_answer_is_known_as_one() -> None:
    (press,) = recording(do("x")).pressed()
    assert press.answer == {}
    assert press.answered_at is None


def test_a_refused_frame_that_was_no_press_answers_none() -> None:
    told = recording(do("x"), (CAME, {"t": "refused", "id": None, "code": "invalid"}))
    assert told.pressed()[0].answers == ()


def test_what_was_sent_is_found_by_its_type() -> None:
    told = recording(do("x"), (SENT, {"t": "hello", "room": "r"}))
    assert [frame["room"] for frame in told.sent("hello")] == ["r"]


def test_merging_reads_only_what_came() -> None:
    told = recording(
        (CAME, WELCOME), (CAME, {"t": "state", "seq": 1, "set": {"door": {}}}), do("x")
    )
    assert merged(told.texts).view == {"door": {}} == told.page().view

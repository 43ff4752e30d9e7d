"""What Janus says, as values; whatever is no message of Janus ends the line."""

import json

import pytest

from app.janus.answers import MOST_SDP, JanusRefused, NotJanus, said


def test_an_answer_has_its_transaction_and_what_was_made() -> None:
    found = said('{"janus":"success","transaction":"t1","data":{"id":7}}')
    assert (found.kind, found.transaction, found.made, found.error) == ("success", "t1", 7, None)


def test_an_event_has_its_handle_and_what_the_plugin_says() -> None:
    text = {
        "janus": "event",
        "sender": 3,
        "plugindata": {"plugin": "x", "data": {"videoroom": "joined"}},
        "jsep": {"type": "answer", "sdp": "v=0"},
    }
    found = said(json.dumps(text))
    assert (found.sender, found.data, found.sdp) == (3, {"videoroom": "joined"}, "v=0")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('{"janus":"error","error":{"code":403,"reason":"canary"}}', 403),
        ('{"janus":"error","error":"canary"}', 0),
        ('{"janus":"event","plugindata":{"data":{"error_code":436,"error":"canary"}}}', 436),
    ],
)
def test_an_error_is_its_number_and_its_words_are_dropped(text: str, number: int) -> None:
    found = said(text)
    assert found.error == number
    assert "canary" not in repr(found)
    assert "canary" not in str(JanusRefused(number))


@pytest.mark.parametrize(
    "text",
    ["", "canary", "[]", "1", "null", "{}", '{"janus":1}', '{"janus":"' + "x" * 65 + '"}', b"\xff"],
)
def test_what_is_no_message_of_janus_is_refused(text: str | bytes) -> None:
    with pytest.raises(NotJanus):
        said(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"janus":"event","sender":"3","transaction":4,"plugindata":[],"jsep":1,"data":{"id":true}}',
        json.dumps({"janus": "event", "jsep": {"sdp": "x" * (MOST_SDP + 1)}}),
    ],
)
def test_fields_that_are_not_as_they_must_be_are_not_there(text: str) -> None:
    found = said(text)
    assert (found.sender, found.transaction, found.made, found.sdp) == (None, None, None, None)
    assert found.data == {}


def test_server_that_says_what_it_is_has_its_version_and_plugins() -> None:
    found = said('{"janus":"server_info","version":1102,"plugins":{"a.b":{"version":"canary"}}}')
    assert (found.version, found.plugins) == (1102, frozenset({"a.b"}))
    assert "canary" not in repr(found)


def test_what_tells_of_a_network_is_not_shown_by_accident() -> None:
    assert "canary" not in repr(said('{"janus":"event","jsep":{"sdp":"canary"}}'))

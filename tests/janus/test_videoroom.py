"""The words of VideoRoom: what is asked for, and what is taken from what it says."""

import json

from app.janus import videoroom
from app.janus.offers import Kind, Stream
from app.rooms.fields import PersonId, RoomId

ROOM, ANN = RoomId("r1"), PersonId("ann")


def test_a_rooms_secret_is_the_same_everywhere_and_of_no_use_elsewhere() -> None:
    secret = videoroom.room_secret("key", ROOM)
    assert secret == videoroom.room_secret("key", ROOM)
    assert secret != videoroom.room_secret("key", RoomId("r2"))
    assert secret != videoroom.room_secret("other", ROOM)
    assert "key" not in secret


def test_a_room_measures_no_sound_and_keeps_none() -> None:
    room = videoroom.create(ROOM, "secret", "key")
    assert not room["audiolevel_event"]
    assert not room["audiolevel_ext"]
    assert not room["record"]
    assert room["lock_record"]
    assert room["is_private"]
    assert not room["permanent"]


def test_nobodys_name_is_told() -> None:
    asked = [videoroom.join(ROOM, ANN), videoroom.publish(), videoroom.create(ROOM, "s", "k")]
    assert "display" not in json.dumps(asked)


def test_publishers_are_people_with_streams_of_a_kind_we_know() -> None:
    data = {
        "publishers": [
            {
                "id": "ann",
                "display": "canary",
                "streams": [
                    {"mid": "0", "type": "audio", "moderated": True},
                    {"mid": "1", "type": "video"},
                    {"mid": "2", "type": "data"},
                    {"mid": "3", "type": "video", "disabled": True},
                    {"mid": "canary canary", "type": "audio"},
                    "canary",
                ],
            },
            {"id": "~n1.1", "streams": []},
            {"id": 7, "streams": []},
            {"id": "ben", "streams": "canary"},
            "canary",
        ]
    }
    assert videoroom.publishers(data) == {
        "ann": {Stream("0", Kind.AUDIO): True, Stream("1", Kind.VIDEO): False},
        "ben": {},
    }
    assert videoroom.publishers({"publishers": "canary"}) == {}


def test_an_offer_says_whose_stream_is_which() -> None:
    data = {
        "streams": [
            {"mid": "0", "type": "audio", "feed_id": "ann", "active": True, "feed_display": "x"},
            {"mid": "1", "type": "video", "feed_id": "ann", "active": False},
            {"mid": "2", "type": "audio", "feed_id": "~n1.1", "active": True},
            {"mid": "3", "type": "canary", "feed_id": "ann", "active": True},
            None,
        ]
    }
    assert videoroom.incoming(data) == [{"mid": "0", "person": "ann", "kind": "audio"}]


def test_ids_of_ours_are_no_persons() -> None:
    assert videoroom.is_person("p01")
    assert not any(videoroom.is_person(one) for one in ("~n1.1", "", None, 3, "a b", "a\n"))


def test_the_streams_that_were_taken_up_are_known_by_name() -> None:
    assert videoroom.mids({"streams": [{"mid": "0"}, {"mid": 1}, "canary"]}) == {"0", "1"}


def test_whoever_is_listed_is_there_whether_they_publish_or_not() -> None:
    listed = [{"id": "ann", "publisher": True}, {"id": "ben", "publisher": False}, {"id": "~n1.1"}]
    told = {"participants": [*listed, {"id": 1}, "cleo"]}
    assert videoroom.present(told) == frozenset(["ann", "ben"])
    assert videoroom.present({"participants": []}) == frozenset()
    assert videoroom.present({"participants": "canary"}) is None


def test_a_room_has_nobody_where_janus_lists_nobody_in_it() -> None:
    assert videoroom.has_nobody({"participants": []})
    assert not videoroom.has_nobody({"participants": [{"id": "~n1.1"}]})
    assert not videoroom.has_nobody({"participants": None})
    assert not videoroom.has_nobody({})


def test_an_empty_room_is_one_of_which_janus_says_so() -> None:
    listed = [
        {"room": "r1", "num_participants": 0},
        {"room": "r2", "num_participants": 1},
        {"room": "r3"},
        {"room": 1234, "num_participants": 0},
        {"room": "canary canary", "num_participants": 0},
        "canary",
    ]
    assert videoroom.empty({"list": listed}) == {"r1"}
    assert videoroom.empty({"list": "canary"}) == frozenset()

import json

import orjson
import pytest

from app.rooms.commands import NoLongerWantIn, Pause, Resume, WantIn
from app.rooms.fields import PersonId
from app.rooms.roles import person
from app.web import wire
from benchmarks.dialects import SIZE, Dialect, Nats, Nchan, Plain, SocketIo, padded
from tests.benchmarks.words import joined

PEERS: list[Dialect] = [Plain(1), SocketIo(1), Nats(1), Nchan(1)]


def test_our_commands_are_what_the_wire_takes() -> None:
    crowd, place = joined()
    place.timer_rev = 5
    asked = {}
    for kind in ("durable", "signal"):
        said = [wire.loads(text.decode()) for text in crowd.dialect.commands(place, kind, 3)]
        asked[kind] = [wire.press(one, person(PersonId("ada"))).ask for one in said]

    assert [Pause, Resume, Pause] == [type(ask.command) for ask in asked["durable"]]
    assert {"timer_rev": 6} == asked["durable"][1].expect
    assert [WantIn, NoLongerWantIn, WantIn] == [type(ask.command) for ask in asked["signal"]]


def test_commands_go_on_where_the_room_stands() -> None:
    crowd, place = joined()
    place.is_paused, place.timer_rev, place.wants_in = True, 8, ["ben"]
    first = [orjson.loads(next(crowd.dialect.commands(place, k, 1))) for k in ("durable", "signal")]

    assert ["resume", "no_longer_want_in"] == [said["type"] for said in first]
    assert {"timer_rev": 8} == first[0]["expect"]


def test_ids_are_never_used_twice() -> None:
    crowd, place = joined()
    said = [
        *crowd.dialect.commands(place, "signal", 5),
        *crowd.dialect.commands(place, "durable", 5),
    ]

    assert 10 == len({orjson.loads(one)["id"] for one in said})


@pytest.mark.parametrize("dialect", PEERS, ids=lambda dialect: type(dialect).__name__)
def test_peers_are_sent_the_same_command(dialect: Dialect) -> None:
    place = joined()[1]
    for said in dialect.commands(place, "signal", 2):
        body = said[said.index(b"{") : said.rindex(b"}") + 1]

        assert SIZE == len(body)
        assert "do" == json.loads(body)["t"]


def test_command_has_its_size_whatever_its_number() -> None:
    assert {SIZE} == {len(padded(n)) for n in (0, 1, 10**9)}


def test_peers_know_nothing_of_recorded_commands() -> None:
    for dialect in PEERS:
        with pytest.raises(KeyError):
            dialect.words("durable")

import orjson

from benchmarks.swarm import Crowd, Member
from tests.benchmarks.words import joined


def test_rooms_knock_from_addresses_of_their_own() -> None:
    rooms = [[f"r{n}", "ada", "ben"] for n in range(70_000)]
    places = Crowd(joined()[0].dialect, 1, rooms).places

    assert len(places) == len({place.members[0].address for place in places})
    assert all(p.members[0].address == p.members[1].address for p in places)
    assert "127.0.0.1" not in {place.members[0].address for place in places}


def test_place_learns_what_the_next_command_depends_on() -> None:
    place = joined()[1]
    place.learn({"clock": {"paused": True, "timer_rev": 7}})
    place.learn({"signals": {"wants_in": ["ben"]}})
    place.learn({"phase": {}})

    assert (7, True, ["ben"]) == (place.timer_rev, place.is_paused, place.wants_in)


def test_welcome_and_what_passes_make_a_member_joined() -> None:
    crowd, place = joined()
    member = Member(crowd, place, "dora", "127.0.0.1")
    hear = crowd.dialect.heard
    hear(member, orjson.dumps({"t": "welcome", "epoch": "e", "view": "v", "resume": "s"}), 1.0)
    hear(member, b'{"t":"state","now":1,"seq":3,"because":[],"set":{}}', 2.0)
    assert not member.is_joined
    hear(member, b'{"t":"state","now":1,"set":{"presence":{}}}', 3.0)

    assert member.is_joined
    assert ("s", "v", 3) == (member.resume, member.view, member.seq)

import orjson

from app.rooms.commands import Pause, Resume
from app.rooms.fields import PersonId
from app.rooms.roles import person
from app.web import wire
from benchmarks.dialects import Ours, Plain
from benchmarks.swarm import Crowd, Member, Place


class Mute(Member):
    """Nobody is connected; what would be sent is kept."""

    def say(self, payload: bytes) -> None:
        SAID.append(payload)


SAID: list[bytes] = []


def crowd(dialect: Ours | Plain) -> tuple[Crowd, Place]:
    """A room of three, everybody joined."""
    made = Crowd(dialect, 1, [["room", "ada", "ben", "cleo"]])
    place = made.places[0]
    place.members[:] = [Mute(made, place, m.person, m.address) for m in place.members]
    for number, member in enumerate(place.members):
        member.is_leader, member.is_joined = number == 0, True
    SAID.clear()
    return made, place


def state(seq: int) -> bytes:
    """What everybody gets after a command."""
    return b'{"t":"state","now":1,"seq":%d,"because":[],"set":{"clock":{"timer_rev":%d}}}' % (
        seq,
        seq * 10,
    )


def test_command_is_complete_when_its_last_member_has_it() -> None:
    made, place = crowd(Ours(1))
    place.press(100.0, counts=True)
    name = orjson.loads(SAID[0])["id"]
    place.members[0].heard(orjson.dumps({"t": "done", "id": name, "seq": 7}), 101.0)
    for member, at in zip(place.members, (101.0, 102.0, 103.0), strict=True):
        assert not made.tally.latencies
        member.seq = 6
        member.heard(state(7), at)

    assert [3.0] == made.tally.latencies
    assert (1, 1, 3) == (made.tally.sent, made.tally.complete, made.tally.deliveries)


def test_frame_that_merged_two_commands_delivers_both() -> None:
    made, place = crowd(Ours(1))
    for seq in (1, 2):
        place.press(0.0, counts=True)
        name = orjson.loads(SAID[-1])["id"]
        place.members[0].heard(orjson.dumps({"t": "done", "id": name, "seq": seq}), 1.0)
    for member in place.members:
        member.heard(state(2), 2.0)

    assert [2.0, 2.0] == made.tally.latencies


def test_resume_expects_the_revision_after_those_on_their_way() -> None:
    _, place = crowd(Ours(1))
    place.members[0].heard(state(4), 1.0)
    place.press(0.0, counts=True)
    place.press(0.0, counts=True)

    assert ["pause", "resume"] == [orjson.loads(said)["type"] for said in SAID]
    assert {"timer_rev": 41} == orjson.loads(SAID[1])["expect"]


def test_refused_command_is_never_complete() -> None:
    made, place = crowd(Ours(1))
    place.press(0.0, counts=True)
    name = orjson.loads(SAID[0])["id"]
    place.members[0].heard(orjson.dumps({"t": "refused", "id": name, "code": "stale"}), 1.0)

    assert (1, 0, ["stale"]) == (made.tally.sent, made.tally.complete, made.tally.refused)
    assert not made.is_waiting


def test_echo_is_the_answer_of_the_plain_server() -> None:
    made, place = crowd(Plain(1))
    place.press(5.0, counts=True)
    name = orjson.loads(SAID[0])["id"]
    for member in place.members:
        member.heard(b'{"t": "state", "seq": 1, "id": "%s"}' % name.encode(), 6.0)

    assert [1.0] == made.tally.latencies


def test_every_room_has_an_address_of_its_own() -> None:
    made = Crowd(Plain(1), 1, [[f"room-{n}", "ada"] for n in range(1_000)])

    assert 1_000 == len({member.address for member in made.members})


def test_what_is_measured_is_a_press_that_a_server_understands() -> None:
    """Figures of refused commands would look like figures."""
    _, place = crowd(Ours(1))
    for _ in range(2):
        place.press(0.0, counts=True)

    said = [wire.press(wire.loads(text.decode()), person(PersonId("ada"))) for text in SAID]
    assert [Pause(), Resume()] == [one.ask.command for one in said]

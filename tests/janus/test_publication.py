"""What one person sends out: their own place, nothing audible before it was closed."""

from app.calls.frames import Candidate, Way
from app.rooms.fields import PersonId
from tests.janus.calls import QUICK, SDP, MutePage, node
from tests.janus.fake_janus import FakeJanus, fake_janus

LINE = "candidate:1 1 udp 1 192.0.2.1 9 typ host"


def order(fake: FakeJanus, *names: str) -> list[str]:
    """In which order those were asked for."""
    return [name for name, _ in fake.asked if name in names]


async def test_every_stream_is_closed_before_the_page_gets_its_answer() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url, patience=QUICK) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        fake.silent.add("moderate")
        await ann.tell({"t": "publish", "sdp": SDP})
        assert ann.frames[-1] == {"t": "refused", "code": "lost"}
        assert not [one for one in ann.frames if one["t"] == "answer"]
        fake.silent.clear()
        await ann.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: any(one["t"] == "answer" for one in frames))
        assert fake.rooms["r1"]["ann"]["0"]["moderated"]


async def test_a_janus_that_takes_up_other_streams_is_not_believed() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        fake.names_other_streams = True
        await ann.tell({"t": "publish", "sdp": SDP})
        assert ann.frames[-1] == {"t": "refused", "code": "refused"}


async def test_an_offer_that_janus_refuses_is_a_bad_one() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        fake.refuses["publish"] = 456
        await ann.tell({"t": "publish", "sdp": SDP})
        assert ann.frames[-1] == {"t": "refused", "code": "bad_offer"}


async def test_every_connection_is_a_new_one() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        for _ in range(2):
            await ann.tell({"t": "publish", "sdp": SDP})
        own = order(fake, "publish", "leave", "configure")
        assert own == ["publish", "leave", "publish"]


async def test_the_id_is_the_persons_and_nothing_a_page_can_choose() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        await meeting.join(MutePage("ann"))
        joined = [asked["id"] for name, asked in fake.asked if name == "join"]
        assert [one for one in joined if not one.startswith("~")] == [PersonId("ann")]


async def test_who_has_the_place_on_another_node_is_put_out() -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as meeting,
        node("r1", "n2", fake.url) as other,
    ):
        ann, again = MutePage("ann"), MutePage("ann")
        await meeting.join(ann)
        await other.join(again)
        await ann.until({"t": "bye", "code": 4502, "reason": "replaced by a newer connection"})
        assert fake.count("kick") == 1


async def test_a_way_to_reach_a_page_is_passed_on_in_our_own_words() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        part = await meeting.join(ann)
        await ann.tell({"t": "publish", "sdp": SDP})
        fake.refuses["trickle"] = 460
        await part.hear(Candidate(Way.OUT, LINE, "0", 0))
        await part.hear(Candidate(Way.OUT))
        passed = [asked["candidate"] for name, asked in fake.asked if name == "trickle"]
        assert passed == [
            {"candidate": LINE, "sdpMid": "0", "sdpMLineIndex": 0},
            {"completed": True},
        ]

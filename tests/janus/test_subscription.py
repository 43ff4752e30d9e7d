"""What one person hears: everybody else, one offer at a time."""

import asyncio
from typing import Any

from tests.janus.calls import SDP, MutePage, node
from tests.janus.fake_janus import OFFER, FakeJanus, fake_janus

SEEN = SDP + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n"
OFF = {"t": "pictures", "on": False}
ON = {"t": "pictures", "on": True}


def offers(frames: list[dict[str, Any]]) -> list[list[str]]:
    """Whose streams each offer brought."""
    return [[s["person"] for s in one["streams"]] for one in frames if one["t"] == "offer"]


def subscriber(fake: FakeJanus) -> int:
    """The handle of the first who hears others."""
    handles = (
        asked["handle_id"]
        for name, asked in fake.asked
        if name == "join" and asked["ptype"] == "subscriber"
    )
    return int(next(handles))


async def test_others_are_offered_as_they_come_and_oneself_never() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben, cleo = MutePage("ann"), MutePage("ben"), MutePage("cleo")
        for one in (ann, ben):
            await meeting.join(one)
            await one.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: offers(frames) == [["ben"]])
        await ann.tell({"t": "answer", "sdp": OFFER})
        await meeting.join(cleo)
        await cleo.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: offers(frames) == [["ben"], ["ben", "cleo"]])
        await cleo.until_so(lambda frames: offers(frames) == [["ann", "ben"]])


async def test_there_is_one_offer_at_a_time() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben, cleo = MutePage("ann"), MutePage("ben"), MutePage("cleo")
        await meeting.join(ann)
        for one in (ben, cleo):
            await meeting.join(one)
            await one.tell({"t": "publish", "sdp": SDP})
            await ann.until_so(lambda frames: len(offers(frames)) == 1)
        await cleo.until_so(lambda frames: len(offers(frames)) == 1)
        await meeting.call.read_back(meeting.room)
        assert (offers(ann.frames), fake.count("subscribe")) == ([["ben"]], 0)
        await ann.tell({"t": "answer", "sdp": OFFER})
        await ann.until_so(lambda frames: offers(frames) == [["ben"], ["ben", "cleo"]])


async def test_where_janus_offers_twice_at_once_each_has_its_answer() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben, cleo = MutePage("ann"), MutePage("ben"), MutePage("cleo")
        for one in (ann, ben):
            await meeting.join(one)
        await ben.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        await ann.tell({"t": "answer", "sdp": OFFER})
        handle = subscriber(fake)
        for _ in range(2):
            await fake.offers_anew(handle)
        await ann.until_so(lambda frames: len(offers(frames)) == 3)
        await ann.tell({"t": "answer", "sdp": OFFER})
        await meeting.join(cleo)
        await cleo.tell({"t": "publish", "sdp": SDP})
        await cleo.until_so(lambda frames: len(offers(frames)) == 1)
        await meeting.call.read_back(meeting.room)
        assert fake.count("subscribe") == 0
        await ann.tell({"t": "answer", "sdp": OFFER})
        await ann.until_so(lambda frames: offers(frames)[-1] == ["ben", "cleo"])
        await ann.tell({"t": "answer", "sdp": OFFER})
        await ann.tell({"t": "answer", "sdp": OFFER})
        assert ann.frames[-1] == {"t": "refused", "code": "not_asked"}


async def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        await ann.tell({"t": "answer", "sdp": OFFER})
        assert ann.frames[-1] == {"t": "refused", "code": "not_asked"}
        assert fake.count("start") == 0


async def test_an_answer_that_is_none_never_reaches_janus() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben = MutePage("ann"), MutePage("ben")
        await meeting.join(ann)
        await meeting.join(ben)
        await ben.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        await ann.tell({"t": "answer", "sdp": "canary"})
        assert ann.frames[-1] == {"t": "refused", "code": "bad_answer"}
        fake.refuses["start"] = 456
        await ann.tell({"t": "answer", "sdp": OFFER})
        assert ann.frames[-1] == {"t": "refused", "code": "not_asked"}


async def test_who_cannot_be_reached_any_more_is_told_to_come_back() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben = MutePage("ann"), MutePage("ben")
        await meeting.join(ann)
        await meeting.join(ben)
        await ben.tell({"t": "publish", "sdp": SDP})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        await fake.tells(subscriber(fake), "hangup")
        await ann.until({"t": "bye", "code": 4300, "reason": "come back"})


async def test_who_does_without_pictures_is_sent_none_and_everybodys_sound() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben, cleo = MutePage("ann"), MutePage("ben"), MutePage("cleo")
        for one in (ann, ben):
            await meeting.join(one)
        await ben.tell({"t": "publish", "sdp": SEEN})
        await ann.until_so(lambda frames: offers(frames) == [["ben", "ben"]])
        await ann.tell({"t": "answer", "sdp": OFFER})
        before, offered = len(ben.frames), len(ann.frames)

        await ann.tell(OFF)

        assert fake.kept_back(subscriber(fake)) == [("ben", "video")]
        assert (len(ben.frames), len(ann.frames)) == (before, offered)
        await meeting.join(cleo)
        await cleo.tell({"t": "publish", "sdp": SEEN})
        await ann.until_so(lambda frames: len(offers(frames)) == 2)
        await ann.tell({"t": "answer", "sdp": OFFER})
        await ann.tell(OFF)
        assert fake.kept_back(subscriber(fake)) == [("ben", "video"), ("cleo", "video")]

        await ann.tell(ON)
        assert fake.kept_back(subscriber(fake)) == []


async def test_pictures_that_are_declined_before_anybody_is_there_never_come() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben = MutePage("ann"), MutePage("ben")
        for one in (ann, ben):
            await meeting.join(one)
        await ann.tell(OFF)
        assert fake.count("configure") == 0
        await ben.tell({"t": "publish", "sdp": SEEN})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        await ann.tell({"t": "answer", "sdp": OFFER})
        async with asyncio.timeout(5):
            while fake.count("configure") == 0:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0)
        assert fake.kept_back(subscriber(fake)) == [("ben", "video")]


async def test_the_same_wish_again_and_again_is_asked_of_janus_once() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben = MutePage("ann"), MutePage("ben")
        for one in (ann, ben):
            await meeting.join(one)
        await ben.tell({"t": "publish", "sdp": SEEN})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        for _ in range(9):
            await ann.tell(OFF)
        assert fake.count("configure") == 1


async def test_a_janus_that_will_not_hold_pictures_back_takes_nobody_out_of_the_call() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann, ben = MutePage("ann"), MutePage("ben")
        for one in (ann, ben):
            await meeting.join(one)
        await ben.tell({"t": "publish", "sdp": SEEN})
        await ann.until_so(lambda frames: len(offers(frames)) == 1)
        fake.refuses["configure"] = 456
        offered = len(ann.frames)
        await ann.tell(OFF)
        assert len(ann.frames) == offered

"""One person's part: only their own hand opens, only while there is no lock, whoever else acts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.calls.frames import SetMicrophone
from app.calls.ports import CallUnavailable, Why
from app.calls.wanted import Wanted
from app.janus.line import Patience
from app.janus.participant import JanusParticipant
from app.rooms.fields import PersonId, RoomId
from tests.janus.calls import LOCKED, SDP, Meeting, MutePage, node
from tests.janus.fake_janus import FakeJanus, fake_janus

ANN = PersonId("ann")
SHORT = Patience(answer=0.5)
OPEN = {"t": "microphone", "open": True}


@dataclass
class House:
    """Ann, who publishes and has opened her microphone."""

    fake: FakeJanus
    meeting: Meeting
    ann: MutePage
    part: JanusParticipant

    @property
    def is_closed(self) -> bool:
        """Whether Janus keeps her closed."""
        return bool(self.fake.rooms["r1"]["ann"]["0"]["moderated"])


def states(frames: list[dict[str, Any]]) -> list[str]:
    """What the page was told of its microphone."""
    return [one["is"] for one in frames if one["t"] == "microphone"]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with fake_janus() as fake, node("r1", url=fake.url, patience=SHORT) as meeting:
        ann = MutePage("ann")
        part = await meeting.join(ann)
        assert isinstance(part, JanusParticipant)
        await ann.tell({"t": "publish", "sdp": SDP})
        await ann.tell(OPEN)
        await ann.until({"t": "microphone", "is": "open"})
        yield House(fake, meeting, ann, part)


async def test_it_begins_closed_and_opens_by_the_own_hand(house: House) -> None:
    assert states(house.ann.frames) == ["closed", "open"]
    assert not house.is_closed
    await house.ann.tell({"t": "microphone", "open": False})
    assert states(house.ann.frames)[-1] == "closed"
    assert house.is_closed


async def test_a_wish_before_anything_is_published_opens_what_comes() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        ann = MutePage("ann")
        await meeting.join(ann)
        await ann.tell(OPEN)
        assert states(ann.frames) == ["closed"]
        await ann.tell({"t": "publish", "sdp": SDP})
        await ann.until({"t": "microphone", "is": "open"})
        assert not fake.rooms["r1"]["ann"]["0"]["moderated"]


async def test_a_lock_closes_and_release_opens_nothing(house: House) -> None:
    await house.meeting.want(ann=LOCKED)
    assert house.is_closed
    await house.meeting.want()
    assert house.is_closed
    assert states(house.ann.frames) == ["closed", "open", "locked", "closed"]


async def test_the_same_lock_again_says_nothing_new(house: House) -> None:
    for _ in range(3):
        await house.meeting.want(ann=LOCKED)
    assert states(house.ann.frames) == ["closed", "open", "locked"]


async def test_a_try_is_told_to_the_room_and_kept_by_nobody(house: House) -> None:
    await house.meeting.want(ann=LOCKED)
    await house.ann.tell(OPEN)
    assert house.ann.frames[-1] == {"t": "refused", "code": "locked"}
    assert house.meeting.floor.tries == [ANN]
    assert house.is_closed


async def test_a_lock_that_came_since_is_told_with_what_is_published(house: House) -> None:
    await house.ann.tell({"t": "microphone", "open": False})
    house.meeting.floor.people = {ANN: LOCKED}
    await house.ann.tell({"t": "publish", "sdp": SDP})
    assert {"t": "microphone", "is": "locked"} in house.ann.frames


async def test_who_leaves_a_node_that_stops_leaves_in_peace() -> None:
    async with fake_janus() as fake:
        async with node("r1", url=fake.url) as meeting:
            part = await meeting.join(MutePage("ann"))
        await part.leave()
    assert meeting.call._here == {RoomId("r1"): {}}


async def test_a_camera_is_no_try(house: House) -> None:
    camera = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n"
    await house.ann.tell({"t": "publish", "sdp": SDP + camera})
    await house.ann.tell(OPEN)
    await house.meeting.want(ann=Wanted(camera_locked=True))
    await house.ann.tell({"t": "camera", "open": True})
    assert house.ann.frames[-1] == {"t": "refused", "code": "locked"}
    assert house.meeting.floor.tries == []
    assert not house.is_closed


async def test_a_lock_that_comes_while_the_log_is_read_wins(house: House) -> None:
    await house.ann.tell({"t": "microphone", "open": False})
    floor = house.meeting.floor
    read, go_on = asyncio.Event(), asyncio.Event()
    wanted = floor.wanted

    async def slowly(room: Any, person: Any) -> Wanted | None:
        found = await wanted(room, person)
        read.set()
        await go_on.wait()
        return found

    floor.wanted = slowly  # type: ignore[method-assign]  # the log as a test slows it down
    opening = asyncio.create_task(house.ann.tell(OPEN))
    await read.wait()
    floor.wanted = wanted  # type: ignore[method-assign]
    await house.meeting.want(ann=LOCKED)
    go_on.set()
    await opening
    assert house.is_closed
    assert house.ann.frames[-1] == {"t": "refused", "code": "locked"}


async def test_a_lock_of_which_only_the_log_knows_wins_over_what_was_opened(house: House) -> None:
    """Another node locks between what this one read and what it opened."""
    await house.ann.tell({"t": "microphone", "open": False})
    floor = house.meeting.floor
    wanted, looks = floor.wanted, iter([Wanted()])

    async def at_first_free(room: Any, person: Any) -> Wanted:
        return next(looks, LOCKED)

    floor.wanted = at_first_free  # type: ignore[method-assign]  # the log as a test has it
    await house.ann.tell(OPEN)
    floor.wanted = wanted  # type: ignore[method-assign]
    assert house.is_closed
    assert states(house.ann.frames)[-1] == "locked"


async def test_what_others_close_is_closed_for_the_page_too(house: House) -> None:
    house.fake.rooms["r1"]["ann"]["0"]["moderated"] = True
    handle = house.fake.handle_of("ann")
    await house.fake.tells(handle, "event", id="ann", mid="0", moderation="muted")
    await house.ann.until_so(lambda frames: states(frames)[-1] == "closed")
    assert house.is_closed


async def test_who_is_gone_says_nothing_more(house: House) -> None:
    await house.part.leave()
    with pytest.raises(CallUnavailable):
        await house.part.hear(SetMicrophone(True))
    assert "ann" not in house.fake.rooms["r1"]


async def test_a_floor_that_cannot_be_read_opens_nothing(house: House) -> None:
    await house.ann.tell({"t": "microphone", "open": False})
    floor = house.meeting.floor

    async def away(room: Any, person: Any) -> Wanted:
        raise CallUnavailable(Why.LOST)

    floor.wanted = away  # type: ignore[method-assign]  # a log out of reach
    await house.ann.tell(OPEN)
    assert house.ann.frames[-1] == {"t": "refused", "code": "lost"}
    assert house.is_closed


async def test_a_log_that_fails_behind_the_scenes_sends_the_page_back(house: House) -> None:
    async def fails(room: Any, person: Any) -> Wanted:
        raise RuntimeError

    house.meeting.floor.wanted = fails  # type: ignore[method-assign]  # a fault of ours
    handle = house.fake.handle_of("ann")
    await house.fake.tells(handle, "event", id="ann", mid="0", moderation="muted")
    await house.ann.until({"t": "bye", "code": 4300, "reason": "come back"})


async def test_a_newer_socket_ends_the_older_before_janus_has_to(house: House) -> None:
    again = MutePage("ann")
    await house.meeting.join(again)
    bye = {"t": "bye", "code": 4502, "reason": "replaced by a newer connection"}
    assert house.ann.frames[-1] == bye
    assert house.fake.count("kick") == 0


async def test_of_three_sockets_at_once_the_newest_stays_and_the_others_are_told() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        older, old, new = (MutePage("ann") for _ in range(3))
        async with asyncio.TaskGroup() as tasks:

            async def join_and_have_another_come() -> None:
                await meeting.join(older)
                tasks.create_task(meeting.join(new))

            tasks.create_task(join_and_have_another_come())
            tasks.create_task(meeting.join(old))

        await new.tell({"t": "publish", "sdp": SDP})
        await new.tell(OPEN)
        await new.until({"t": "microphone", "is": "open"})
        byes = [[one["code"] for one in page.frames if one["t"] == "bye"] for page in (older, old)]
        assert byes == [[4502], [4502]]
        assert "bye" not in [one["t"] for one in new.frames]
        assert fake.count("kick") == 0


async def test_who_was_replaced_while_publishing_does_not_put_out_who_came_after(
    house: House,
) -> None:
    house.fake.silent.add("leave")
    publishing = asyncio.create_task(house.ann.tell({"t": "publish", "sdp": SDP}))
    async with asyncio.timeout(5):
        while house.fake.count("leave") == 0:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0)
    await house.part.leave()
    await publishing
    assert house.ann.frames[-1] == {"t": "refused", "code": "lost"}
    assert "ann" not in house.fake.rooms["r1"]
    assert "ann" not in [name for _, name in house.fake._places.values()]


async def test_whoever_is_put_out_takes_nobody_along(house: House) -> None:
    ben = MutePage("ben")
    await house.meeting.join(ben)
    await ben.tell({"t": "publish", "sdp": SDP})
    await house.meeting.apply(out=frozenset({PersonId("ben")}))
    await house.meeting.call.read_back(house.meeting.room)
    assert "bye" in [one["t"] for one in ben.frames]
    assert "bye" not in [one["t"] for one in house.ann.frames]


async def test_whoever_is_put_out_while_locked_is_not_told_that_they_are_free(house: House) -> None:
    await house.meeting.want(ann=LOCKED)
    house.meeting.floor.people = {}
    await house.meeting.apply(out=frozenset({ANN}))
    assert states(house.ann.frames) == ["closed", "open", "locked"]
    bye = {"t": "bye", "code": 4500, "reason": "revoked or removed"}
    assert house.ann.frames[-1] == bye


async def test_when_the_line_goes_the_page_is_told_to_come_back(house: House) -> None:
    await house.fake.hang_up()
    await house.ann.until({"t": "bye", "code": 4300, "reason": "come back"})


@pytest.mark.parametrize(
    ("has_ended", "code", "reason"), [(False, 4300, "come back"), (True, 4501, "room closed")]
)
async def test_a_room_that_is_gone_is_closed_for_the_page_only_where_its_meeting_has_ended(
    house: House, has_ended: bool, code: int, reason: str
) -> None:
    house.meeting.floor.is_over = has_ended
    await house.fake.tells(house.fake.handle_of("ann"), "event", videoroom="destroyed")
    await house.ann.until_so(lambda frames: frames[-1]["t"] == "bye")
    assert house.ann.frames[-1] == {"t": "bye", "code": code, "reason": reason}


@pytest.mark.parametrize("line", ["canary", "candidate:1 1 udp 1 h 9 typ host\r\na=canary"])
async def test_a_candidate_that_is_none_never_reaches_janus(house: House, line: str) -> None:
    await house.ann.tell({"t": "candidate", "of": "out", "candidate": {"candidate": line}})
    assert house.ann.frames[-1] == {"t": "refused", "code": "bad_offer"}
    await house.ann.tell({"t": "candidate", "of": "in", "candidate": None})
    assert house.ann.frames[-1] == {"t": "refused", "code": "not_asked"}
    assert house.fake.count("trickle") == 0

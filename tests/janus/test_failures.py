"""A Janus that lies, is silent, refuses, speaks nonsense or goes: said as it is, and mended."""

import asyncio

import pytest

from app.calls.drive import APPLY_WITHIN
from app.calls.ports import CallUnavailable, Closed, Why
from app.janus.answers import MOST_BYTES
from app.rooms.fields import PersonId
from tests.janus.calls import LOCKED, QUICK, SDP, Meeting, MutePage, node
from tests.janus.fake_janus import FakeJanus, fake_janus
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import now, peers

UNKNOWN = 499
"""What Janus calls an error that it has no other number for."""
BACK_WITHIN = 5
"""Seconds from the start of a Janus to the lock being back."""


async def publishing(meeting: Meeting, fake: FakeJanus, name: str = "ann") -> MutePage:
    """Somebody whose microphone is open."""
    page = MutePage(name)
    await meeting.join(page)
    await page.tell({"t": "publish", "sdp": SDP})
    await page.tell({"t": "microphone", "open": True})
    await page.until({"t": "microphone", "is": "open"})
    return page


async def until_back(meeting: Meeting) -> None:
    """Until the line stands again."""
    async with asyncio.timeout(BACK_WITHIN):
        while True:
            try:
                await meeting.call.open(meeting.room)
                return
            except CallUnavailable:
                await asyncio.sleep(0.02)


async def test_a_janus_that_answers_and_does_nothing_has_failed() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        await publishing(meeting, fake)
        fake.lies = True
        report = await meeting.want(ann=LOCKED)
        assert (report.people, report.why) == ({"ann": Closed.FAILED}, "not_closed")
        fake.lies = False
        assert (await meeting.apply()).people == {"ann": Closed.CONFIRMED}


async def test_a_janus_that_cannot_be_asked_what_it_did_has_been_asked_only() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url, patience=QUICK) as meeting:
        await publishing(meeting, fake)
        fake.silent.add("attach")
        report = await meeting.want(ann=LOCKED)
        assert (report.people, report.why) == ({"ann": Closed.ASKED}, "lost")


async def test_a_janus_that_refuses_has_failed_for_those_alone_whom_it_left_open() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        await publishing(meeting, fake)
        fake.refuses["moderate"] = 433
        report = await meeting.want(ann=LOCKED, ben=LOCKED)
        assert report.people == {"ann": Closed.FAILED, "ben": Closed.ABSENT}
        assert report.why == "refused"


@pytest.mark.parametrize("refused", ["kick", "listparticipants"])
async def test_who_cannot_be_put_out_keeps_nobody_elses_microphone_open(refused: str) -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as meeting,
        node("r1", "n2", fake.url) as other,
    ):
        ann = await publishing(meeting, fake)
        await other.join(MutePage("ben"))
        meeting.floor.people = {PersonId("ann"): LOCKED}
        fake.refuses[refused] = UNKNOWN

        report = await meeting.apply(out=frozenset({PersonId("ben")}))

        assert ({"ann": Closed.CONFIRMED}, None) == (report.people, report.why)
        assert (Why.REFUSED, None) == (report.unremoved, report.lingering)
        assert {"ann": True} == await meeting.call.read_back(meeting.room)
        assert {"t": "microphone", "is": "locked"} == ann.frames[-1]
        del fake.refuses[refused]
        report = await meeting.apply(out=frozenset({PersonId("ben")}))
        assert ({"ann": Closed.CONFIRMED}, frozenset()) == (report.people, report.lingering)
        assert report.unremoved is None


@pytest.mark.parametrize("silent", ["kick", "listparticipants"])
async def test_putting_out_that_is_never_answered_leaves_time_for_the_word_of_every_lock(
    silent: str,
) -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as meeting,
        node("r1", "n2", fake.url) as other,
    ):
        await publishing(meeting, fake)
        await other.join(MutePage("ben"))
        meeting.floor.people = {PersonId("ann"): LOCKED}
        fake.silent.add(silent)

        async with asyncio.timeout(APPLY_WITHIN):
            report = await meeting.apply(out=frozenset({PersonId("ben")}))

        assert ({"ann": Closed.CONFIRMED}, Why.LATE) == (report.people, report.unremoved)


async def test_who_cannot_be_put_out_keeps_nobody_else_in() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        out = frozenset({PersonId("ben"), PersonId("cleo")})
        for name in out:
            await meeting.join(MutePage(name))
        fake.refuses["kick"] = UNKNOWN
        report = await meeting.apply(out=out)
        assert Why.REFUSED is report.unremoved
        assert out == {asked["id"] for name, asked in fake.asked if name == "kick"}


async def test_of_a_lock_and_a_removal_that_both_fail_each_says_its_own_why() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        await publishing(meeting, fake)
        await meeting.join(MutePage("ben"))
        meeting.floor.people = {PersonId("ann"): LOCKED}
        fake.lies, fake.refuses["kick"] = True, UNKNOWN
        report = await meeting.apply(out=frozenset({PersonId("ben")}))
        assert {"ann": Closed.FAILED} == report.people
        assert (Why.NOT_CLOSED, Why.REFUSED) == (report.why, report.unremoved)


async def test_a_call_out_of_reach_is_said() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        await publishing(meeting, fake)
    with pytest.raises(CallUnavailable) as away:
        await meeting.want(ann=LOCKED)
    assert away.value.why == "unreachable"
    with pytest.raises(CallUnavailable):
        await meeting.call.probe()
    with pytest.raises(CallUnavailable):
        await meeting.call.read_back(meeting.room)


@pytest.mark.parametrize("text", ["canary", "x" * (MOST_BYTES + 1)], ids=["nonsense", "huge"])
async def test_a_janus_that_speaks_nonsense_is_left_and_asked_anew(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        page = await publishing(meeting, fake)
        await fake.says(text)
        await page.until({"t": "bye", "code": 4300, "reason": "come back"})
        await until_back(meeting)
        again = await publishing(meeting, fake)
        assert again.frames
    assert "canary" not in caplog.text


async def test_rooms_are_made_again_and_who_comes_back_is_locked_at_once() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        page = await publishing(meeting, fake)
        await meeting.want(ann=LOCKED)
        heard = asyncio.Event()
        meeting.call.follow(meeting.room, heard.set)
        await fake.hang_up()
        await page.until({"t": "bye", "code": 4300, "reason": "come back"})
        heard.clear()
        await asyncio.wait_for(heard.wait(), BACK_WITHIN)
        assert list(fake.rooms) == ["r1"]
        await meeting.join(page)
        await page.tell({"t": "publish", "sdp": SDP})
        assert fake.rooms["r1"]["ann"]["0"]["moderated"]
        assert {"t": "microphone", "is": "locked"} in page.frames
        assert (await meeting.apply()).people == {"ann": Closed.CONFIRMED}


async def test_a_room_that_was_made_for_one_visitor_is_forgotten_with_them() -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as driver,
        node("r2", "n2", fake.url) as other,
    ):
        assert driver.room == "r1"
        other.room = driver.room
        part = await other.join(MutePage("ann"))
        watchers = len(fake._places)
        await part.leave()
        async with asyncio.timeout(5):
            while len(fake._places) > watchers - 2:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)


async def test_a_meeting_that_ends_ends_the_call() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        page = await publishing(meeting, fake)
        await meeting.call.close(meeting.room)
        await page.until({"t": "bye", "code": 4501, "reason": "room closed"})
        assert fake.rooms == {}


async def test_a_meeting_that_ends_ends_the_call_at_every_node() -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as driver,
        node("r1", "n2", fake.url) as other,
    ):
        page = await publishing(other, fake)
        driver.floor.is_over = other.floor.is_over = True
        await driver.call.close(driver.room)
        await page.until({"t": "bye", "code": 4501, "reason": "room closed"})


async def test_who_has_watched_nothing_of_the_call_can_end_it() -> None:
    async with (
        fake_janus() as fake,
        node("r1", url=fake.url) as driver,
        node("r2", "n2", fake.url) as other,
    ):
        stop = other.call.follow(driver.room, lambda: None)
        await other.call.close(driver.room)
        assert driver.room not in fake.rooms
        stop()


async def test_who_leaves_last_takes_nothing_away_that_ends_the_call() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        part = await meeting.join(MutePage("ann"))
        fake.refuses["destroy"] = 424
        with pytest.raises(CallUnavailable):
            await meeting.call.close(meeting.room)
        await part.leave()
        del fake.refuses["destroy"]
        await meeting.call.close(meeting.room)
        assert not fake.rooms


@pytest.mark.system
@apart
async def test_janus_killed_in_a_lock_is_back_in_time_and_locked(
    there: Apart, janus: JanusProcess
) -> None:
    async with node("killed") as meeting, peers("ada", "ben") as (ada, ben):
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
            await one.open_microphone()
        await ben.hears(ada)
        await meeting.want(ada=LOCKED)
        since = now() + 0.005
        janus.kill()
        await ada.until(lambda peer: peer.closed == 4300)
        await ben.until(lambda peer: peer.closed == 4300)
        await janus.start()
        started = now()
        await until_back(meeting)
        for one in (ada, ben):
            await meeting.join(one)
            await one.publish()
        await ben.open_microphone()
        report = await meeting.apply()
        assert report.people == {"ada": Closed.CONFIRMED}
        assert now() - started < BACK_WITHIN
        await ada.hears(ben, packets=50)
        assert ben.packets(ada, since) == 0
